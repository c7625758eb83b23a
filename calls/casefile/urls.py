"""The routes of drafts and of exceptional access."""

from django.urls import path

from calls.casefile import exceptional_pages, views

urlpatterns = [
    path("drafts/", views.keep_or_give, name="drafts"),
    path("cases/<uuid:case_id>/exceptional-access/", exceptional_pages.take, name="break_glass"),
    path("exceptional-access/", exceptional_pages.read, name="exceptions"),
    path(
        "exceptional-access/<uuid:taken_id>/review/",
        exceptional_pages.review,
        name="review_exception",
    ),
]
