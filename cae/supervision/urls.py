"""The wall's routes."""

from django.urls import path

from cae.supervision import views

app_name = "cae"
urlpatterns = [
    path("wall/", views.wall, name="wall"),
    path("wall/figures/", views.figures, name="figures"),
]
