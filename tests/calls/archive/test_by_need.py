"""A sealed file read at a centre's desk: what the desk needed of the case, and no more."""

from __future__ import annotations

import pytest

from calls.archive import services
from calls.archive.models import SealedFile
from calls.casefile import clock
from calls.casefile.kinds import Disposition, Mark
from calls.casefile.models import Commitment
from calls.people.models import User
from calls.stages.closure import services as closure
from calls.stages.followup import services as followup
from calls.stages.intake import covert
from calls.stages.triage import services as triage
from tests.calls import room as rooms
from tests.calls.archive import shelf

NOTE = "dice que el marido bebe"
PLACE = "Calle Zamora 1"
ASKED = "Se ha caído"


@pytest.fixture
def room(room: rooms.Room, monkeypatch: pytest.MonkeyPatch) -> rooms.Room:
    """Let views look at the room's own clock, and speak English."""
    monkeypatch.setattr(clock, "now", lambda: room.now)
    User.objects.update(language="en")
    return room


def sealed(room: rooms.Room, *marks: Mark, protocol: str = "collision") -> SealedFile:
    """Work a case of two legs with these marks, close and seal it."""
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol=protocol)
    followup.add_note(room.passage(case_id=case_id), text=NOTE)
    for mark in marks:
        covert.mark_case(room.passage(case_id=case_id), mark=mark, on=True, reason="denuncia")
    for centre in (room.health, room.fire):
        room.offered(case_id, centre)
    Commitment.objects.using("migrator").filter(case_id=case_id).delete()
    closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.MISDIAL)
    return services.seal_case(case_id=case_id, at=room.now)


def seen(reader: User, file: SealedFile) -> set[str]:
    """Name what a reader finds on the page of a file."""
    page = rooms.Browser(reader).get(f"/archive/{file.reference}/")
    assert page.status_code == 200
    text = page.content.decode()
    return {word for word in (NOTE, PLACE, ASKED) if word in text}


@pytest.mark.parametrize(
    ("mark", "hidden"),
    [(Mark.GENDER_VIOLENCE, {NOTE, ASKED}), (Mark.PROTECTED_ADDRESS, {PLACE})],
)
def test_a_mark_of_the_case_holds_in_its_file(
    room: rooms.Room, mark: Mark, hidden: set[str]
) -> None:
    file = sealed(room, mark)
    assert seen(room.jorge, file) == {NOTE, PLACE, ASKED} - hidden
    assert seen(room.lucia, file) == {NOTE, PLACE, ASKED}


def test_a_mark_that_was_taken_off_hides_nothing(room: rooms.Room) -> None:
    file = sealed(room)
    assert seen(room.jorge, file) == {NOTE, PLACE, ASKED}


def test_clinical_lines_are_for_health_in_the_file_too(room: rooms.Room) -> None:
    file = sealed(room, protocol="unconscious")
    path = f"/archive/{file.reference}/"
    health, fire = (
        rooms.Browser(desk).get(path).content.decode() for desk in (room.elena, room.jorge)
    )
    kept_back = "Kept back"
    assert (kept_back in health, kept_back in fire) == (False, True)


def test_a_list_at_a_desk_tells_no_words_of_its_files(room: rooms.Room) -> None:
    file = sealed(room)
    answer = shelf.search(room.jorge)
    assert shelf.references(answer) == [file.reference]
    assert PLACE not in shelf.text(answer)
    assert shelf.search(room.jorge, q="Zamora").status_code == 400
