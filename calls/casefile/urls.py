"""The drafts' route."""

from django.urls import path

from calls.casefile import views

urlpatterns = [path("drafts/", views.keep_or_give, name="drafts")]
