"""Transfer's routes."""

from django.urls import path

from calls.stages.transfer import views

urlpatterns = [
    path("cases/<uuid:case_id>/transfer/offer/", views.offer, name="offer"),
    path("cases/<uuid:case_id>/transfer/plan/", views.offer_plan, name="offer_plan"),
    path("cases/<uuid:case_id>/transfer/withdraw/", views.withdraw, name="withdraw"),
    path("cases/<uuid:case_id>/transfer/accept/", views.accept, name="accept"),
    path("cases/<uuid:case_id>/transfer/refuse/", views.refuse, name="refuse"),
    path("cases/<uuid:case_id>/transfer/own-means/", views.carry_on_alone, name="carry_on_alone"),
]
