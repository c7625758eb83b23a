"""A figure and its floor: taken in the same run, turn about, again and again."""

from __future__ import annotations

import dataclasses
import json
import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

HEAD = ("figure", "unit", "median (min-max)", "floor (min-max)", "ratio (min-max)", "target", "met")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Target:
    """A bound on a figure's ratio to its floor."""

    ratio: float
    at_least: bool = False

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.ratio:g}"

    def met_by(self, figure: Figure) -> bool:
        """Say whether a figure's median ratio keeps within the bound."""
        ratio = statistics.median(figure.ratios)
        return ratio >= self.ratio if self.at_least else ratio <= self.ratio


@dataclasses.dataclass(frozen=True, kw_only=True)
class Limit:
    """A bound on a figure itself, in its unit."""

    value: float

    def __str__(self) -> str:
        return f"<= {self.value:g} itself"

    def met_by(self, figure: Figure) -> bool:
        """Say whether a figure's median keeps within the bound."""
        return statistics.median(figure.values) <= self.value


@dataclasses.dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured, once a repeat, and in the same repeat its floor, where it has one."""

    name: str
    unit: str
    values: Sequence[float]
    floors: Sequence[float] = ()
    target: Target | Limit | None = None

    @property
    def ratios(self) -> list[float]:
        """Give each repeat's ratio to the floor beside it; none where there is no floor."""
        if not self.floors:
            return []
        return [value / floor for value, floor in zip(self.values, self.floors, strict=True)]

    def row(self) -> tuple[str, ...]:
        """Give the figure's line of the table."""
        met = "" if self.target is None else self._met()
        spreads = (
            _spread(taken) if taken else "" for taken in (self.values, self.floors, self.ratios)
        )
        return (self.name, self.unit, *spreads, str(self.target or ""), met)

    def line(self, *, at: str) -> str:
        """Give the figure as a line of JSON; value, floor and ratio are medians."""
        told = {
            "name": self.name,
            "value": _rounded(statistics.median(self.values)),
            "unit": self.unit,
            "floor": _rounded(statistics.median(self.floors)) if self.floors else None,
            "ratio": _rounded(statistics.median(self.ratios)) if self.floors else None,
            "target": str(self.target) if self.target else None,
            "spread": [_rounded(end(self.ratios or self.values)) for end in (min, max)],
            "repeats": len(self.values),
            "at": at,
        }
        return json.dumps(told)

    def _met(self) -> str:
        return "yes" if self.target and self.target.met_by(self) else "no"


def interleaved(times: int, *acts: Callable[[int], object]) -> list[list[float]]:
    """Do each act `times` times, turn about, each turn begun by another; give milliseconds."""
    took: list[list[float]] = [[] for _ in acts]
    for turn in range(times):
        for place in range(len(acts)):
            number = (turn + place) % len(acts)
            began = time.perf_counter_ns()
            acts[number](turn)
            took[number].append((time.perf_counter_ns() - began) / 1e6)
    return took


def percentile(values: Iterable[float], percent: float) -> float:
    """Give the value that so many percent do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """Write the figures as a table that terminals and Markdown both show."""
    rows = [HEAD, *(figure.row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    ]
    lines.insert(1, f"|{'|'.join('-' * (width + 2) for width in widths)}|")
    return "\n".join(lines)


def append(figures: Iterable[Figure], *, to: Path, at: str) -> None:
    """Add a line for each figure to the file that keeps them all."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("a", encoding="utf-8") as kept:
        kept.writelines(f"{figure.line(at=at)}\n" for figure in figures)


def _spread(values: Sequence[float]) -> str:
    low, middle, high = (_short(of) for of in (min(values), statistics.median(values), max(values)))
    return f"{middle} ({low}-{high})"


def _short(value: float) -> str:
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 4
    return f"{value:,.{digits}f}"


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
