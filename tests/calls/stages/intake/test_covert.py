"""A covert case is there for its holder, its legs and the supervisors, and for nobody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from calls.casefile import refusals, registry
from calls.casefile.models import Call, Case
from calls.live import hub, queries, topics
from calls.people import actor as actors
from calls.people.models import User
from calls.stages.followup import services as followup
from calls.stages.intake import covert, silence
from calls.stages.intake import services as intake
from calls.stages.transfer.models import Offer
from calls.stages.triage import services as triage
from tests.calls import room as rooms
from tests.calls.live import browser


def mark(room: rooms.Room, case_id: UUID, user: User | None = None) -> None:
    """Put a case under cover."""
    covert.mark_covert(room.passage(user, case_id), covert=True, reason="agresor en casa")


def lift(room: rooms.Room, case_id: UUID, user: User | None = None) -> None:
    """Let a case be seen again."""
    covert.mark_covert(room.passage(user, case_id), covert=False, reason="ya no está")


class Wall:
    """A hub fed with the cards of one case, and the boards of everybody in the room."""

    def __init__(self, room: rooms.Room, case_id: UUID) -> None:
        self.case_id = case_id
        self.hub = hub.Hub(later=browser.Timers())
        people = (room.lucia, room.marcos, room.carmen, room.elena, room.jorge)
        self.boards = {
            user.username: browser.Browser(self.hub, topics.topics_for(user)) for user in people
        }

    def tell(self, *, by_reading: bool = False) -> None:
        """Bring the hub the case as it is now, by message or by the second's reading."""
        source = registry.live_sources["case"]
        since = self.hub.turn
        if by_reading:
            marks = [(case_id, version) for case_id, version in source.marks(browser.NOON)]
            for change in source.cards(self.hub.stale("case", marks, since=since)):
                self.hub.apply(change, read_since=since)
            self.hub.retain("case", [case_id for case_id, _version in marks], since=since)
        else:
            for change in source.cards([self.case_id]):
                self.hub.apply(change)
        self.hub.tick(now=browser.NOON, lag_ms=0)
        for board in self.boards.values():
            board.read()
            assert board.wrong_ticks == 0, "a board was told another digest than it holds"

    def seen_by(self) -> set[str]:
        """Name whose boards hold the case."""
        key = ("case", str(self.case_id))
        return {
            name
            for name, board in self.boards.items()
            if any(key in board.sees(topic) for topic in board.topics)
        }


@pytest.mark.parametrize("by_reading", [False, True])
def test_a_case_under_cover_leaves_the_boards_and_comes_back(
    by_reading: bool,  # noqa: FBT001 - pytest names it
    room: rooms.Room,
) -> None:
    case_id = room.case()
    room.offered(case_id)
    wall = Wall(room, case_id)
    wall.tell(by_reading=by_reading)
    assert wall.seen_by() == {"lucia", "marcos", "carmen", "elena"}
    mark(room, case_id)
    wall.tell(by_reading=by_reading)
    assert wall.seen_by() == {"lucia", "carmen", "elena"}
    lift(room, case_id, room.carmen)
    wall.tell(by_reading=by_reading)
    assert wall.seen_by() == {"lucia", "marcos", "carmen", "elena"}


def test_who_read_it_before_finds_nothing_under_cover(room: rooms.Room) -> None:
    case_id = room.case(room.marcos)
    intake.take_over(room.passage(room.lucia, case_id), reason="relevo")
    desks = {name: rooms.Browser(getattr(room, name)) for name in ("lucia", "marcos", "carmen")}
    path = f"/cases/{case_id}/state/"
    assert [desk.get(path).status_code for desk in desks.values()] == [200, 200, 200]
    mark(room, case_id)
    assert [desk.get(path).status_code for desk in desks.values()] == [200, 404, 200]
    note = f"/cases/{case_id}/followup/note/"
    assert desks["marcos"].command(note, text="x").status_code == 404
    intake.take_over(room.passage(room.carmen, case_id), reason="lo llevo yo")
    assert [desk.get(path).status_code for desk in desks.values()] == [404, 404, 200]


def test_only_a_supervisor_lifts_a_cover_and_says_why(room: rooms.Room) -> None:
    case_id = room.case()
    mark(room, case_id)
    with pytest.raises(refusals.Refusal) as refused:
        lift(room, case_id)
    assert (refused.value.status, refused.value.code) == (403, "covert_stays")
    carmen = rooms.Browser(room.carmen)
    path = f"/cases/{case_id}/intake/covert/"
    assert carmen.command(path, covert="0", reason="").status_code == 400
    assert carmen.command(path, covert="0", reason="detenido").status_code == 200
    assert rooms.kinds(case_id)[-2:] == ["intake.cover_marked", "intake.cover_lifted"]
    version = rooms.version(case_id)
    lift(room, case_id)
    assert rooms.version(case_id) == version, "there was no cover to lift"


def test_every_leg_is_told(room: rooms.Room) -> None:
    case_id = room.case()
    room.offered(case_id)
    mark(room, case_id)
    state: Any = rooms.Browser(room.elena).get(f"/cases/{case_id}/state/")
    assert state.json()["covert"] is True
    assert state.json()["timeline"][-1]["kind"] == "intake.cover_marked"
    (change,) = registry.live_sources["case"].cards([case_id])
    assert change.card is not None
    assert change.card["covert"] is True


def test_nobody_promises_a_call_into_that_room_but_a_supervisor(room: rooms.Room) -> None:
    case_id = room.case()
    mark(room, case_id)
    with pytest.raises(refusals.Refusal) as refused:
        followup.schedule_callback(room.passage(case_id=case_id), minutes=5, text="")
    assert (refused.value.status, refused.value.code) == (409, "covert_no_callback")
    intake.take_over(room.passage(room.carmen, case_id), reason="lo llevo yo")
    followup.schedule_callback(room.passage(room.carmen, case_id), minutes=5, text="")
    assert rooms.owed(case_id) == ["followup.callback"]


def test_a_silence_goes_on_under_cover(room: rooms.Room) -> None:
    case_id = room.answered()
    silence.open_silence(room.passage(case_id=case_id))
    mark(room, case_id)
    room.later(seconds=20)
    assert room.sweep() == 1
    assert rooms.owed(case_id) == ["intake.silent_call"]


def test_who_speaks_to_its_caller_again_is_in_a_case_under_cover(room: rooms.Room) -> None:
    covered = room.case(room.marcos)
    mark(room, covered, room.marcos)
    again = Case.objects.get(id=room.case(room.lucia))
    told = {
        user.username: [
            earlier["id"] for earlier in queries.case_state(again, actors.person(user))["earlier"]
        ]
        for user in (room.lucia, room.carmen)
    }
    assert told == {"lucia": [str(covered)], "carmen": [str(covered)]}
    path = f"/cases/{covered}/state/"
    assert rooms.Browser(room.lucia).get(path).status_code == 200
    Call.objects.filter(case=again).update(ended_at=room.now)
    assert rooms.Browser(room.lucia).get(path).status_code == 404


def test_an_answer_that_tells_of_somebody_near_puts_the_case_under_cover(
    room: rooms.Room,
) -> None:
    case_id = room.answered()
    triage.start_protocol(room.passage(case_id=case_id), protocol="gender_violence")
    assert not Case.objects.get(id=case_id).covert
    told = triage.answer_question(room.passage(case_id=case_id), question="speak", answer="no")
    assert told["covert"] is True
    assert Case.objects.get(id=case_id).covert
    kinds = rooms.kinds(case_id)
    assert kinds.index("intake.cover_marked") < kinds.index("instructions.script_started")
    triage.answer_question(room.passage(case_id=case_id), question="covert_here", answer="yes")
    assert rooms.kinds(case_id).count("intake.cover_marked") == 1
    assert not Offer.objects.filter(case=case_id, centre=room.fire).exists()
