"""The routes of the quality of the work."""

from django.urls import path

from calls.quality import views

app_name = "quality"
urlpatterns = [
    path("quality/", views.overview, name="overview"),
    path("quality/cases/<uuid:case_id>/", views.case, name="case"),
    path("quality/cases/<uuid:case_id>/review/", views.review, name="review"),
]
