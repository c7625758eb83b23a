"""What a search finds, for whom, why, and in which order."""

from __future__ import annotations

import pytest

from calls.archive import facets, search, services
from calls.archive.models import SealedFile
from calls.casefile import clock
from calls.casefile.kinds import Disposition, Severity
from calls.casefile.models import Case, Commitment, Hand
from calls.directory.models import Municipality
from calls.people.models import Role
from calls.stages.closure import services as closure
from tests.calls import room as rooms
from tests.calls.archive import shelf


@pytest.fixture
def room(room: rooms.Room, monkeypatch: pytest.MonkeyPatch) -> rooms.Room:
    """Let views look at the room's own clock."""
    monkeypatch.setattr(clock, "now", lambda: room.now)
    return room


def test_a_file_is_found_by_its_number_its_telephone_its_place_and_what_was_told(
    room: rooms.Room,
) -> None:
    one = shelf.sealed(room, place="Calle Zamora 1", told="Se ha caído de una escalera")
    two = shelf.sealed(room, place="Plaza Mayor", told="Humo en la cocina", number="+34923456789")
    found = {
        one.reference: one.reference,
        one.reference[-6:]: one.reference,
        "600 12 31 23": one.reference,
        "456789": two.reference,
        "zamora": one.reference,
        "CAIDO escalera": one.reference,
        "plaza mayor salamanca": two.reference,
        "húmo coc": two.reference,
        "belén atendida cocina": two.reference,
    }
    assert {asked: shelf.found(room.carmen, q=asked) for asked in found} == {
        asked: [reference] for asked, reference in found.items()
    }
    assert shelf.found(room.carmen, q="bomba") == []
    assert shelf.found(room.carmen, q="zamora cocina") == []
    assert shelf.found(room.carmen) == [two.reference, one.reference]


def test_facets_narrow_and_count_what_was_found(room: rooms.Room) -> None:
    grave = shelf.sealed(room, severity=Severity.P0, disposition=Disposition.DECEASED)
    shelf.sealed(room, severity=Severity.P3)
    shelf.sealed(room, town=None)
    answer = shelf.search(room.carmen, reason=shelf.WHY)
    counts = answer.context["counts"]  # type: ignore[attr-defined]  # a test client's answer
    assert (counts.total, counts.more) == (3, False)
    assert dict(counts.facets["severity"]) == {"P0": 1, "P3": 1, "none": 1}
    assert dict(counts.facets["province"]) == {"37": 2, "none": 1}
    assert dict(counts.facets["exercise"]) == {"yes": 3}
    assert dict(counts.facets["period"])["day"] == 3
    for query in (
        {"severity": "P0"},
        {"disposition": "deceased"},
        {"severity": "P0", "province": "37", "municipality": "37274", "protocol": "general"},
        {"q": "caído", "severity": "P0", "exercise": "yes", "period": "day"},
    ):
        assert shelf.found(room.carmen, **query) == [grave.reference], query
    assert shelf.found(room.carmen, exercise="no") == []
    assert len(shelf.found(room.carmen, municipality="none")) == 1


def test_a_file_is_found_by_the_agencies_that_were_asked_and_the_days_it_was_closed_on(
    room: rooms.Room,
) -> None:
    early = shelf.sealed(room)
    room.later(days=2)
    case_id = room.case()
    room.offered(case_id)
    Commitment.objects.using("migrator").filter(case_id=case_id).delete()
    closure.close_case(
        room.passage(case_id=case_id, base_version=rooms.version(case_id)),
        disposition=Disposition.HANDED_OVER,
        summary="",
    )
    late = services.seal_case(case_id=case_id, at=room.now)
    assert shelf.found(room.carmen, agency="health") == [late.reference]
    assert shelf.found(room.carmen, agency="fire") == []
    assert shelf.found(room.carmen, to="2026-05-01") == [early.reference]
    assert shelf.found(room.carmen, **{"from": "2026-05-02"}) == [late.reference]
    assert shelf.found(room.carmen, period="day") == [late.reference]


def test_all_pages_hold_every_file_once_also_while_others_are_sealed(room: rooms.Room) -> None:
    there = [shelf.sealed(room).reference for _ in range(7)]
    wanted, seen = search.Wanted(), []
    for _ in range(4):
        page = search.page(SealedFile.objects.all(), wanted, disclosed=True, size=3)
        seen += [row["reference"] for row in page.files]
        shelf.sealed(room)
        if page.older is None:
            break
        wanted = search.Wanted(before=page.older)
    assert seen == there[::-1]
    back = search.page(
        SealedFile.objects.all(), search.Wanted(after=page.newer), disclosed=True, size=3
    )
    assert [row["reference"] for row in back.files] == there[::-1][3:6]
    assert (back.newer, back.older) != (None, None)


def test_a_page_beyond_the_last_is_empty_and_says_so(room: rooms.Room) -> None:
    shelf.sealed(room)
    assert shelf.found(room.carmen, before=0) == []


def test_a_supervisor_states_a_reason_before_anything_is_shown(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    resting = shelf.page(room.carmen, "/archive/")
    assert resting.status_code == 200
    assert file.reference not in shelf.text(resting)
    refused = shelf.search(room.carmen, q="zamora")
    assert refused.status_code == 400
    assert file.reference not in shelf.text(refused)
    assert list(shelf.faults(room.carmen, q="zamora")) == ["reason"]
    assert shelf.records() == []


def test_each_search_is_one_record_of_who_what_how_many_and_why(room: rooms.Room) -> None:
    shelf.sealed(room)
    shelf.found(room.carmen, q="zamora", severity="none")
    (record,) = shelf.records()
    assert (record.actor_id, record.action, record.subject_kind) == (
        *(room.carmen.id, "archive.disclose", "file_list"),
    )
    assert record.reason == f"{shelf.WHY} · q=zamora&severity=none · 1/1"


def test_an_operator_finds_their_own_files_of_a_day_without_a_reason(room: rooms.Room) -> None:
    mine = shelf.sealed(room, by=room.lucia)
    others = shelf.sealed(room, by=room.marcos)
    answer = shelf.search(room.lucia)
    assert shelf.references(answer) == [mine.reference]
    assert "Calle Zamora 1" in shelf.text(answer)
    assert shelf.references(shelf.search(room.lucia, q=others.reference)) == []
    room.later(hours=25)
    assert shelf.references(shelf.search(room.lucia)) == []


def test_a_dispatcher_finds_the_files_of_their_leg_of_a_day(room: rooms.Room) -> None:
    case_id = room.case()
    room.offered(case_id)
    Commitment.objects.using("migrator").filter(case_id=case_id).delete()
    closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.MISDIAL)
    file = services.seal_case(case_id=case_id, at=room.now)
    assert shelf.references(shelf.search(room.elena)) == [file.reference]
    assert shelf.references(shelf.search(room.jorge)) == []
    room.later(hours=25)
    assert shelf.references(shelf.search(room.elena)) == []


def test_a_covert_file_is_there_for_its_holder_and_the_supervisor_alone(room: rooms.Room) -> None:
    file = shelf.sealed(room, by=room.lucia)
    Hand.objects.create(case_id=file.case_id, user=room.marcos)
    assert shelf.references(shelf.search(room.marcos)) == [file.reference]
    Case.objects.filter(id=file.case_id).update(covert=True)
    assert shelf.references(shelf.search(room.marcos)) == []
    assert shelf.references(shelf.search(room.lucia)) == [file.reference]
    assert shelf.found(room.carmen) == [file.reference]


def test_an_auditor_finds_metadata_by_number_alone(room: rooms.Room) -> None:
    file = shelf.sealed(room, number="+34600000777")
    auditor = room.person("luis", Role.AUDITOR)
    answer = shelf.search(auditor, q=file.reference[-6:])
    assert shelf.references(answer) == [file.reference]
    for personal in ("Zamora", "caído", "Ana Belén", "+34", "34600", "600 00"):
        assert personal not in shelf.text(answer)
    assert shelf.references(shelf.search(auditor, q="777")) == []
    for asked in ("zamora", "600000777"):
        assert list(shelf.faults(auditor, q=asked)) == ["q"]
    assert shelf.references(shelf.search(auditor, disposition="resolved_on_scene")) == [
        file.reference
    ]
    assert {record.action for record in shelf.records()} == {"archive.search"}


def test_who_has_no_business_in_the_archive_is_turned_away(room: rooms.Room) -> None:
    administrator = room.person("ada", Role.ADMINISTRATOR)
    assert shelf.page(administrator, "/archive/").status_code == 403
    assert shelf.page(administrator, "/archive/2026-000001/").status_code == 403


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", "12"),
        ("q", "!"),
        ("period", "century"),
        ("severity", "P9"),
        ("disposition", "won"),
        ("province", "x"),
        ("municipality", "372"),
        ("protocol", "no such;"),
        ("agency", "'"),
        ("exercise", "maybe"),
        ("from", "21/11/2026"),
        ("to", "2026-02-30"),
        ("before", "-1"),
        ("after", "x"),
        ("page", "2"),
    ],
)
def test_a_bad_parameter_is_refused_by_its_name_and_the_page_keeps_what_was_typed(
    room: rooms.Room, name: str, value: str
) -> None:
    assert list(shelf.faults(room.carmen, reason=shelf.WHY, **{name: value})) == [name]
    answer = shelf.search(room.carmen, reason=shelf.WHY, **{name: value})
    assert answer.status_code == 400
    assert shelf.WHY in shelf.text(answer)
    assert shelf.records() == []


def test_two_bounds_that_cannot_both_hold_are_refused(room: rooms.Room) -> None:
    days = {"from": "2026-05-02", "to": "2026-05-01"}
    assert list(shelf.faults(room.lucia, **days)) == ["to"]
    assert list(shelf.faults(room.lucia, before="3", after="1")) == ["after"]


def test_a_slip_in_a_towns_name_finds_nothing_and_is_told_what_was_meant(room: rooms.Room) -> None:
    shelf.sealed(room)
    Municipality.objects.create(ine_code="37001", name="Béjar", folded="bejar", province_code="37")
    for typed, meant in {"salamnca": "salamanca", "bejra": "bejar", "zamora slamanca": ""}.items():
        answer = shelf.search(room.carmen, reason=shelf.WHY, q=typed)
        assert shelf.references(answer) == []
        offered = [text for text, _address in answer.context["meant"]]  # type: ignore[attr-defined]  # a test client's answer
        assert offered == [meant or "zamora salamanca"]
    assert shelf.search(room.carmen, reason=shelf.WHY, q="bejar").context["meant"] == []  # type: ignore[attr-defined]  # a test client's answer


def test_what_is_too_much_to_count_is_said_and_listed_all_the_same(
    room: rooms.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facets, "COUNTED", 2)
    for _ in range(3):
        shelf.sealed(room)
    answer = shelf.search(room.carmen, reason=shelf.WHY)
    assert len(shelf.references(answer)) == 3
    counts = answer.context["counts"]  # type: ignore[attr-defined]  # a test client's answer
    assert (counts.total, counts.more) == (2, True)
