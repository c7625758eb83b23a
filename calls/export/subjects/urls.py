"""The routes of persons' requests."""

from django.urls import path

from calls.export.subjects import views

app_name = "subjects"
urlpatterns = [
    path("subject-requests/", views.requests, name="requests"),
    path("subject-requests/open/", views.open_request, name="open"),
    path("subject-requests/<uuid:request_id>/", views.one_request, name="request"),
    path("subject-requests/<uuid:request_id>/take/", views.take, name="take"),
    path("subject-requests/items/<uuid:item_id>/", views.decide, name="decide"),
]
