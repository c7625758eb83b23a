"""The book's severities stand beside the source's priorities; the furthest apart is told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from cae.replay import agreement, tables, typemap
from cae.replay import plan as plans
from tests.cae.replay import nights
from tests.cae.replay.sources import files


def plan(folder: Path) -> plans.Plan:
    source = files.read(folder, files.sf({}, {"Call Number": "2"}, {"Call Number": "3"}))
    first, second, third = source.calls
    calls = (
        dataclasses.replace(first, original_priority="E", final_priority="3"),
        dataclasses.replace(second, original_priority="2", final_priority="2"),
        dataclasses.replace(third, type="Zeppelin", original_priority="", final_priority=""),
    )
    file = dataclasses.replace(source, calls=calls)
    return plans.make(file, typemap.read(), protocols=nights.BOOK)


def test_each_priority_is_counted_against_each_severity(tmp_path: Path) -> None:
    told = agreement.of(plan(tmp_path), ["P2", "P2", ""])
    assert told.original == {"2": {"P2": 1}, "E": {"P2": 1}}
    assert told.final == {"2": {"P2": 1}, "3": {"P2": 1}}
    assert told.families["SAN"] == {"P2": 2}
    assert told.unclassified == {"Zeppelin": 1}


def test_a_joined_call_is_counted_as_such_and_is_apart_from_nothing(tmp_path: Path) -> None:
    told = agreement.of(plan(tmp_path), [agreement.JOINED, "P2", ""])
    assert told.original == {"2": {"P2": 1}, "E": {"joined": 1}}
    assert told.worst == ()


def test_what_is_furthest_apart_is_told_first(tmp_path: Path) -> None:
    told = agreement.of(plan(tmp_path), ["P2", "P1", ""])
    assert [(each.priority, each.severity, each.steps) for each in told.worst] == [
        ("E", "P2", -2),
        ("2", "P1", 1),
    ]


def test_the_table_shows_shares_and_what_is_unclassified(tmp_path: Path) -> None:
    shown = "\n".join(tables.of_agreement(agreement.of(plan(tmp_path), ["P2", "P2", ""])))
    assert "1 × unclassified: Zeppelin" in shown
    assert "100%" in shown
