"""The access log's routes."""

from django.urls import path

from calls.audit import views

app_name = "audit"
urlpatterns = [path("audit/", views.log, name="log")]
