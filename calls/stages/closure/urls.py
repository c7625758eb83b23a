"""Closure's routes."""

from django.urls import path

from calls.stages.closure import views

urlpatterns = [
    path("cases/<uuid:case_id>/closure/close/", views.close, name="close"),
    path("cases/<uuid:case_id>/closure/dismiss/", views.dismiss, name="dismiss"),
]
