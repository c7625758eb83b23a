"""The archive's routes."""

from django.urls import path

from calls.archive import views

app_name = "archive"
urlpatterns = [
    path("archive/", views.search_page, name="search"),
    path("archive/reason/", views.state_reason, name="reason"),
    path("archive/<str:reference>/", views.file_page, name="file"),
]
