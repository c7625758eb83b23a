"""Consoles' routes."""

from django.urls import path

from calls.live import views

app_name = "live"
urlpatterns = [
    path("", views.home, name="home"),
    path("console/", views.console, name="console"),
    path("console/<uuid:case_id>/", views.console, name="console_case"),
    path("cases/<uuid:case_id>/", views.case_page, name="case_page"),
    path("cases/<uuid:case_id>/pane/", views.pane, name="pane"),
    path("cases/<uuid:case_id>/state/", views.state, name="state"),
]
