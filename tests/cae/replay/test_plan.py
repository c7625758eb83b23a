"""From a file to the moments of a room: nothing is lost, nothing comes before its cause."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cae.replay import plan as plans
from cae.replay import typemap
from cae.replay.plan import Deed, Moment
from tests.cae.replay import nights
from tests.cae.replay.sources import files


def of_call(plan: plans.Plan, call: int) -> list[Moment]:
    return [moment for moment in plan.moments if moment.call == call]


def made(folder: Path, text: str) -> plans.Plan:
    return plans.make(files.read(folder, text), typemap.read(), protocols=nights.BOOK)


def told(moments: list[Moment]) -> list[str]:
    return [f"{moment.deed.name} {moment.status}".strip() for moment in moments]


def test_one_call_with_one_unit_is_lived_in_order(tmp_path: Path) -> None:
    plan = made(tmp_path, files.sf({}))
    assert told(of_call(plan, 0)) == [
        *("RING", "ANSWER", "RECORD", "JUDGE", "OFFER", "ACCEPT", "ASSIGN dispatched"),
        *("MOVE en_route", "MOVE on_scene", "FREE available", "CLOSE"),
    ]


def test_a_unit_that_is_not_free_yet_comes_when_it_is_and_its_stamps_stay(tmp_path: Path) -> None:
    second = {
        "Call Number": "170010002",
        "Incident Number": "17000002",
        "Received DtTm": "01/01/2017 01:20:00 PM",
        "Dispatch DtTm": "01/01/2017 01:25:00 PM",
        "Response DtTm": "01/01/2017 01:26:00 PM",
        "On Scene DtTm": "01/01/2017 01:40:00 PM",
        "Available DtTm": "01/01/2017 01:50:00 PM",
    }
    plan = made(tmp_path, files.sf({}, second))
    [freed] = [moment for moment in of_call(plan, 0) if moment.deed is Deed.FREE]
    [sent] = [moment for moment in of_call(plan, 1) if moment.deed is Deed.ASSIGN]
    assert sent.learned_at == freed.learned_at + timedelta(microseconds=1)
    assert f"{sent.happened_at:%H:%M}" == "21:25"


def test_a_stamp_that_goes_back_is_a_remark(tmp_path: Path) -> None:
    row = {"Transport DtTm": "01/01/2017 01:20:00 PM", "Hospital DtTm": "01/01/2017 01:15:00 PM"}
    deeds = told(of_call(made(tmp_path, files.sf(row)), 0))
    assert "MOVE at_hospital" in deeds
    assert "REMARK transporting" in deeds


def test_a_second_call_of_the_same_incident_names_the_first_and_keeps_it_open(
    tmp_path: Path,
) -> None:
    again = {"Call Number": "170010002", "Unit ID": "T03", "Available DtTm": "01/01/2017 02:30 PM"}
    plan = made(tmp_path, files.sf({}, again))
    [joins] = [moment for moment in plan.moments if moment.deed is Deed.ASSOCIATE]
    assert (joins.call, joins.earlier) == (1, 0)
    [close] = [m for m in of_call(plan, 0) if m.deed is Deed.CLOSE]
    assert close.learned_at == max(moment.learned_at for moment in plan.moments)


def test_a_call_without_units_stays_open_three_quarters_of_an_hour(tmp_path: Path) -> None:
    plan = made(tmp_path, files.montco({}))
    assert plan.moments[-1].learned_at - plan.moments[0].learned_at >= plans.STAYS_OPEN
    assert "CARRY_ON" in told(list(plan.moments))


def test_only_the_calls_of_a_stretch_of_time_are_played(tmp_path: Path) -> None:
    plan = nights.plan(tmp_path)
    middle = plan.file.calls[10].received_at
    before = plans.window(plan.file, since=None, until=middle)
    after = plans.window(plan.file, since=middle, until=None)
    assert (len(before.calls), len(after.calls)) == (10, 15)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_whatever_was_reported_every_unit_is_sent_once_freed_once_and_in_turn(
    tmp_path: Path, seed: int
) -> None:
    plan = nights.plan(tmp_path, calls=15, seed=seed)
    stands: dict[str, int] = {}
    seen: Counter[tuple[int, int, Deed]] = Counter()
    for moment in plan.moments:
        if moment.deed not in {Deed.ASSIGN, Deed.MOVE, Deed.FREE}:
            continue
        run = plan.file.calls[moment.call].units[moment.run]
        seen[moment.call, moment.run, moment.deed] += 1
        if moment.deed is Deed.ASSIGN:
            assert stands.setdefault(run.unit, moment.call) == moment.call, "it is still elsewhere"
        assert stands[run.unit] == moment.call
        if moment.deed is Deed.FREE:
            del stands[run.unit]
    assert not stands
    for call, calls in enumerate(plan.file.calls):
        for unit in range(len(calls.units)):
            assert seen[call, unit, Deed.ASSIGN] == seen[call, unit, Deed.FREE] == 1


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_learned_before_the_call_rang_nor_after_it_closed(
    tmp_path: Path, seed: int
) -> None:
    plan = nights.plan(tmp_path, seed=seed)
    by_call: dict[int, list[Moment]] = defaultdict(list)
    for moment in plan.moments:
        by_call[moment.call].append(moment)
    for moments in by_call.values():
        assert moments[0].deed is Deed.RING
        assert moments[-1].deed is Deed.CLOSE
        reported = [m for m in moments if m.deed in {Deed.ASSIGN, Deed.MOVE, Deed.REMARK}]
        assert all(moment.learned_at >= moment.happened_at for moment in reported)
