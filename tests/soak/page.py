"""docs/real-calls.md, from the reports that were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation

from cae.replay import blemishes
from tests.soak import through

HEAD = """# Real calls

Calls that really happened, played through the same services as people use, in an empty centre of
its own. Made by `make soak ARGS="FILE … --storm FILE --judge FILE …"`; every figure is counted
from the database afterwards. The files are public records of other cities' emergency calls and are
not shipped here; what each row says is kept as reported. Seconds are no measure of speed: the
machine had other work, runs were paused in between, and most ran on a server that did not wait for
its disk.

Who answers is ours: ten operators in turn, one desk for each agency. What the sources do not tell
is not invented: no instruction is read, and the protocol is answered as the call's type says (see
*Through the book*; the whole files that say *no* there, and the ten kills, are older and answered
no question). Where a source tells of no unit (Montgomery County) the centre carries on by its own
means and the case stays open 45 minutes; where it tells no end for a unit (Seattle) the unit is
free after 45 minutes, or when it is next sent. A source that names its incidents joins calls by
them; where it names none, an operator joins the first case that the room proposes.

## Whole files
"""
COLUMNS = (
    ("calls", "calls"),
    ("cases", "cases"),
    ("joined", "joined"),
    ("abandoned", "abandoned"),
    ("unclassified", "unclassified"),
    ("events", "events"),
    ("units_moved", "units moved"),
    ("met", "commitments met"),
    ("late", "late"),
    ("late_in_source", "late in the source"),
    ("closed", "closed"),
    ("sealed", "sealed"),
    ("orphans", "orphans"),
    ("faults", "faults"),
    ("seconds", "seconds"),
    ("events_per_second", "events/s"),
)
LATE = """
*late* counts promises that lapsed at least once; *late in the source* is the same, told without the
room by a second reading (`cae/replay/expected.py`) of the same plan and the same deadlines: where
both agree, nothing was late by the room's own doing. *faults* are those of
`manage.py verify` over every chain and every sealed file. A unit that the source never mentions
again (Seattle) is late by that silence.

## What was odd in the files

Kept as reported, counted, explained.
"""
STORM = """
## A rush

The afternoon of a snowstorm, 223 calls in an hour, in a time of its own: at the rate at which it
came, and ten times as fast, with ten operators. When calls ring is the file's. How long people
take is ours, drawn with a fixed seed: 25 s (median) until place and reason are written down, then
20 s more for a call that joins a case, 70 s for one that does not; callers let it ring 150 s in
the median; whoever hung up is called back when nobody waits.
"""
QUALITY = """
*Precision* and *recall* compare what was proposed with the source's own records, grouped by the
rule: the same place (200 m), within 30 minutes, of related types. Asked is whether another call of
the same group stood open when place and reason were written down. Which types are related is
the same table of families on both sides, and it is ours. *First* counts the likeliest
proposal only.
"""


KILLS = """
## Ten kills

The first calls of a file, replayed while web, worker, sweeper, Valkey and PostgreSQL are killed
(SIGKILL) at places drawn with a seed, and once more in peace. *Lost or doubled* counts the cases
whose log is not, event by event and second by second, the one of the peaceful replay. *Right* is
how long after the part was back every open page equalled the database.
"""


def text(
    replays: Sequence[Mapping[str, Any]],
    storms: Sequence[Mapping[str, Any]],
    struck: Sequence[Mapping[str, Any]],
    judged: Sequence[Mapping[str, Any]],
) -> str:
    """Give the page."""
    with translation.override("en"):
        parts = [HEAD, _replays(replays), LATE, _blemishes(replays)]
    if judged:
        parts.append(through.text(judged))
    if struck:
        parts += [KILLS, *map(_kills, struck)]
    if storms:
        parts += [STORM, "\n", _storms(storms), QUALITY]
    return "".join(parts)


def _replays(replays: Sequence[Mapping[str, Any]]) -> str:
    lines = ["| | " + " | ".join(told["file"] for told in replays) + " |"]
    lines.append("|---|" + "---:|" * len(replays))
    for key, name in COLUMNS:
        values = (f"{told['figures'][key]:,}" for told in replays)
        lines.append(f"| {name} | " + " | ".join(values) + " |")
    answered = ("yes" if told.get("agreement") else "no" for told in replays)
    lines.append("| through the book | " + " | ".join(answered) + " |")
    holds = ("yes" if told["holds"] else "**no**" for told in replays)
    lines.append("| everything holds | " + " | ".join(holds) + " |")
    refused = Counter[str]()
    for told in replays:
        refused.update(told["refused"])
    lines += ["", "Refused by the room, and left so:", ""] if refused else []
    lines += [f"- {count} × {what}" for what, count in refused.most_common()]
    return "\n" + "\n".join(lines) + "\n"


def _blemishes(replays: Sequence[Mapping[str, Any]]) -> str:
    lines = ["", "| file | what | how often | what became of it |", "|---|---|---:|---|"]
    for told in replays:
        for code, odd in told["blemishes"].items():
            why = blemishes.EXPLANATIONS.get(code, odd["why"])
            lines.append(f"| {told['file']} | `{code}` | {odd['count']} | {why} |")
    return "\n".join(lines) + "\n"


def _storms(storms: Sequence[Mapping[str, Any]]) -> str:
    names = [name for name in storms[0] if name not in {"file", "rate", "seconds"}]
    head = (f"{told['file']}, rate × {told['rate']:g}" for told in storms)
    lines = ["| | " + " | ".join(head) + " |", "|---|" + "---:|" * len(storms)]
    for name in names:
        shown = (str(told[name]) for told in storms)
        lines.append(f"| {name.replace('_', ' ')} | " + " | ".join(shown) + " |")
    return "\n".join(lines) + "\n"


def _kills(told: Mapping[str, Any]) -> str:
    blows = ", ".join(f"{each['killed']} {each['right_after_s']:.2f} s" for each in told["healed"])
    return (
        f"\n{told['file']}, seed {told['seed']}: {told['kills']} kills, {told['moments']} moments, "
        f"{told['acknowledged']} acknowledged, **{told['lost_or_doubled']} lost or doubled**. "
        f"Right after: {blows}.\n"
    )
