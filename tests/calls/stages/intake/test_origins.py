"""A call tells of two incidents; a new call goes on where a closed case ended."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from calls.casefile import log, refusals
from calls.casefile.kinds import Disposition
from calls.casefile.models import Case
from calls.live import queries
from calls.people import actor as actors
from calls.stages.closure import services as closure
from calls.stages.intake import incidents
from tests.calls import room as rooms
from tests.calls.stages.intake.joining import case, close, join


def test_one_call_tells_of_two_incidents(room: rooms.Room) -> None:
    first = room.case()
    Case.objects.filter(id=first).update(caller_name="Ana", caller_kind="witness")
    answer = incidents.split_case(room.passage(case_id=first))
    second = case(UUID(answer["case"]))
    assert second.id != first
    assert (second.origin_id, second.origin_kind) == (first, "split")
    assert (second.caller_name, second.caller_kind) == ("Ana", "witness")
    assert second.callback_number == case(first).callback_number != ""
    assert second.location_text == second.complaint_text == ""
    assert second.holder == room.lucia
    assert rooms.version(second.id) == answer["version"]
    assert rooms.kinds(first)[-1] == "intake.case_split"
    opened = [next(log.read(each, kinds=["intake.case_opened"])) for each in (first, second.id)]
    assert opened[0].data["call"] == opened[1].data["call"]
    incident = queries.case_state(second, actors.person(room.lucia))["incident"]
    assert incident["origin"] == {
        "id": str(first),
        "reference": case(first).reference,
        "kind": "split",
    }
    assert [call["case"] for call in incident["calls"]] == [str(second.id)]
    again = incidents.split_case(room.passage(case_id=second.id))
    assert case(UUID(again["case"])).origin_id == second.id
    join(room, second.id, first)
    assert case(second.id).joined_to_id == first


def test_a_new_call_goes_on_where_a_closed_case_ended(room: rooms.Room) -> None:
    first, second = room.case(room.marcos), room.case()
    closure.close_case(
        room.passage(room.marcos, first), disposition=Disposition.NOTHING_FOUND, summary="x"
    )
    ended = rooms.kinds(first)
    answer = incidents.continue_case(room.passage(case_id=second), closed_id=first)
    assert answer["origin"] == str(first)
    assert (case(second).origin_id, case(second).origin_kind) == (first, "continuation")
    assert rooms.kinds(second)[-1] == "intake.case_continued"
    assert rooms.kinds(first) == ended
    version = rooms.version(second)
    incidents.continue_case(room.passage(case_id=second), closed_id=first)
    assert rooms.version(second) == version


def test_only_a_closed_case_that_one_may_know_of_goes_on(room: rooms.Room) -> None:
    still_open, secret, old, second = (
        room.case(room.marcos),
        room.case(room.marcos),
        room.case(room.marcos),
        room.case(),
    )
    for case_id in (secret, old):
        closure.close_case(
            room.passage(room.marcos, case_id), disposition=Disposition.NOTHING_FOUND, summary="x"
        )
    Case.objects.filter(id=secret).update(covert=True)
    before = rooms.everything()
    with pytest.raises(refusals.Refusal) as refused:
        incidents.continue_case(room.passage(case_id=second), closed_id=still_open)
    assert (refused.value.code, refused.value.status) == ("still_open", 409)
    with pytest.raises(refusals.NotFound):
        incidents.continue_case(room.passage(case_id=second), closed_id=secret)
    room.later(hours=25)
    for unknown in (old, second, uuid4()):
        with pytest.raises(refusals.NotFound):
            incidents.continue_case(room.passage(case_id=second), closed_id=unknown)
    assert rooms.everything() == before
    split = UUID(incidents.split_case(room.passage(case_id=second))["case"])
    close(room, second)
    with pytest.raises(refusals.Refusal) as refused:
        incidents.continue_case(room.passage(case_id=split), closed_id=second)
    assert refused.value.code == "split_off"
