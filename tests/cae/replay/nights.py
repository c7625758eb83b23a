"""A night of calls in San Francisco's form, made for tests: orderly rows, and some that are not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cae.replay import plan as plans
from cae.replay import typemap
from calls.protocols import reader
from tests.cae.replay.sources import files

BOOK = reader.load(reader.LIBRARY).protocols
TYPES = ("Medical Incident", "Structure Fire", "Traffic Collision", "Alarms", "Zeppelin Landing")
KINDS = (("E", "ENGINE"), ("T", "TRUCK"), ("M", "MEDIC"), ("B", "CHIEF"))
ENDS = ("Code 2 Transport", "Fire", "No Merit", "Patient Declined Transport", "Weather")
FORMAT = "%m/%d/%Y %I:%M:%S %p"
BEGINS = datetime(2017, 1, 1, 22)  # noqa: DTZ001 - local time, as the source writes it


def text(*, calls: int, seed: int, most_units: int = 5) -> str:
    """Write so many calls with their units.

    Every sixth unit has something odd, every fourth call is of the incident before it.
    """
    return files.sf(*_rows(calls, most_units, random.Random(seed)))


def plan(folder: Path, *, calls: int = 25, seed: int = 112, most_units: int = 5) -> plans.Plan:
    """Give the plan of such a night."""
    file = files.read(folder, text(calls=calls, seed=seed, most_units=most_units))
    return plans.make(file, typemap.read(), protocols=BOOK)


def _rows(calls: int, most_units: int, chance: random.Random) -> Iterator[dict[str, str]]:
    at = BEGINS
    for number in range(calls):
        at += timedelta(seconds=chance.randint(5, 400))
        units = chance.sample(range(12), min(most_units, chance.choice([1, 1, 2, 3, 5])))
        call = {
            "Call Number": f"17001{number:04d}",
            "Incident Number": f"1700{number - (number % 4 == 3):04d}",
            "Call Type": chance.choice(TYPES),
            "Received DtTm": at.strftime(FORMAT),
            "Entry DtTm": (at + timedelta(seconds=chance.randint(10, 150))).strftime(FORMAT),
            "Priority": chance.choice("23E"),
            "Call Final Disposition": chance.choice(ENDS),
            "Location": f"(37.{chance.randint(700, 800)}, -122.{chance.randint(380, 480)})",
        }
        for unit in units:
            yield {**call, **_unit(unit, at, chance)}


def _unit(unit: int, at: datetime, chance: random.Random) -> dict[str, str]:
    letter, kind = KINDS[unit % len(KINDS)]
    moment = at + timedelta(seconds=chance.randint(20, 400))
    stamps = {}
    for column, longest in (
        ("Dispatch DtTm", 0),
        ("Response DtTm", 300),
        ("On Scene DtTm", 1500),
        ("Transport DtTm", 3000),
        ("Hospital DtTm", 900),
        ("Available DtTm", 3000),
    ):
        moment += timedelta(seconds=chance.randint(0, longest))
        stamps[column] = moment.strftime(FORMAT)
    odd = chance.randrange(12)
    if odd == 0:
        stamps["On Scene DtTm"] = stamps["Transport DtTm"] = stamps["Hospital DtTm"] = ""
    elif odd == 1:
        stamps["Transport DtTm"], stamps["Hospital DtTm"] = (
            stamps["Hospital DtTm"],
            stamps["Transport DtTm"],
        )
    elif odd == 2:
        stamps["Available DtTm"] = ""
    elif odd == 3:
        stamps["Response DtTm"] = "soon"
    elif odd > 8:
        stamps["Transport DtTm"] = stamps["Hospital DtTm"] = ""
    return {"Unit ID": f"{letter}{unit:02d}", "Unit Type": kind, **stamps}
