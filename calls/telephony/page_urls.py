"""The routes of the room's registers."""

from django.urls import path

from calls.telephony import pages

app_name = "telephony"
urlpatterns = [
    path("cautions/", pages.read_cautions, name="cautions"),
    path("cautions/write/", pages.write_caution, name="write_caution"),
    path("cautions/<uuid:caution_id>/renew/", pages.renew_caution, name="renew_caution"),
    path("cautions/<uuid:caution_id>/review/", pages.review_caution, name="review_caution"),
    path("cautions/<uuid:caution_id>/end/", pages.end_caution, name="end_caution"),
    path("cases/<uuid:case_id>/caution/", pages.write_from_case, name="write_from_case"),
    path("recorded-messages/", pages.read_messages, name="messages"),
    path("recorded-messages/start/", pages.start_message, name="start_message"),
    path("recorded-messages/<uuid:message_id>/stop/", pages.stop_message, name="stop_message"),
    path("callbacks/", pages.callbacks, name="callbacks"),
]
