"""What others on a case are told besides the sheet: what changed, what counts minutes, how many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from calls.casefile.events import stamp
from calls.casefile.models import Case
from calls.directory.models import Agency, OperationsCentre
from calls.people.actor import Actor
from calls.stages.triage import changes, conditions, wording
from calls.stages.triage.models import CasualtyCount, CountedBy, TimeCritical, TriageChange
from calls.stages.triage.sorting import Colour

# The last changes of a case, that somebody wants to look at again.
SHOWN = 10


def changes_part(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Give how the judgement of the case changed while others held it, the newest first.

    `mine` says that this reader has not said yet that they saw it; `waiting` who has not.
    """
    rows = list(TriageChange.objects.filter(case=case).order_by("-seq")[:SHOWN])
    me = changes.as_seen_by(actor.role, actor.centre_id)
    reads = me != changes.HOLDER or case.holder_id == actor.id
    names = _names(rows)
    return [
        {
            "seq": row.seq,
            "at": stamp(row.at),
            "by": row.position,
            "from": row.before["severity"],
            "to": row.after["severity"],
            "raised": _raises(row),
            "agencies": _agencies(row),
            "mine": reads and me in row.waiting,
            "waiting": [names.get(each, "") for each in row.waiting if each != changes.HOLDER],
        }
        for row in rows
    ]


def card_part(ids: Sequence[UUID]) -> Mapping[UUID, dict[str, Any]]:
    """Give cards the newest change that somebody has not seen, and who has not."""
    told: dict[UUID, dict[str, Any]] = {case_id: {"changed": None} for case_id in ids}
    rows = TriageChange.objects.filter(case__in=ids).exclude(waiting=[]).order_by("seq")
    for row in rows:
        earlier = told[row.case_id]["changed"] or {"waiting": [], "raised": False}
        told[row.case_id]["changed"] = {
            "seq": row.seq,
            "raised": earlier["raised"] or _raises(row),
            "waiting": sorted({*earlier["waiting"], *row.waiting}),
        }
    return told


def reasons(case: Case) -> list[dict[str, Any]]:
    """Give why the judgement changed: both determinants, and the answers put right."""
    rows = TriageChange.objects.filter(case=case).order_by("-seq")[:SHOWN]
    return [
        {
            "seq": row.seq,
            "was": _determinant(row.before),
            "is": _determinant(row.after),
            "answers": [_answer(row, each) for each in row.answers],
        }
        for row in rows
    ]


def time_critical(case: Case) -> list[dict[str, Any]]:
    """Give what counts minutes: since when, who said so, and the hospital that was told."""
    rows = TimeCritical.objects.filter(case=case).order_by("found_at", "code")
    return [
        {
            "code": row.code,
            "label": conditions.label(row.code),
            "active": row.active,
            "found_at": stamp(row.found_at),
            "onset": row.onset,
            "onset_at": stamp(row.onset_at) if row.onset_at else None,
            "said_by": row.said_by,
            "hospital": row.hospital,
            "taken_by": row.taken_by,
            "alerted_at": stamp(row.alerted_at) if row.alerted_at else None,
            "waived": row.waived,
            "owed": row.active
            and row.code in conditions.OWES_PREALERT
            and not (row.alerted_at or row.waived),
        }
        for row in rows
    ]


def casualties_part(case: Case, actor: Actor) -> dict[str, Any] | None:
    """Give how many are hurt, by colour, as it was last told; None where nobody counted."""
    row = CasualtyCount.objects.filter(case=case).first()
    if row is None:
        return None
    return {colour: getattr(row, colour) for colour in Colour.values} | {
        "source": row.source,
        "source_label": str(CountedBy(row.source).label),
        "by": row.position,
        "at": stamp(row.at),
    }


def _raises(row: TriageChange) -> bool:
    before, after = row.before["severity"], row.after["severity"]
    return after is not None and (before is None or after < before)


def _agencies(row: TriageChange) -> list[str]:
    added = [each for each in row.after["agencies"] if each not in row.before["agencies"]]
    names = {each.code: each.name for each in Agency.objects.filter(code__in=added)}
    return [names.get(code, code) for code in added]


def _names(rows: Sequence[TriageChange]) -> dict[str, str]:
    wanted = {each for row in rows for each in row.waiting} - {changes.HOLDER}
    found = OperationsCentre.objects.filter(id__in=wanted).values_list("id", "name")
    return {str(centre): name for centre, name in found}


def _determinant(judged: Mapping[str, Any]) -> str:
    if not judged["determinant"]:
        return ""
    return wording.determinant(judged["protocol"], judged["determinant"], judged["edition"])


def _answer(row: TriageChange, told: Mapping[str, str]) -> dict[str, str]:
    protocol, edition = row.after["protocol"], row.after["edition"]
    asked = told["question"]

    def text(code: str) -> str:
        return wording.answer(protocol, asked, code, edition) if code else ""

    return {
        "question": wording.question(protocol, asked, edition),
        "before": text(told["before"]),
        "after": text(told["after"]),
    }
