"""Intake's routes."""

from django.urls import path

from calls.stages.intake import api, incident_views, views

urlpatterns = [
    path("api/v1/calls/<path:call_id>/end/", api.EndView.as_view(), name="end_call"),
    path("calls/<uuid:call_id>/answer/", views.answer, name="answer"),
    path("calls/next/answer/", views.answer_next, name="answer_next"),
    path("cases/open/", views.open_case, name="open_case"),
    path("cases/<uuid:case_id>/intake/record/", views.record, name="record"),
    path("cases/<uuid:case_id>/take-over/", views.take_over, name="take_over"),
    path("cases/<uuid:case_id>/join/", incident_views.join, name="join"),
    path("cases/<uuid:case_id>/separate/", incident_views.separate, name="separate"),
    path("cases/<uuid:case_id>/split/", incident_views.split, name="split"),
    path("cases/<uuid:case_id>/continue/", incident_views.continue_closed, name="continue"),
    path("directory/municipalities/", views.municipalities, name="municipalities"),
]
