"""No lost update: other groups merge, the same group is refused with both values."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import log, refusals
from calls.casefile.models import Case, Event, Stream
from calls.people.models import User
from calls.stages.followup import services as followup
from calls.stages.intake import services as intake
from calls.stages.triage import services as triage
from tests.calls import room as rooms
from tests.support import together

WRITERS = 4
ROUNDS = 6
NOTES = 12
# The group each writer edits, a field of it, and what is typed there in a round.
FIELDS = {
    "location": "location_text",
    "complaint": "complaint_text",
    "life": "awake",
    "caller": "caller_name",
}

Write = Callable[[UUID, str, str], None]


@pytest.fixture
def shared(room: rooms.Room) -> UUID:
    """Give a case that both operators may work on."""
    case_id = room.case()
    intake.take_over(room.passage(room.marcos, case_id), reason="relevo")
    return case_id


def record(
    room: rooms.Room, user: User, case_id: UUID, base_version: int, **groups: dict[str, Any]
) -> dict[str, Any]:
    """Save part of the intake sheet."""
    passage = room.passage(user, case_id, base_version=base_version)
    return intake.record_intake(passage, **rooms.NOWHERE | groups)


def test_two_operators_who_edit_other_groups_both_keep_what_they_typed(
    room: rooms.Room, shared: UUID
) -> None:
    opened = rooms.version(shared)
    record(room, room.lucia, shared, opened, location={"location_text": "Calle Toro 9"})
    record(room, room.marcos, shared, opened, caller={"caller_name": "Ana"})
    answer = record(
        room, room.lucia, shared, opened, life={"awake": "no"}, complaint={"complaint_text": "Arde"}
    )
    assert answer["changed"] == ["complaint", "life"]
    case = Case.objects.get(id=shared)
    assert (case.location_text, case.caller_name, case.awake, case.complaint_text) == (
        *("Calle Toro 9", "Ana", "no", "Arde"),
    )


def test_two_operators_who_edit_one_group_see_both_values_side_by_side(
    room: rooms.Room, shared: UUID
) -> None:
    opened = rooms.version(shared)
    browser = rooms.Browser(room.marcos)
    fields: dict[str, Any] = {
        "base_version": opened,
        "location_text": "Calle Toro 9",
        "municipality": "37274",
    }
    mine = fields | {"location_text": "Calle Toro 19", "municipality": "", "caller_name": "Ana"}
    path = f"/cases/{shared}/intake/record/"
    assert rooms.Browser(room.lucia).command(path, **fields).status_code == 200
    before = rooms.everything()
    answer = browser.command(path, **mine)
    assert answer.status_code == 409
    told = json.loads(answer.content)
    assert (told["code"], told["version"]) == ("conflict", opened + 1)
    assert set(told["conflicts"]) == {"location"}, "the caller's name would have merged"
    clash = told["conflicts"]["location"]
    assert clash["mine"] == {"location_text": "Calle Toro 19", "municipality": None}
    assert clash["theirs"] == {
        "location_text": "Calle Toro 9",
        "municipality": "37274",
        "municipality_name": "Salamanca",
        "latitude": None,
        "longitude": None,
        "location_source": "",
    }
    assert clash["by"] == "OP1"
    assert clash["at"].endswith("Z")
    assert rooms.everything() == before, "half of an edit was saved"
    again = browser.command(path, **mine | {"base_version": told["version"]})
    assert again.status_code == 200
    case = Case.objects.get(id=shared)
    assert (case.location_text, case.caller_name) == ("Calle Toro 19", "Ana")


def test_a_number_in_a_conflict_stands_as_it_was_typed(room: rooms.Room, shared: UUID) -> None:
    opened = rooms.version(shared)
    path = f"/cases/{shared}/intake/record/"
    typed: dict[str, Any] = {"base_version": opened, "callback_number": "923 21 00 00"}
    assert rooms.Browser(room.lucia).command(path, **typed).status_code == 200
    mine = typed | {"callback_number": "no lo sabe"}
    answer = json.loads(rooms.Browser(room.marcos).command(path, **mine).content)
    clash = answer["conflicts"]["caller"]
    assert clash["mine"] == {"callback_number": "no lo sabe"}
    assert clash["theirs"]["callback_number"] == "923 21 00 00"


def test_both_typing_the_same_is_no_conflict(room: rooms.Room, shared: UUID) -> None:
    opened = rooms.version(shared)
    place = {"location_text": "Calle Toro 9"}
    saved = record(room, room.lucia, shared, opened, location=place)
    again = record(room, room.marcos, shared, opened, location=place)
    assert again["version"] == saved["version"]
    assert rooms.kinds(shared).count("intake.location_recorded") == 2


def test_of_sixteen_edits_of_one_group_one_wins_and_fifteen_see_it(
    room: rooms.Room, shared: UUID
) -> None:
    opened = rooms.version(shared)

    def edit(number: int) -> Any:
        passage = room.passage(case_id=shared, base_version=opened)
        place = {"location": {"location_text": f"Portal {number}"}}
        return rooms.insist(lambda: intake.record_intake(passage, **rooms.NOWHERE | place))

    answers = together.at_once([functools.partial(edit, number) for number in range(16)])
    conflicts = [answer for answer in answers if isinstance(answer, refusals.Conflict)]
    assert len(conflicts) == 15
    winner = Case.objects.get(id=shared).location_text
    (won,) = (answer for answer in answers if isinstance(answer, dict))
    assert (won["changed"], won["version"]) == (["location"], opened + 1)
    assert {clash.conflicts["location"]["theirs"]["location_text"] for clash in conflicts} == {
        winner
    }
    assert rooms.version(shared) == opened + 1


def test_an_opened_protocol_and_a_typed_reason_do_not_overwrite_each_other(
    room: rooms.Room, shared: UUID
) -> None:
    opened = rooms.version(shared)
    triage.start_protocol(room.passage(case_id=shared), protocol="collision")
    with pytest.raises(refusals.Conflict):
        record(room, room.marcos, shared, opened, complaint={"complaint_protocol": "unconscious"})
    assert Case.objects.get(id=shared).complaint_protocol == "collision"


def test_an_edit_says_which_version_it_was_made_from(room: rooms.Room, shared: UUID) -> None:
    before = rooms.everything()
    answer = rooms.Browser(room.lucia).command(
        f"/cases/{shared}/intake/record/", location_text="Calle Toro 9"
    )
    assert answer.status_code == 400
    assert set(json.loads(answer.content)["fields"]) == {"base_version"}
    assert rooms.everything() == before


def what_is_lost(room: rooms.Room, case_id: UUID, write: Write) -> list[str]:
    """Let sixteen desks write at once and name what was acknowledged and is not there."""
    notes = [f"Nota {number}" for number in range(NOTES)]

    def edit(group: str) -> None:
        for number in range(ROUNDS):
            write(case_id, group, text_of(group, number))

    def note(text: str) -> None:
        passage = room.passage(room.marcos, case_id)
        rooms.insist(lambda: followup.add_note(passage, text=text))

    results = together.at_once(
        [
            *(functools.partial(edit, group) for group in FIELDS),
            *(functools.partial(note, text) for text in notes),
        ]
    )
    assert not [result for result in results if isinstance(result, Exception)]
    case = Case.objects.get(id=case_id)
    kept = {line.data.get("text") for line in log.read(case_id)}
    lost = [
        f"{field} is {getattr(case, field)!r}"
        for group, field in FIELDS.items()
        if getattr(case, field) != text_of(group, ROUNDS - 1)
    ]
    if case.version != Stream.objects.get(id=case_id).seq:
        lost.append(f"the version is {case.version}")
    return lost + [text for text in notes if text not in kept]


def text_of(group: str, number: int) -> str:
    """Give what a writer types in a round."""
    return ("yes", "no")[number % 2] if group == "life" else f"{group} {number}"


def test_sixteen_desks_at_once_lose_nothing(room: rooms.Room, shared: UUID) -> None:
    bases = dict.fromkeys(FIELDS, rooms.version(shared))

    def write(case_id: UUID, group: str, text: str) -> None:
        passage = room.passage(case_id=case_id, base_version=bases[group])
        typed = rooms.NOWHERE | {group: {FIELDS[group]: text}}
        answer = rooms.insist(lambda: intake.record_intake(passage, **typed))
        bases[group] = answer["version"]

    before = Event.objects.filter(stream=shared).count()
    assert what_is_lost(room, shared, write) == []
    assert Event.objects.filter(stream=shared).count() == before + NOTES + WRITERS * ROUNDS


def test_a_writer_that_passes_the_door_by_would_be_caught(room: rooms.Room, shared: UUID) -> None:
    together_read = threading.Barrier(WRITERS, timeout=20)

    def write(case_id: UUID, group: str, text: str) -> None:
        case = Case.objects.get(id=case_id)
        together_read.wait()
        setattr(case, FIELDS[group], text)
        case.save()

    assert what_is_lost(room, shared, write) != []
