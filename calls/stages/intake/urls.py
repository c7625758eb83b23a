"""Intake's routes."""

from django.urls import path

from calls.stages.intake import api, incident_views, views

urlpatterns = [
    path("api/v1/calls/<path:call_id>/end/", api.EndView.as_view(), name="end_call"),
    path("calls/<uuid:call_id>/answer/", views.answer, name="answer"),
    path("calls/next/answer/", views.answer_next, name="answer_next"),
    path("cases/open/", views.open_case, name="open_case"),
    path("cases/<uuid:case_id>/intake/record/", views.record, name="record"),
    path("cases/<uuid:case_id>/life/", views.answer_life, name="answer_life"),
    path("cases/<uuid:case_id>/take-over/", views.take_over, name="take_over"),
    path("cases/<uuid:case_id>/same-incident/", incident_views.same_incident, name="same_incident"),
    path("cases/<uuid:case_id>/whereabouts/", incident_views.whereabouts, name="whereabouts"),
    path("cases/<uuid:case_id>/join/", incident_views.join, name="join"),
    path("cases/<uuid:case_id>/separate/", incident_views.separate, name="separate"),
    path("cases/<uuid:case_id>/split/", incident_views.split, name="split"),
    path("cases/<uuid:case_id>/continue/", incident_views.continue_closed, name="continue"),
    path(
        "cases/<uuid:case_id>/intake/unanswered/settle/",
        views.settle_unanswered,
        name="settle_unanswered",
    ),
    path("cases/<uuid:case_id>/intake/silence/open/", views.open_silence, name="open_silence"),
    path("cases/<uuid:case_id>/intake/silence/heard/", views.hear_sound, name="hear_sound"),
    path(
        "cases/<uuid:case_id>/intake/silence/answer/",
        views.answer_silently,
        name="answer_silently",
    ),
    path("cases/<uuid:case_id>/intake/silence/end/", views.end_silence, name="end_silence"),
    path("cases/<uuid:case_id>/intake/covert/", views.mark_covert, name="mark_covert"),
    path("cases/<uuid:case_id>/intake/mark/", views.mark_case, name="mark_case"),
    path("directory/municipalities/", views.municipalities, name="municipalities"),
]
