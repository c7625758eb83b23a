"""What the book makes of whole files by their types alone, and the part of the page on it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cae.replay import agreement, judging, typemap
from cae.replay import plan as plans
from cae.replay.sources import reading
from calls.protocols import contents, reader

HEAD = """
## Through the book

Each call type stands for a protocol and for what the type itself says to its questions
(`cae/replay/type_map.csv`, columns `protocol` and `answers`; another table by `--type-map FILE`).
The replay works that protocol through the same services as an operator; a file can be judged
without a replay by `manage.py replay FILE --judge-only`, which prints what stands here. A
conversation is not invented: what a type does not say is answered by its least grave answer, or,
of a question that only sorts, by *unknown*. Where even a name says nothing ("Medical Incident") the
table says *unknown* in so many words, and the book sends help as for the worse case.

A type that is not in the table is unclassified and listed, and so are services and work of the
source's own ("Citizen Assist", "Pump Detail"): their cases have no protocol, stand in the archive
under *Without a protocol*, and keep the source's severity where it tells one.
"""
YARDSTICK = """
Only San Francisco tells priorities of its own: *2* is no emergency, *3* is one, *A* to *E* are
letters of call taking, *E* the gravest. They are read as P2, P1, P1 and P0.
"""
ASSUMED = """
### Whether the assumption holds

The same calls, had the untold been answered otherwise, against the priority at call taking:
"""
WORDS = """
The table's answers carry the judgement: without them a type ends far less grave than its source
took it. Answering the untold by *unknown* throughout takes nearly everybody for an arrest, as the
book must while nobody has said that somebody breathes; doing so for all but the two life questions
gains little and makes every fire one with people in it. So the rule stands, and what is grave by
its name alone is said by the table: an arrest, an unresponsive person, a shooting or a choking ends
P0 however little else is known (`tests/cae/replay/test_typemap.py` keeps it so).

### The worst disagreements, and what follows

- **Medical Incident** (San Francisco) is most of the file and says only that somebody is hurt or
  ill. The source gave calls of this one type every priority from 2 to E, so no table of types can
  agree with it. Here each is P1: half of them a step graver than there, the few *E* a step less
  grave. *For a chief:* the type is no triage. What parts these calls are the two life questions and
  the protocol that the caller's own words find; do not plan ambulances by the type.
- **Elevator / Escalator Rescue, Odor, Smoke Investigation, Fuel Spill** are a step less grave here.
  San Francisco gives 3 to nearly every call to which an engine goes, citizens' assistance among
  them: there 3 tells how engines drive, not how grave it is. The book asks whether people in the
  lift are ill, and sends a technician otherwise. *For a chief:* if the service always drives at
  once, raise the determinants of `lift` and `gas_co`; nothing else hangs on it.
- **Traffic Collision** is P2 while nobody has said that somebody is trapped, down or badly hurt;
  the source's own split says that about a third were graver. *For a chief:* an emergency is found
  by the second question ("is everyone awake?"), not by the type; a centre that sees many calls from
  drivers passing by should expect them P1, as *not there* is.
- **Water Rescue, Confined Space** are a step graver here: somebody in the water or under a roof
  that fell is P0 until known to be out. That stays so.
- **Alarms** agree because the table says what is true of a detector: nobody has looked, and nobody
  knows who is inside. Once somebody has looked and knows why it rang, the book says P4.
- **Other, Citizen Assist** have no protocol. They keep the priority the source had last, and are
  apart only where it changed its mind.

Montgomery County and Seattle tell no priority: nothing checks the book there but the names. In the
county nearly half are collisions of which nobody says whether anyone is hurt (P2), and vehicles
that stand somewhere (P3: in a lane it would be P1, which is the first thing asked); in Seattle most
are an *Aid Response*, somebody ill of whom nothing else is told (P2). P0 are those who are
unresponsive, in arrest, choking, shot or stabbed, in the water or to be rescued.

The table is ours and was written with these figures at hand: where it agrees, that proves nothing
about patients; where it cannot agree, it shows what a type leaves untold.
"""
SEVERITIES = ("P0", "P1", "P2", "P3", "P4", agreement.UNJUDGED)


def unknown(question: contents.Question) -> str:
    """Answer what is untold by not knowing it."""
    return "unknown" if question.answer("unknown") else judging.nothing_amiss(question)


def unknown_save_life(question: contents.Question) -> str:
    """Answer what is untold by not knowing it, but for whether somebody is awake and breathes."""
    return judging.nothing_amiss(question) if question.fills else unknown(question)


Untold = Callable[[contents.Question], str]
RULES: Sequence[tuple[str, bool, Untold]] = (
    ("nothing amiss (so it is judged)", True, judging.nothing_amiss),
    ("nothing amiss, and the table says nothing", False, judging.nothing_amiss),
    ("unknown, but for the life questions", True, unknown_save_life),
    ("unknown throughout", True, unknown),
)


def of_file(path: Path) -> dict[str, Any]:
    """Judge a file by the shipped book and table."""
    book = reader.load(reader.LIBRARY).protocols
    types = typemap.read(protocols=book)
    plan = plans.make(reading.read(path), types, protocols=book)
    return {
        "file": path.name,
        "calls": len(plan.file.calls),
        "agreement": dataclasses.asdict(agreement.of(plan, plan.severities)),
        "rules": {
            name: _compared(plan, book, said=said, untold=untold) for name, said, untold in RULES
        },
    }


def _compared(
    plan: plans.Plan, book: Mapping[str, contents.Protocol], *, said: bool, untold: Untold
) -> dict[str, int]:
    """Count the calls with a protocol that come out graver or less grave than their source."""
    found: Counter[str] = Counter()
    for call, kind in zip(plan.file.calls, plan.mapped, strict=True):
        hinted = typemap.severity_of(plan.file.name, call.original_priority)
        if not hinted or kind.protocol not in book:
            continue
        told = dict(kind.answers) if said else {}
        made = judging.judge(book[kind.protocol], told, untold=untold)
        steps = int(hinted[1]) - int(made.severity[1])
        found["as there" if not steps else "graver" if steps > 0 else "less grave"] += 1
    return dict(found)


def text(judged: Sequence[Mapping[str, Any]]) -> str:
    """Give the part of the page."""
    parts = [HEAD, "\n### Share of each severity, by family\n"]
    parts += [
        _shares(told["file"], told["calls"], told["agreement"]["families"]) for told in judged
    ]
    parts += ["\n### Beside the source's own priority\n", YARDSTICK]
    prioritised = [told for told in judged if told["agreement"]["original"]]
    for told in prioritised:
        for name in ("original", "final"):
            title = f"{told['file']}, {name} priority"
            parts.append(_shares(title, told["calls"], told["agreement"][name]))
        parts.append(_apart(told))
    parts += [ASSUMED, _rules(prioritised), WORDS, "\n### Unclassified\n\n"]
    parts += [_unclassified(told) for told in judged if told["agreement"]["unclassified"]]
    return "".join(parts)


def _shares(title: str, calls: int, counts: Mapping[str, Mapping[str, int]]) -> str:
    """Give one confusion table: counts, and the share of the row."""
    lines = [f"| {title} | calls | " + " | ".join(SEVERITIES) + " |"]
    lines.append("|---|" + "---:|" * (1 + len(SEVERITIES)))
    for name, row in counts.items():
        whole = sum(row.values())
        cells = (_cell(row.get(column, 0), whole) for column in SEVERITIES)
        lines.append(f"| {name} | {whole:,} ({whole / calls:.0%}) | " + " | ".join(cells) + " |")
    return "\n" + "\n".join(lines) + "\n"


def _cell(count: int, whole: int) -> str:
    return f"{count:,} ({count / whole:.0%})" if count else ""


def _apart(told: Mapping[str, Any]) -> str:
    """List what is furthest apart."""
    worst = told["agreement"]["worst"]
    if not worst:
        return f"\nIn {told['file']} nothing is apart.\n"
    lines = [f"| {told['file']}: furthest apart | calls | there | here | steps | protocol |"]
    lines.append("|---|---:|---|---|---:|---|")
    lines += (
        f"| {each['type']} | {each['calls']} | {each['priority']} | {each['severity']} "
        f"| {each['steps']:+d} | {each['protocol'] or 'none'} |"
        for each in worst
    )
    return "\n" + "\n".join(lines) + "\n"


def _rules(judged: Iterable[Mapping[str, Any]]) -> str:
    columns = ("as there", "graver", "less grave")
    lines = ["| the untold is answered | file | " + " | ".join(columns) + " |"]
    lines.append("|---|---|" + "---:|" * len(columns))
    for told in judged:
        for name, counts in told["rules"].items():
            cells = (f"{counts.get(column, 0):,}" for column in columns)
            lines.append(f"| {name} | {told['file']} | " + " | ".join(cells) + " |")
    return "\n" + "\n".join(lines) + "\n"


def _unclassified(told: Mapping[str, Any]) -> str:
    named = told["agreement"]["unclassified"].items()
    return f"- {told['file']}: " + ", ".join(f"{name} ({count:,})" for name, count in named) + ".\n"
