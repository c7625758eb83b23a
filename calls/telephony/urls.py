"""The gateway's routes, below `/api/v1/`."""

from django.urls import path

from calls.telephony import api

urlpatterns = [
    path("calls/", api.CallsView.as_view(), name="announce_call"),
    path("calls/<path:call_id>/locations/", api.LocationsView.as_view(), name="locate_call"),
]
