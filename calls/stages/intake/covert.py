"""A case of which less is for everybody: covert, or marked."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.kinds import Mark
from calls.casefile.models import Hand
from calls.casefile.sheet import Sheet
from calls.stages.intake import events


@door.step("intake.mark_covert", with_joined=True)
def mark_covert(sheet: Sheet, *, covert: bool, reason: str) -> door.Answer:
    """Put a case under cover, or lift it, which only a supervisor does.

    Every leg is told by the log and by its card. What joined the case is covered with it and
    uncovered with it: it tells of the same room.
    """
    if not covert and sheet.case.covert and sheet.actor.role != "supervisor":
        raise refusals.Refusal(
            _("Only a supervisor lifts the cover of a case."),
            code="covert_stays",
            status=403,
            fields={"covert": [_("Ask the supervisor.")]},
        )
    for each in (sheet, *sheet.joined):
        if each.case.covert == covert:
            continue
        if covert:
            _cover(each, holder_id=sheet.case.holder_id, reason=reason)
        else:
            each.case.covert = False
            each.record(events.CoverLifted(reason=reason))
    return {"covert": sheet.case.covert}


def somebody_near(sheet: Sheet) -> door.Answer:
    """Put a case under cover because an answer told that whoever threatens is near."""
    if not sheet.case.covert:
        reason = _("The answers tell that whoever threatens is near.")
        _cover(sheet, holder_id=sheet.case.holder_id, reason=reason)
    return {"covert": True}


@door.step("intake.mark_case")
def mark_case(sheet: Sheet, *, mark: Mark, on: bool, reason: str) -> door.Answer:
    """Mark a case, so that desks see of it what they need, or take the mark off again."""
    before = set(sheet.case.marks)
    after = before | {mark.value} if on else before - {mark.value}
    if after != before:
        sheet.case.marks = sorted(after)
        sheet.record(
            events.MarkAdded(mark=mark, reason=reason)
            if on
            else events.MarkRemoved(mark=mark, reason=reason)
        )
    return {"marks": sheet.case.marks}


def _cover(sheet: Sheet, *, holder_id: UUID | None, reason: str) -> None:
    sheet.case.covert = True
    hide(sheet, holder_id=holder_id)
    sheet.record(events.CoverMarked(reason=reason))


def hide(sheet: Sheet, *, holder_id: UUID | None) -> None:
    """Take a covert case out of the hands of everybody who worked on it but its holder."""
    Hand.objects.filter(case=sheet.case).exclude(user=holder_id).delete()
