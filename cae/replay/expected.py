"""What must be late by the source's own times: told from the plan alone, to compare with a run.

A second reading of the same promises, so that a room that is late by its own fault is found out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

from cae.replay import plan as plans
from cae.replay.plan import Deed, Moment
from calls.casefile.kinds import UNJUDGED_COUNTS_AS
from calls.stages.transfer import commitments as transfer
from dispatch import commitments as dispatch
from dispatch.models import UnitStatus
from dispatch.transitions import HAS_ARRIVED

NEXT = {
    "dispatched": UnitStatus.ASSIGNED,
    "en_route": UnitStatus.EN_ROUTE,
    "on_scene": UnitStatus.ON_SCENE,
    "transporting": UnitStatus.TRANSPORTING,
    "at_hospital": UnitStatus.AT_HOSPITAL,
}


def late(plan: plans.Plan) -> Counter[str]:
    """Count the promises of a plan, by kind, that its own times do not keep.

    A source that names no incident joins by what the room proposes; there only what does not
    hang on it is told: such sources here send no units and answer at once.
    """
    found: Counter[str] = Counter()
    by_incident: dict[int, list[Moment]] = defaultdict(list)
    target: dict[int, int] = {}
    for moment in plan.moments:
        if moment.deed is Deed.ASSOCIATE and moment.earlier >= 0:
            target[moment.call] = moment.earlier
    for moment in plan.moments:
        by_incident[target.get(moment.call, moment.call)].append(moment)
    for index, moments in by_incident.items():
        _count_answers(plan, index, moments, found)
        _count_units(plan, moments, found)
    return found


def _count_answers(
    plan: plans.Plan, index: int, moments: Iterable[Moment], found: Counter[str]
) -> None:
    severity = plan.severities[index] or UNJUDGED_COUNTS_AS
    within = transfer.ANSWER_WITHIN.get(severity, transfer.ANSWER_WITHIN_ELSE)
    offered: dict[str, datetime] = {}
    accepted: set[str] = set()
    for moment in moments:
        if moment.deed is Deed.OFFER:
            offered.setdefault(moment.agency, moment.learned_at)
        elif moment.deed is Deed.ACCEPT and moment.agency not in accepted:
            accepted.add(moment.agency)
            due = offered[moment.agency] + within
            if moment.learned_at > due:
                found[transfer.ANSWER] += 1
                found[transfer.OTHER_WAY] += moment.learned_at > due + transfer.OTHER_WAY_WITHIN


def _count_units(plan: plans.Plan, moments: Iterable[Moment], found: Counter[str]) -> None:
    """Follow each unit and, for each agency, whether anybody came or is coming."""
    standing: dict[tuple[int, int], UnitStatus] = {}
    heard: dict[tuple[int, int], datetime] = {}
    tardy: set[tuple[int, int]] = set()
    came: set[str] = set()
    coming: Counter[str] = Counter()
    waiting: dict[str, datetime] = {}
    for moment in moments:
        if moment.deed not in {Deed.ASSIGN, Deed.MOVE, Deed.FREE, Deed.CLOSE}:
            continue
        if moment.deed is Deed.CLOSE:
            for since in waiting.values():
                found[transfer.MOBILISE] += moment.learned_at > since + transfer.MOBILISE_WITHIN
            waiting.clear()
            continue
        key = moment.call, moment.run
        agency = plan.file.calls[moment.call].units[moment.run].agency
        if moment.deed is Deed.ASSIGN:
            if agency in waiting:
                since = waiting.pop(agency)
                found[transfer.MOBILISE] += moment.learned_at > since + transfer.MOBILISE_WITHIN
            standing[key], heard[key] = UnitStatus.ASSIGNED, moment.learned_at
            coming[agency] += 1
            continue
        if moment.learned_at > heard[key] + dispatch.HEARD_OF_WITHIN[standing[key]]:
            tardy.add(key)
        if moment.deed is Deed.MOVE:
            standing[key], heard[key] = NEXT[moment.status], moment.learned_at
            came |= {agency} if standing[key] in HAS_ARRIVED else set()
            continue
        coming[agency] -= 1
        if agency not in came and not coming[agency]:
            waiting[agency] = moment.learned_at
    found[dispatch.UNIT_ASSIGNED] += len(tardy)
