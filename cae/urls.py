"""Every address of the centre."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("calls.telephony.urls")),
]

handler400 = "cae.errors.bad_request"
handler403 = "cae.errors.forbidden"
handler404 = "cae.errors.not_found"
handler500 = "cae.errors.server_error"
