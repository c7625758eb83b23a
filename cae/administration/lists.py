"""The lists a centre words itself: what each service is called, in both languages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cae.administration import events, kept
from calls.casefile import door, refusals
from calls.casefile.events import Code
from calls.casefile.sheet import Aside
from calls.directory.models import Agency


@door.aside("administration.rename_agency")
def rename_agency(
    beside: Aside, *, code: str, base_version: int | None, name_es: str, name_en: str
) -> door.Answer:
    """Change what a service is called; its code and its kind are what plans refer to, and stay."""
    row = Agency.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise refusals.NotFound(_("There is no such agency."))
    agency = kept.take(row)
    told = agency.edit({"name_es": name_es, "name_en": name_en}, base_version=base_version)
    if told:
        event = events.AgencyRenamed(agency=Code(code), **told)
        beside.record(agency, event, "name_es", "name_en")
    return agency.answer("agency")
