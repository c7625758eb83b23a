"""The one key of a suspected arrest: judged vital, health asked, the first step on screen.

The one place where rooms are worked together, above them all, so that none knows another.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import path

from calls.casefile import door, passages, refusals
from calls.casefile.sheet import Sheet
from calls.stages.instructions import services as instructions
from calls.stages.transfer import services as transfer
from calls.stages.triage import services as triage

PROTOCOL = "unconscious"
ADULT = "arrest_adult"
ARRESTS = (ADULT, "arrest_child", "arrest_infant")
AGENCY = "health"


@door.step("arrest.suspect")
def suspect_arrest(sheet: Sheet) -> door.Answer:
    """Judge the case P0, offer it to health with whatever place exists, begin CPR."""
    # What triage already knows of the person's age stands.
    known = triage.standing(sheet, protocol=PROTOCOL)
    determinant = triage.assign(
        sheet, protocol=PROTOCOL, determinant=known if known in ARRESTS else ADULT
    )
    # The key pressed again leaves the caller at the step they have reached.
    if not instructions.is_reading(sheet, script=determinant.script):
        instructions.begin(sheet, script=determinant.script)
    try:
        offer = transfer.offer_to(sheet, agency=AGENCY)
    except refusals.Refusal as refusal:
        # Already asked, or nobody to ask: compressions begin all the same.
        return {"offer": None, "refused": refusal.code, "script": determinant.script}
    return {"offer": str(offer.id), "script": determinant.script}


@passages.command("arrest.suspect")
def suspect(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Press the key."""
    return suspect_arrest(passages.of(request, case_id))


urlpatterns = [path("cases/<uuid:case_id>/arrest/", suspect, name="arrest")]
