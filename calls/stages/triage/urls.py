"""Triage's routes."""

from django.urls import path

from calls.stages.triage import views

urlpatterns = [
    path("cases/<uuid:case_id>/triage/start/", views.start, name="start_protocol"),
    path("cases/<uuid:case_id>/triage/answer/", views.answer, name="answer_question"),
    path("cases/<uuid:case_id>/triage/severity/", views.severity, name="judge"),
    path("protocols/", views.protocols, name="protocols"),
]
