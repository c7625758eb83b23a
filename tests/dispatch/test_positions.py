"""Where units are: read without a fault of ours, taken once, and shown to whom it may be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as some

from calls.casefile import announce, refusals, registry
from calls.casefile.models import Case, Event
from calls.live import hub
from calls.people import actor as actors
from calls.people.models import Role
from calls.stages.intake import covert
from dispatch import positions
from tests.dispatch.floor import NOON, SALAMANCA, Desk, Floor

source = registry.live_sources["position"]
HERE = {"callsign": "SVA-1", "latitude": 40.9, "longitude": -5.6, "at": "2026-03-01T12:00:00Z"}
_values = some.recursive(
    some.none()
    | some.booleans()
    | some.floats()
    | some.integers()
    | some.text()
    | some.sampled_from([40.9, -5.6, "SVA-1", "2026-03-01T12:00:00Z", "0001-01-01T00:00:00Z"]),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
    max_leaves=6,
)
_items = _values | some.fixed_dictionaries(dict.fromkeys(HERE, _values)) | some.just(HERE)


@given(told=_values | some.fixed_dictionaries({"positions": some.lists(_items, max_size=5)}))
def test_whatever_is_told_each_position_is_taken_or_explained(told: Any) -> None:
    try:
        taken, refused = positions.read(told, now=NOON)
    except refusals.Invalid:
        # Another test tells which these are.
        return
    numbers = [each.number for each in taken] + [each.number for each in refused]
    assert sorted(numbers) == list(range(len(told["positions"])))
    assert all(each.fields and all(each.fields.values()) for each in refused)
    for each in taken:
        assert -90 <= each.latitude <= 90
        assert -180 <= each.longitude <= 180
        assert each.at <= NOON


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (None, "body"),
        ([HERE], "body"),
        ({}, "positions"),
        ({"positions": []}, "positions"),
        ({"positions": HERE}, "positions"),
        ({"positions": [HERE] * 501}, "positions"),
        ({"positions": [HERE], "centre": "health-37"}, "centre"),
    ],
    ids=str,
)
def test_a_wrong_envelope_is_refused_by_its_field(told: Any, field: str) -> None:
    with pytest.raises(refusals.Invalid) as refusal:
        positions.read(told, now=NOON)
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"callsign": ""}, "callsign"),
        ({"callsign": 112}, "callsign"),
        ({"latitude": 90.1}, "latitude"),
        ({"latitude": "40,9"}, "latitude"),
        ({"longitude": None}, "longitude"),
        ({"latitude": 0, "longitude": 0}, "latitude"),
        ({"at": "noon"}, "at"),
        ({"at": None}, "at"),
        ({"at": "2026-03-01T12:00:31Z"}, "at"),
        ({"at": "2026-02-28T11:59:59Z"}, "at"),
        ({"speed": 80}, "speed"),
    ],
    ids=str,
)
def test_an_odd_position_is_named_and_keeps_no_other_from_being_taken(
    told: dict[str, Any], field: str
) -> None:
    taken, refused = positions.read({"positions": [HERE | told, HERE]}, now=NOON)
    assert [each.number for each in taken] == [1]
    assert [(each.number, list(each.fields)) for each in refused] == [(0, [field])]


def test_a_clock_a_little_fast_is_taken_to_be_right_now() -> None:
    told = HERE | {"at": "2026-03-01T12:00:29.5Z"}
    (taken,), _refused = positions.read({"positions": [told]}, now=NOON)
    assert taken.at == NOON


def test_a_batch_moves_units_counts_what_is_late_and_explains_the_strangers(floor: Floor) -> None:
    unit, neighbour = floor.unit(floor.health, at=SALAMANCA), floor.unit(floor.fire, at=SALAMANCA)
    events = Event.objects.count()
    later, latest = NOON + timedelta(seconds=5), NOON + timedelta(seconds=9)
    told = [
        (unit.callsign, 41.0, later),
        (unit.callsign, 42.0, latest),
        (unit.callsign, 43.0, NOON),
        (neighbour.callsign, 41.0, later),
        ("SVA-9999", 41.0, later),
    ]
    outcome = report(floor.health, told, now=latest)
    assert (outcome.moved, outcome.older) == (1, 2)
    assert [(each.number, list(each.fields)) for each in outcome.refused] == [
        (3, ["callsign"]),
        (4, ["callsign"]),
    ]
    unit.refresh_from_db()
    assert (unit.latitude, unit.position_at, unit.version) == (42.0, latest, 1)
    neighbour.refresh_from_db()
    assert (neighbour.latitude, neighbour.position_at) == (SALAMANCA[0], NOON)
    assert Event.objects.count() == events


def test_the_same_batch_again_changes_nothing_and_tells_nobody(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = floor.unit(floor.health)
    told: list[UUID] = []

    class Ear:
        def tell(self, kind: str, ids: Iterable[UUID]) -> None:
            told.extend(ids)

    monkeypatch.setattr(announce, "publisher", Ear)
    batch = [(unit.callsign, 41.0, NOON)]
    first, second = (report(floor.health, batch, now=NOON) for _ in range(2))
    assert (first.moved, first.older) == (1, 0)
    assert (second.moved, second.older) == (0, 1)
    assert told == [unit.id]


def test_a_whole_batch_takes_one_update(floor: Floor) -> None:
    units = [floor.unit(floor.health) for _ in range(5)]
    with CaptureQueriesContext(connection) as asked:
        outcome = report(floor.health, [(unit.callsign, 41.0, NOON) for unit in units], now=NOON)
    assert outcome.moved == len(units)
    updates = [query["sql"] for query in asked if query["sql"].lstrip().startswith("UPDATE")]
    assert len(updates) == 1


def test_a_card_tells_where_a_unit_is_to_its_centre_and_to_the_room(floor: Floor) -> None:
    unit = floor.unit(floor.health, at=SALAMANCA)
    (change,) = source.cards([unit.id])
    assert change.topics == (f"centre:{floor.health.centre.id}", "board")
    assert change.card == {
        "id": str(unit.id),
        "callsign": unit.callsign,
        "kind": unit.kind,
        "status": "available",
        "centre": str(floor.health.centre.id),
        "latitude": SALAMANCA[0],
        "longitude": SALAMANCA[1],
        "at": "2026-03-01T12:00:00.000000Z",
    }


def test_a_unit_never_heard_of_is_nowhere(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    assert list(source.marks(NOON)) == []
    assert list(source.cards([unit.id])) == []


def test_the_way_of_a_unit_on_a_covert_case_is_for_its_centre_alone(floor: Floor) -> None:
    unit, case = floor.unit(floor.health, at=SALAMANCA), floor.case(floor.health)
    board = hub.Hub(later=lambda _seconds, _work: None)
    seen: list[tuple[bool, ...]] = []

    def look() -> None:
        """Heal the board as each web process does every second, from the marks alone."""
        since = board.turn
        for change in source.cards(board.stale("position", source.marks(NOON), since=since)):
            board.apply(change, read_since=since)
        topics = ("board", f"centre:{floor.health.centre.id}")
        seen.append((*(str(unit.id) in board.snapshot(topic) for topic in topics),))

    look()
    floor.send(floor.health, case, unit)
    look()
    hide(floor, case, covert_now=True)
    look()
    report(floor.health, [(unit.callsign, 41.0, NOON + timedelta(seconds=1))], now=floor.now)
    look()
    hide(floor, case, covert_now=False)
    look()
    hide(floor, case, covert_now=True)
    look()
    floor.say(floor.health, unit, "available")
    look()
    both, centre_alone = (True, True), (False, True)
    assert seen == [both, both, centre_alone, centre_alone, both, centre_alone, both]


def report(
    desk: Desk, told: Iterable[tuple[str, float, datetime]], *, now: datetime
) -> positions.Outcome:
    """Let a centre's machine tell where units are."""
    batch = [
        {"callsign": callsign, "latitude": latitude, "longitude": -5.6, "at": at.isoformat()}
        for callsign, latitude, at in told
    ]
    return positions.report(desk.centre.id, *positions.read({"positions": batch}, now=now))


def hide(floor: Floor, case: Case, *, covert_now: bool) -> None:
    """Let a supervisor put a case under cover, or take it out again."""
    supervisor = floor.person(Role.SUPERVISOR)
    covert.mark_covert(
        floor.passage(actors.person(supervisor), case.id), covert=covert_now, reason="why"
    )
