"""Does the database hold what the desks were told? Facts and journal in, faults out."""

from __future__ import annotations

import collections
import dataclasses
import json
from collections.abc import Iterator, Sequence

from tests.faults import facts
from tests.faults.boards import Shown
from tests.faults.journal import Entry

RECORDED = {
    "location": "intake.location_recorded",
    "complaint": "intake.complaint_recorded",
    "life": "intake.life_questions_answered",
    "caller": "intake.caller_recorded",
}
# Action: the event it leaves in its case, once.
IN_THE_CASE = {
    "call.answer": "intake.case_opened",
    "case.take_over": "intake.case_taken_over",
    "followup.note": "followup.note_added",
    "transfer.offer": "transfer.case_offered",
    "transfer.accept": "transfer.offer_accepted",
    "transfer.refuse": "transfer.offer_refused",
    "transfer.withdraw": "transfer.offer_withdrawn",
    "dispatch.assign": "dispatch.unit_assigned",
    "closure.close": "closure.case_closed",
    "closure.dismiss": "closure.case_closed",
}
# Action: the event it leaves in the log of the call or unit it was for, once.
BESIDE_THE_CASE = {
    "call.announce": "telephony.call_announced",
    "call.answer": "telephony.call_answered",
    "dispatch.assign": "dispatch.unit_moved",
    "dispatch.set_status": "dispatch.unit_moved",
}
STATUS_KINDS = ("dispatch.unit_status_changed", "dispatch.unit_released")
COUNTED = {*RECORDED.values(), *IN_THE_CASE.values(), *BESIDE_THE_CASE.values(), *STATUS_KINDS}
COLUMNS = {"municipality": "municipality_id", "callback_number": "callback_raw"}
CLOSINGS = {"closure.close", "closure.dismiss"}


@dataclasses.dataclass(frozen=True)
class Fault:
    """Which promise does not hold, and where."""

    rule: str
    what: str


def check(found: facts.Facts, journal: Sequence[Entry]) -> list[Fault]:
    """Give everything that does not hold between what stands and what was told."""
    told = [entry for entry in journal if entry.acknowledged]
    refused = [entry for entry in journal if not entry.acknowledged]
    return [
        *_commands(found, told, refused),
        *_effects(found, told),
        *_notes(found, told),
        *_calls(found, told),
        *_values(found, told),
        *_closings(found, told),
        *_units(found, told),
        *_sealing(found),
        *_lateness(found),
    ]


def rules(faults: Sequence[Fault]) -> set[str]:
    """Name the rules that do not hold."""
    return {fault.rule for fault in faults}


def _commands(
    found: facts.Facts, told: Sequence[Entry], refused: Sequence[Entry]
) -> Iterator[Fault]:
    """Find each acknowledged command with its answer, and no refused one."""
    standing = {row["id"]: row["answer"] for row in found.commands}
    for entry in told:
        if entry.command is None:
            continue
        answer = standing.get(str(entry.command))
        if answer is None:
            yield Fault("command lost", f"{entry.action} {entry.command}")
        elif answer != entry.answer:
            yield Fault("other answer", f"{entry.command}: {answer}, told {entry.answer}")
    for entry in refused:
        if str(entry.command) in standing:
            yield Fault("refused but done", f"{entry.action} {entry.command}")


def _effects(found: facts.Facts, told: Sequence[Entry]) -> Iterator[Fault]:
    """Find one event in the log for each effect told, no fewer and no more."""
    wanted = collections.Counter(event for entry in told for event in _events_of(entry))
    there = collections.Counter(
        (row["stream"], row["kind"]) for row in found.events if row["kind"] in COUNTED
    )
    for event in wanted.keys() | there.keys():
        if there[event] < wanted[event]:
            yield Fault("effect lost", f"{event}: {there[event]} of {wanted[event]}")
        elif there[event] > wanted[event]:
            yield Fault("effect doubled", f"{event}: {there[event]} for {wanted[event]}")


def _events_of(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.action in IN_THE_CASE:
        yield entry.case, IN_THE_CASE[entry.action]
    if entry.action in BESIDE_THE_CASE:
        yield entry.target, BESIDE_THE_CASE[entry.action]
    for group in entry.answer.get("changed", ()):
        yield entry.case, RECORDED[group]
    if entry.action == "dispatch.set_status":
        yield entry.case, STATUS_KINDS[entry.answer["status"] == "available"]


def _notes(found: facts.Facts, told: Sequence[Entry]) -> Iterator[Fault]:
    """Find each note's words beside the log once, at the place that was told."""
    places = collections.defaultdict(list)
    for row in found.disclosures:
        name, value = facts.said(row)
        if name == "text":
            places[value].append((row["stream"], row["seq"]))
    for entry in told:
        if entry.action == "followup.note":
            lies = places[entry.fields["text"]]
            if lies != [(entry.case, entry.answer["seq"])]:
                yield Fault("note", f"{entry.fields['text']!r} lies at {lies}")


def _calls(found: facts.Facts, told: Sequence[Entry]) -> Iterator[Fault]:
    """Find one case for each answered call, the one that was told."""
    cases = collections.defaultdict(list)
    for row in found.events:
        if row["kind"] == "intake.case_opened":
            cases[json.loads(row["body"])["data"]["call"]].append(row["stream"])
    calls = {row["id"]: row for row in found.calls}
    for entry in told:
        if entry.action == "call.announce" and entry.target not in calls:
            yield Fault("call lost", entry.target)
        elif entry.action == "call.answer":
            row = calls.get(entry.target, {})
            if cases[entry.target] != [entry.case] or row.get("case_id") != entry.case:
                yield Fault("call", f"{entry.target} has {cases[entry.target]}, told {entry.case}")


def _values(found: facts.Facts, told: Sequence[Entry]) -> Iterator[Fault]:
    """Find in each field of a case what was acknowledged last of it."""
    last: dict[tuple[str, str], tuple[int, str]] = {}
    for entry in told:
        if entry.action == "intake.record":
            for name, value in entry.fields.items():
                field = (entry.case, COLUMNS.get(name, name))
                known = last.get(field, (0, ""))
                last[field] = max(known, (entry.answer["version"], value), key=lambda it: it[0])
    cases = {row["id"]: row for row in found.cases}
    for (case, name), (version, value) in last.items():
        there = str(cases.get(case, {}).get(name))
        if name != "base_version" and there != value:
            yield Fault("lost update", f"{case}: {name} is {there}, told {value} at {version}")


def _closings(found: facts.Facts, told: Sequence[Entry]) -> Iterator[Fault]:
    """Find closed what was acknowledged as closed, and nothing else."""
    closed = {row["id"]: row["disposition"] for row in found.cases if row["stage"] == "closed"}
    as_told = {
        entry.case: entry.answer["disposition"] for entry in told if entry.action in CLOSINGS
    }
    for case in closed.keys() | as_told.keys():
        if closed.get(case) != as_told.get(case):
            yield Fault("closing", f"{case}: {closed.get(case)}, told {as_told.get(case)}")


def _units(found: facts.Facts, told: Sequence[Entry]) -> Iterator[Fault]:
    """Find each unit at what was acknowledged last, and on a case only while it is not free."""
    doing = {
        entry.target: entry.answer["status"]
        for entry in told
        if entry.action in BESIDE_THE_CASE
        if "status" in entry.answer
    }
    on_a_case = {row["unit_id"] for row in found.assignments if row["released_at"] is None}
    for row in found.units:
        if row["status"] != doing.get(row["id"], "available"):
            yield Fault("unit", f"{row['id']} is {row['status']}, told {doing.get(row['id'])}")
        if (row["status"] != "available") != (row["id"] in on_a_case):
            yield Fault("unit", f"{row['id']} is {row['status']} and on a case or not")


def _sealing(found: facts.Facts) -> Iterator[Fault]:
    """Find one file for each closed case, none for an open one."""
    files = collections.Counter(row["case_id"] for row in found.files)
    for row in found.cases:
        if row["stage"] == "closed" and not files[row["id"]]:
            yield Fault("unsealed", row["reference"])
        elif files[row["id"]] != (row["stage"] == "closed"):
            yield Fault("sealed wrongly", f"{row['reference']}: {files[row['id']]} files")


def _lateness(found: facts.Facts) -> Iterator[Fault]:
    """Find no promise late without its lapse, and one lapse for each silence."""
    for row in found.late:
        yield Fault("late", f"{row['kind']} of {row['case_id']}")
    lapses = collections.Counter(
        json.loads(row["body"])["data"]["offer"]
        for row in found.events
        if row["kind"] == "transfer.offer_expired"
    )
    for offer, count in lapses.items():
        if count != 1:
            yield Fault("lapsed twice", f"{offer}: {count} times")


def check_board(found: facts.Facts, shown: Shown) -> list[Fault]:
    """Give what the boards of a page show otherwise than the database."""
    return [
        Fault("board", f"{topic} {key}: {version}, shown {shown[topic].get(key)}")
        for topic in shown
        if topic == "board" or topic.startswith("centre:")
        for key, version in _differing(found, topic, shown[topic])
    ]


def _differing(
    found: facts.Facts, topic: str, held: dict[str, int]
) -> Iterator[tuple[str, int | None]]:
    must = {
        f"case:{row['id']}": row["version"]
        for row in found.cases
        if row["stage"] != "closed"
        and row["joined_to_id"] is None
        and _is_on(found, topic, row["id"])
    }
    may: dict[str, int] = {}
    if topic == "board":
        must |= {f"call:{row['id']}": row["version"] for row in _ringing(found)}
        # A call just answered stays for some seconds, so that all see who took it.
        may = {f"call:{row['id']}": row["version"] for row in found.calls if row["just_answered"]}
    else:
        must |= {
            f"unit:{row['id']}": row["version"]
            for row in found.units
            if topic == f"centre:{row['centre_id']}"
        }
    must |= {
        f"position:{row['id']}": row["located"]
        for row in found.units
        if row["located"] is not None
        and (topic == f"centre:{row['centre_id']}" or (topic == "board" and not row["covert"]))
    }
    for key in must.keys() | held.keys():
        if held.get(key) != must.get(key) and (key in must or held[key] != may.get(key)):
            yield key, must.get(key)


def _is_on(found: facts.Facts, topic: str, case: str) -> bool:
    return topic == "board" or any(
        row["case_id"] == case and topic == f"centre:{row['centre_id']}" for row in found.legs
    )


def _ringing(found: facts.Facts) -> Iterator[facts.Row]:
    return (row for row in found.calls if row["state"] == "ringing")
