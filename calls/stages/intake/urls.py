"""Intake's routes."""

from django.urls import path

from calls.stages.intake import views

urlpatterns = [
    path("calls/<uuid:call_id>/answer/", views.answer, name="answer"),
    path("cases/open/", views.open_case, name="open_case"),
    path("cases/<uuid:case_id>/intake/record/", views.record, name="record"),
    path("cases/<uuid:case_id>/take-over/", views.take_over, name="take_over"),
    path("directory/municipalities/", views.municipalities, name="municipalities"),
]
