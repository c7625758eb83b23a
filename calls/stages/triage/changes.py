"""Tell everybody who holds a case that it is judged otherwise, until each has seen it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.events import Code
from calls.casefile.kinds import Severity
from calls.casefile.models import Commitment, Leg
from calls.casefile.sheet import Sheet
from calls.stages.triage import events, runs
from calls.stages.triage.models import TriageChange

HOLDER = "holder"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Picture:
    """How a case is judged at one moment."""

    severity: str | None
    protocol: str
    edition: str
    determinant: str
    agencies: tuple[str, ...]
    answers: Mapping[str, str]

    @property
    def judgement(self) -> tuple[str | None, str, str]:
        """Give what others must know where it changes."""
        return self.severity, self.determinant and self.protocol, self.determinant

    def as_json(self) -> dict[str, Any]:
        """Give it without the answers."""
        return {
            "severity": self.severity,
            "protocol": self.protocol,
            "edition": self.edition,
            "determinant": self.determinant,
            "agencies": list(self.agencies),
        }


def picture(sheet: Sheet) -> Picture:
    """Give how the case is judged now."""
    run = runs.newest(sheet.case)
    return Picture(
        severity=sheet.case.severity,
        protocol=run.protocol if run else "",
        edition=run.edition if run else "",
        determinant=run.determinant if run else "",
        agencies=tuple(sheet.case.plan),
        answers=run.answered if run else {},
    )


def tell(sheet: Sheet, before: Picture) -> None:
    """Record that the judgement changed, and let everybody else who holds the case be told.

    A first judgement that nobody else has a part in is no change.
    """
    after = picture(sheet)
    waiting = _others(sheet)
    was_judged = before.severity is not None or bool(before.determinant)
    if after.judgement == before.judgement or not (was_judged or waiting):
        return
    answers = _put_right(before, after)
    seq = sheet.record(
        events.CaseReassessed(
            severity=_severity(after),
            before=_severity(before),
            protocol=_code(after.protocol),
            determinant=_code(after.determinant),
            edition=_code(after.edition),
            protocol_before=_code(before.protocol),
            determinant_before=_code(before.determinant),
            edition_before=_code(before.edition),
            questions=tuple(Code(each["question"]) for each in answers) or None,
            agencies=tuple(map(Code, _added(before, after))) or None,
        )
    )
    TriageChange.objects.create(
        case=sheet.case,
        seq=seq,
        at=sheet.at,
        position=sheet.actor.position,
        before=before.as_json(),
        after=after.as_json(),
        answers=answers,
        waiting=waiting,
    )


@door.step("triage.see_change")
def see_change(sheet: Sheet, *, seq: int) -> door.Answer:
    """Say that one has seen a change, and all that came before it.

    Raises Invalid where nothing of that number waits to be seen by this person or centre.
    """
    me = as_seen_by(sheet.actor.role, sheet.actor.centre_id)
    if me == HOLDER and sheet.case.holder_id != sheet.actor.id:
        raise refusals.Forbidden(_("Whoever holds the case says that they saw it."))
    owing = [each for each in unseen(sheet.case.id) if me in each.waiting]
    if seq not in {each.seq for each in owing}:
        raise refusals.Invalid(
            _("There is no such change that waits for you."),
            fields={"seq": [str(each.seq) for each in owing] or [_("None is waiting.")]},
        )
    for change in owing:
        if change.seq <= seq:
            change.waiting = [each for each in change.waiting if each != me]
            change.save(update_fields=["waiting"])
    sheet.record(
        events.ChangeSeen(change=seq, centre=sheet.actor.centre_id if me != HOLDER else None)
    )
    return {"seq": seq}


def unseen(case_id: UUID) -> list[TriageChange]:
    """Give the changes that somebody has not seen yet, the oldest first."""
    rows = TriageChange.objects.filter(case=case_id).exclude(waiting=[])
    return list(rows.order_by("seq"))


def as_seen_by(role: str, centre_id: UUID | None) -> str:
    """Give how a reader stands among those who wait: their centre, or who holds the case."""
    return str(centre_id) if role == "dispatcher" else HOLDER


def _others(sheet: Sheet) -> list[str]:
    """Name the centres that accepted the case or owe something in it, and its holder."""
    case, actor = sheet.case, sheet.actor
    accepted = Leg.objects.filter(case=case, accepted_at__isnull=False)
    owing = Commitment.objects.filter(
        case=case, settled_at__isnull=True, holder_centre__isnull=False
    )
    centres = {
        *accepted.values_list("centre_id", flat=True),
        *owing.values_list("holder_centre_id", flat=True),
    }
    if actor.role == "dispatcher":
        centres.discard(actor.centre_id)
    others = sorted(str(centre) for centre in centres)
    is_anothers = case.holder_id is not None and case.holder_id != actor.id
    return [HOLDER, *others] if is_anothers else others


def _put_right(before: Picture, after: Picture) -> list[dict[str, str]]:
    if before.edition != after.edition or before.protocol != after.protocol:
        return []
    return [
        {"question": question, "before": told, "after": after.answers.get(question, "")}
        for question, told in before.answers.items()
        if after.answers.get(question) != told
    ]


def _added(before: Picture, after: Picture) -> list[str]:
    return [agency for agency in after.agencies if agency not in before.agencies]


def _severity(shown: Picture) -> Severity | None:
    return Severity(shown.severity) if shown.severity else None


def _code(value: str) -> Code | None:
    return Code(value) if value else None
