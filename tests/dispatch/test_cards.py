"""What boards and consoles are shown of units, and what they are not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import announce, registry
from calls.people import actor as actors
from dispatch import queries
from dispatch.models import Unit
from tests.dispatch.floor import NOON, SALAMANCA, SECRETS, Floor

source = registry.live_sources["unit"]


def card_of(unit: Unit) -> registry.Change:
    return next(iter(source.cards([unit.id])))


def test_a_card_carries_nothing_personal(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health, at=SALAMANCA)
    floor.send(floor.health, case, unit)
    change = card_of(unit)
    assert change.card is not None
    assert set(change.card) == {
        *("id", "version", "callsign", "kind", "status", "since", "centre", "case"),
    }
    told = announce.encode(change).decode()
    for secret in (*SECRETS, str(SALAMANCA[0]), case.location_text):
        assert secret not in told


def test_a_unit_is_on_the_board_of_its_own_centre_alone(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    assert card_of(unit).topics == (f"centre:{floor.health.centre.id}",)


def test_a_card_tells_where_the_unit_stands_and_for_which_case(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    free = card_of(unit)
    assert free.card is not None
    assert (free.card["status"], free.card["case"]) == ("available", None)
    floor.send(floor.health, case, unit)
    sent = card_of(unit)
    assert sent.card is not None
    assert (sent.card["status"], sent.card["case"]) == ("assigned", str(case.id))
    floor.say(floor.health, unit, "out_of_service")
    gone = card_of(unit)
    assert gone.card is not None
    assert (gone.card["status"], gone.card["case"]) == ("out_of_service", None)
    assert gone.version == sent.version + 1


def test_every_change_of_a_unit_raises_the_mark_that_boards_are_healed_by(floor: Floor) -> None:
    unit = floor.unit(floor.health)
    marks = [dict(source.marks(NOON))[unit.id]]
    floor.send(floor.health, floor.case(floor.health), unit)
    for status in ("en_route", "on_scene", "available", "out_of_service"):
        marks.append(dict(source.marks(NOON))[unit.id])
        floor.say(floor.health, unit, status)
    assert marks == [1, 2, 3, 4, 5]


def test_the_cases_own_card_counts_the_units_on_it(floor: Floor) -> None:
    case, quiet = floor.case(floor.health), floor.case(floor.health)
    first, second = floor.unit(floor.health), floor.unit(floor.health)
    floor.send(floor.health, case, first)
    floor.send(floor.health, case, second)
    floor.say(floor.health, first, "available")
    cards = {
        change.id: change.card or {}
        for change in registry.live_sources["case"].cards([case.id, quiet.id])
    }
    assert (cards[case.id]["units"], cards[quiet.id]["units"]) == (1, 0)


def test_a_desk_is_shown_its_own_units_the_one_to_send_at_the_top(floor: Floor) -> None:
    far = floor.unit(floor.health, at=(40.42, -3.70))
    near = floor.unit(floor.health, at=(40.96, -5.66))
    lost = floor.unit(floor.health)
    busy = floor.unit(floor.health, at=SALAMANCA)
    floor.unit(floor.fire, at=SALAMANCA)
    case = floor.case(floor.health)
    floor.send(floor.health, case, busy)
    shown = queries.units_part(case, floor.health.actor)
    assert [row["callsign"] for row in shown] == [unit.callsign for unit in (near, far, lost, busy)]
    assert [row["distance_km"] for row in shown] == [1.0, 176.5, None, 0.0]
    assert shown[-1]["case"] == str(case.id)
    assert shown[0]["kind_label"]


def test_an_operator_is_shown_who_was_sent_and_not_the_fleet(floor: Floor) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    floor.send(floor.health, case, unit)
    operator = actors.person(floor.operator)
    assert queries.units_part(case, operator) == []
    (sent,) = queries.assignments_part(case, operator)
    assert (sent["callsign"], sent["status"], sent["active"]) == (unit.callsign, "assigned", True)
    assert (sent["mine"], sent["next"]) == (False, [])


def test_a_case_tells_of_every_unit_sent_and_what_it_may_do_next(floor: Floor) -> None:
    case = floor.case(floor.health, floor.fire)
    gone, there = floor.unit(floor.health), floor.unit(floor.health)
    engine = floor.unit(floor.fire)
    for desk, unit in ((floor.health, gone), (floor.health, there), (floor.fire, engine)):
        floor.send(desk, case, unit)
    floor.say(floor.health, gone, "on_scene", "available")
    floor.say(floor.health, there, "on_scene")
    told = {UUID(row["unit"]): row for row in queries.assignments_part(case, floor.health.actor)}
    assert (told[gone.id]["active"], told[gone.id]["next"]) == (False, [])
    assert [entry["status"] for entry in told[gone.id]["stamps"]] == [
        *("assigned", "on_scene", "available"),
    ]
    assert told[there.id]["next"] == [
        *("transporting", "at_hospital", "available", "out_of_service"),
    ]
    assert (told[engine.id]["mine"], told[engine.id]["next"]) == (False, [])
    json.dumps(list(told.values()), default=_never)


def test_a_unit_tells_its_board_when_it_is_sent_and_when_it_is_free(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, unit = floor.case(floor.health), floor.unit(floor.health)
    told: list[dict[str, Any]] = []

    class Ear:
        def tell(self, kind: str, ids: Iterable[UUID]) -> None:
            changes = registry.live_sources[kind].cards(list(ids))
            told.extend(json.loads(announce.encode(change)) for change in changes)

    monkeypatch.setattr(announce, "publisher", Ear)
    floor.send(floor.health, case, unit)
    floor.say(floor.health, unit, "available", "out_of_service")
    of_units = [
        (message["id"], message["version"]) for message in told if message["kind"] == "unit"
    ]
    assert of_units == [(str(unit.id), version) for version in (2, 3, 4)]
    of_cases = [message["card"]["units"] for message in told if message["kind"] == "case"]
    assert of_cases == [1, 0]


def _never(value: object) -> object:
    raise AssertionError(f"{value!r} is not plain JSON")
