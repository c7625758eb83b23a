"""What every reader of a board may see of a case: nothing personal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from calls.casefile.events import stamp
from calls.casefile.kinds import Stage
from calls.casefile.models import Case, Commitment, Leg
from calls.casefile.registry import Change, at_one_moment, card_parts
from calls.people import need


class CaseCards:
    """The open cases, on the board of the room, of their centres, or under cover."""

    kind = "case"

    def marks(self, now: datetime) -> Iterable[tuple[UUID, int]]:
        """Give (id, version) of every open case; a joined one is seen in the case it joined."""
        return (
            Case.objects.exclude(stage=Stage.CLOSED)
            .filter(joined_to__isnull=True)
            .values_list("id", "version")
        )

    @at_one_moment
    def cards(self, ids: Sequence[UUID]) -> Iterable[Change]:
        """Give the cards of these cases; closed and joined ones are gone."""
        cases = Case.objects.filter(id__in=ids).select_related("holder", "municipality")
        centres: dict[UUID, list[str]] = {}
        for case_id, centre_id in Leg.objects.filter(case__in=ids).values_list(
            "case_id", "centre_id"
        ):
            centres.setdefault(case_id, []).append(str(centre_id))
        dues: dict[UUID, datetime] = {}
        for case_id, due_at in Commitment.objects.filter(
            case__in=ids, settled_at__isnull=True
        ).values_list("case_id", "due_at"):
            if due_at is not None:
                dues[case_id] = min(due_at, dues.get(case_id, due_at))
        parts = [part(ids) for part in card_parts.values()]
        for case in cases:
            legs = sorted(centres.get(case.id, ()))
            if case.stage == Stage.CLOSED or case.joined_to_id is not None:
                yield Change("case", case.id, case.version, (), None)
                continue
            card = _card(case) | {
                "centres": legs,
                "due_at": stamp(dues[case.id]) if case.id in dues else None,
            }
            for part in parts:
                card |= part.get(case.id, {})
            shown = need.trimmed_card(card, _conditions(case))
            yield Change("case", case.id, case.version, _topics(case, legs), shown)


def _conditions(case: Case) -> need.Groups:
    return need.conditions(
        marks=case.marks,
        covert=case.covert,
        caller_kind=case.caller_kind,
        protocols=[case.complaint_protocol],
        is_health=False,
    )


def _topics(case: Case, centres: Iterable[str]) -> tuple[str, ...]:
    legs = tuple(f"centre:{centre}" for centre in centres)
    if not case.covert:
        return ("board", *legs)
    holder = (f"user:{case.holder_id}",) if case.holder_id else ()
    return ("covert", *holder, *legs)


def _card(case: Case) -> dict[str, Any]:
    return {
        "id": str(case.id),
        "reference": case.reference,
        "version": case.version,
        "stage": case.stage,
        "severity": case.severity,
        "effective_severity": case.effective_severity,
        "municipality": case.municipality.name if case.municipality else "",
        "point": _point(case),
        "complaint": case.complaint_protocol,
        "holder": str(case.holder_id) if case.holder_id else None,
        "position": case.holder.position if case.holder else "",
        "covert": case.covert,
        "exercise": case.exercise,
        "opened_at": stamp(case.opened_at),
    }


def _point(case: Case) -> list[float] | None:
    """Give the municipality's published point, never the place of the case."""
    town = case.municipality
    if town is None or town.latitude is None or town.longitude is None:
        return None
    return [town.latitude, town.longitude]
