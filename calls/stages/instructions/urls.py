"""The instructions' routes."""

from django.urls import path

from calls.stages.instructions import views

urlpatterns = [
    path("instructions/scripts/", views.scripts, name="scripts"),
    path("cases/<uuid:case_id>/instructions/start/", views.start, name="start_script"),
    path("cases/<uuid:case_id>/instructions/step/", views.step, name="record_step"),
    path("cases/<uuid:case_id>/instructions/wording/", views.wording, name="choose_wording"),
    path("cases/<uuid:case_id>/instructions/resume/", views.resume, name="resume_script"),
]
