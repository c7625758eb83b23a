"""Follow-up's routes."""

from django.urls import path

from calls.stages.followup import views

urlpatterns = [
    path("cases/<uuid:case_id>/followup/note/", views.note, name="note"),
    path("cases/<uuid:case_id>/followup/callback/", views.callback, name="callback"),
    path("cases/<uuid:case_id>/followup/settle/", views.settle, name="settle"),
]
