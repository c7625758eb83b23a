"""A threat to life: judged vital, health asked, the first step on screen, all at once.

The one place where rooms are worked together, above them all, so that none knows another. The
key of a suspected arrest comes here, and so does every answer that names a threat to life: of a
protocol, or to the two life questions.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import path

from calls.casefile import door, passages, refusals
from calls.casefile.kinds import LifeAnswer, Severity
from calls.casefile.sheet import Sheet
from calls.protocols import contents, reader, walk
from calls.stages.instructions import services as instructions
from calls.stages.transfer import services as transfer
from calls.stages.triage import runs
from calls.stages.triage import services as triage

AGENCY = "health"


@door.step("arrest.suspect")
def suspect_arrest(sheet: Sheet) -> door.Answer:
    """Judge the case P0, offer it to health with whatever place exists, begin CPR."""
    # What triage already knows of the person's age stands, in whichever protocol.
    known, run = triage.standing(sheet), runs.newest(sheet.case)
    if run is None or known is None or known.time_critical != contents.ARREST:
        known = triage.assign(
            sheet, protocol=contents.ARREST_PROTOCOL, determinant=contents.ARREST_DETERMINANT
        )
    elif sheet.case.severity != Severity.P0:
        # Somebody had judged it less grave meanwhile.
        known = triage.assign(sheet, protocol=run.protocol, determinant=known.code)
    return act_on(sheet, known)


def vital_found(sheet: Sheet) -> door.Answer:
    """Act on the determinant that an answer has just come to."""
    found = triage.standing(sheet)
    return act_on(sheet, found) if found is not None else {}


def life_answered(sheet: Sheet) -> door.Answer:
    """Let triage know what the life questions told, and act where that alone is vital."""
    told = triage.hear_life(sheet)
    standing = triage.standing(sheet)
    # A threat of another kind, a fire or a trapped person, says nothing of breathing.
    if (
        standing is not None
        and standing.severity == Severity.P0
        and (standing.time_critical == contents.ARREST or triage.has_heard(sheet, "breathing"))
    ):
        return told
    found = _threat(sheet)
    if found is None:
        return told
    if standing is not None and standing.covert:
        # The covert words on screen are not left while whoever threatens is near.
        return told | _ask_health(sheet)
    protocol, vital = found
    return told | act_on(sheet, triage.assign(sheet, protocol=protocol, determinant=vital.code))


def act_on(sheet: Sheet, vital: contents.Determinant) -> door.Answer:
    """Begin what is read to the caller, and ask health where it is called for.

    `at_once` is the script on screen, `offer` null where nobody could be asked, or had been.
    """
    # Who was asked at leisure answers as for a threat to life.
    transfer.hasten(sheet)
    # The key pressed again leaves the caller at the step they have reached.
    if not instructions.is_reading(sheet, script=vital.script):
        instructions.begin(sheet, script=vital.script)
    begun: door.Answer = {"at_once": vital.script}
    return begun | _ask_health(sheet) if AGENCY in vital.agencies else begun


def _ask_health(sheet: Sheet) -> door.Answer:
    try:
        offer = transfer.offer_to(sheet, agency=AGENCY)
    except refusals.Refusal as refusal:
        # Already asked, or nobody to ask: compressions begin all the same.
        return {"offer": None, "refused": refusal.code}
    return {"offer": str(offer.id)}


def _threat(sheet: Sheet) -> tuple[str, contents.Determinant] | None:
    """Give what the life questions alone amount to, and by which protocol, where that is vital.

    Breathing that is not clearly normal is; of whom nobody said so, it is not known whether
    they are awake.
    """
    case = sheet.case
    if case.breathing in {"", LifeAnswer.YES}:
        return None
    known = {"awake": case.awake or LifeAnswer.UNKNOWN.value, "breathing": case.breathing}
    held = reader.book().protocols
    # The protocol of the reason goes before the one that is only about this.
    for code in (case.complaint_protocol, contents.ARREST_PROTOCOL):
        if code in held:
            found = walk.standing(held[code], walk.settle(held[code], {}, known))
            if found is not None and found.severity == Severity.P0:
                return code, found
    return None


@passages.command("arrest.suspect")
def suspect(request: HttpRequest, case_id: UUID) -> door.Answer:
    """Press the key."""
    return suspect_arrest(passages.of(request, case_id))


urlpatterns = [path("cases/<uuid:case_id>/arrest/", suspect, name="arrest")]
