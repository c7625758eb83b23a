"""What a bench says of its figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import measuring
from tests.bench.measuring import Figure, Limit, Target


def figure(*, target: Target | None = None) -> Figure:
    return Figure(
        name="f", unit="ms", values=[4.0, 9.0, 5.0], floors=[2.0, 3.0, 1.0], target=target
    )


def test_a_ratio_is_to_the_floor_of_the_same_repeat() -> None:
    assert figure().ratios == [2.0, 3.0, 5.0]


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target(ratio=3), "yes"),
        (Target(ratio=2.9), "no"),
        (Target(ratio=3, at_least=True), "yes"),
        (Target(ratio=3.1, at_least=True), "no"),
        (None, ""),
    ],
)
def test_a_target_is_asked_of_the_median_ratio(target: Target | None, met: str) -> None:
    assert figure(target=target).row()[-1] == met


@pytest.mark.parametrize(("value", "met"), [(5, "yes"), (4.9, "no")])
def test_a_figure_without_a_floor_is_bound_by_itself(value: float, met: str) -> None:
    alone = Figure(name="f", unit="ms", values=[4.0, 9.0, 5.0], target=Limit(value=value))
    assert alone.row()[-4:] == ("", "", f"<= {value:g} itself", met)
    told = json.loads(alone.line(at="now"))
    assert (told["floor"], told["ratio"], told["spread"]) == (None, None, [4.0, 9.0])


def test_each_act_is_done_as_often_and_begins_in_turn() -> None:
    done: list[tuple[str, int]] = []
    took = measuring.interleaved(
        2, lambda turn: done.append(("a", turn)), lambda turn: done.append(("b", turn))
    )
    assert done == [("a", 0), ("b", 0), ("b", 1), ("a", 1)]
    assert [len(times) for times in took] == [2, 2]


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert measuring.percentile([5, 1, 4, 2, 3], 50) == 3
    assert measuring.percentile(range(1, 201), 99) == 198
    assert measuring.percentile([7], 99) == 7


def test_every_run_adds_its_lines(tmp_path: Path) -> None:
    kept = tmp_path / "var" / "bench.jsonl"
    for at in ("first", "second"):
        measuring.append([figure(target=Target(ratio=3))], to=kept, at=at)
    lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [line["at"] for line in lines] == ["first", "second"]
    assert (
        lines[0].items()
        >= {
            "name": "f",
            "value": 5.0,
            "unit": "ms",
            "floor": 2.0,
            "ratio": 3.0,
            "target": "<= 3",
        }.items()
    )
