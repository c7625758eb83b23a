"""The access log's routes."""

from django.urls import path

from calls.audit import api, views

app_name = "audit"
urlpatterns = [
    path("audit/", views.log, name="log"),
    path("audit/export/", views.export, name="export"),
    path("audit/verification/", views.verification, name="verification"),
    path("api/v1/accesses/", api.OwnAccessesView.as_view(), name="own_api"),
    path("own-accesses/", views.own, name="own"),
]
