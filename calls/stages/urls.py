"""The stages' routes, room by room."""

from django.urls import include, path

app_name = "stages"
urlpatterns = [
    path("", include("calls.stages.intake.urls")),
    path("", include("calls.stages.triage.urls")),
    path("", include("calls.stages.instructions.urls")),
    path("", include("calls.stages.transfer.urls")),
    path("", include("calls.stages.followup.urls")),
    path("", include("calls.stages.closure.urls")),
    path("", include("calls.stages.arrest")),
]
