"""The desk's routes."""

from django.urls import path

from dispatch import api, views

app_name = "dispatch"
urlpatterns = [
    path("api/v1/units/positions/", api.PositionsView.as_view(), name="report_positions"),
    path("desk/", views.desk, name="desk"),
    path("desk/<uuid:case_id>/", views.desk, name="desk_case"),
    path("cases/<uuid:case_id>/dispatch/assign/", views.assign, name="assign"),
    path("dispatch/units/<uuid:unit_id>/status/", views.set_status, name="set_status"),
]
