"""Triage's routes."""

from django.urls import path

from calls.stages.triage import views

urlpatterns = [
    path("cases/<uuid:case_id>/triage/start/", views.start, name="start_protocol"),
    path("cases/<uuid:case_id>/triage/answer/", views.answer, name="answer_question"),
    path("cases/<uuid:case_id>/triage/severity/", views.severity, name="judge"),
    path("cases/<uuid:case_id>/triage/seen/", views.seen, name="see_change"),
    path("cases/<uuid:case_id>/triage/onset/", views.onset, name="record_onset"),
    path("cases/<uuid:case_id>/triage/prealert/", views.prealert, name="alert_hospital"),
    path("cases/<uuid:case_id>/triage/no-prealert/", views.waive, name="waive_prealert"),
    path("cases/<uuid:case_id>/triage/casualties/", views.count, name="count_casualties"),
    path("cases/<uuid:case_id>/triage/sort/", views.sort, name="sort_casualty"),
    path("protocols/", views.protocols, name="protocols"),
]
