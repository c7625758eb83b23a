"""The instructions' routes."""

from django.urls import path

from calls.stages.instructions import views

urlpatterns = [
    path("cases/<uuid:case_id>/instructions/start/", views.start, name="start_script"),
    path("cases/<uuid:case_id>/instructions/step/", views.step, name="record_step"),
]
