"""The administrator's routes, all of them below /administration/."""

from django.urls import path

from cae.administration import views

app_name = "administration"
urlpatterns = [
    path("", views.people, name="people"),
]
