"""The lists a centre words itself, and those it is given."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cae.administration import forms, kept, queries
from cae.administration import lists as services
from cae.administration.pages import attempts
from cae.administration.pages.attempts import Sent
from calls.casefile import door, query_door
from calls.directory.models import Municipality, Place, ReferenceLoad
from calls.people import access


@access.requires("administration.read")
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """Give the services by their names, and what reference data there is."""
    query_door.read(request.GET)
    return _lists(request)


@access.requires("administration.rename_agency")
@require_POST
def rename_agency(request: HttpRequest, code: str) -> HttpResponse:
    """Call a service otherwise, in both languages."""
    form = forms.EditAgency(request.POST, auto_id=attempts.auto_id("agency", code))

    def act(passage: door.Passage) -> door.Answer:
        told = {name: form.cleaned_data[name] for name in ("base_version", "name_es", "name_en")}
        return services.rename_agency(passage, code=code, **told)

    here = reverse("administration:lists")
    return attempts.attempt(request, form, act, name="agency", page=_lists, onward=here, of=code)


def _lists(request: HttpRequest, sent: Sent | None = None) -> HttpResponse:
    found = list(queries.agencies())
    versions = kept.versions(found)
    rows = [
        {
            "agency": row,
            "form": attempts.form_of(
                forms.EditAgency,
                sent,
                "agency",
                of=row.code,
                name_es=row.name_es,
                name_en=row.name_en,
                base_version=versions[row.code],
            ),
            "opened": bool(sent and sent.of == row.code),
        }
        for row in found
    ]
    context = {
        "section": "lists",
        "rows": rows,
        "municipalities": Municipality.objects.count(),
        "places": Place.objects.count(),
        "loads": ReferenceLoad.objects.order_by("name"),
    }
    return attempts.show(request, "lists.html", context, sent)
