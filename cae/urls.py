"""Every address of the centre."""

from django.urls import URLPattern, URLResolver, include, path

from cae import health
from calls.export import schema

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health.alive, name="alive"),
    path("health/ready/", health.ready, name="ready"),
    path("api/schema/", schema.SchemaView.as_view(), name="schema"),
    path("api/v1/", include("calls.telephony.urls")),
    path("api/v1/", include("calls.export.urls")),
    path("", include("calls.people.urls")),
    path("", include("calls.casefile.urls")),
    path("", include("calls.telephony.page_urls")),
    path("", include("calls.protocols.urls")),
    path("", include("calls.stages.urls")),
    path("", include("calls.live.urls")),
    path("", include("calls.archive.urls")),
    path("", include("calls.audit.urls")),
    path("", include("calls.quality.urls")),
    path("", include("calls.export.subjects.urls")),
    path("", include("dispatch.urls")),
    path("", include("cae.supervision.urls")),
    path("administration/", include("cae.administration.urls")),
]

handler400 = "cae.errors.bad_request"
handler403 = "cae.errors.forbidden"
handler404 = "cae.errors.not_found"
handler500 = "cae.errors.server_error"
