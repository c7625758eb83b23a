"""The routes of the book."""

from django.urls import path

from calls.protocols import views

app_name = "protocols"
urlpatterns = [
    path("book/", views.book, name="book"),
    path("book/history/", views.history, name="history"),
    path("book/history/<int:book_id>/", views.put, name="put"),
    path("book/<slug:code>/", views.protocol, name="protocol"),
    path("book/<slug:code>/compare/", views.compare, name="compare"),
]
