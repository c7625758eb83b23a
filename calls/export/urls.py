"""The official bodies' routes, below `/api/v1/`."""

from django.urls import path

from calls.export import api

urlpatterns = [
    path("case-files/", api.CaseFilesView.as_view(), name="list_case_files"),
    path("case-files/<str:reference>/", api.CaseFileView.as_view(), name="read_case_file"),
    path("keys/", api.KeysView.as_view(), name="list_keys"),
]
