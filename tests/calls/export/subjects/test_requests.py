"""A person asks for what is kept about them: who they are, what is theirs, a human decides."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from calls.casefile.models import Case, Event, Fix
from calls.export.subjects import gathering, package, services
from calls.export.subjects.models import SubjectItem, SubjectRequest, Verdict
from calls.people.models import Role, User
from calls.people.trace_models import AccessRecord
from tests.calls import room as rooms
from tests.calls.archive import shelf
from tests.support import clones

ANA = "+34600123123"
IDENTITY = "DNI visto por la jefa de sala"


def opened(browser: rooms.Browser, **told: str) -> UUID:
    """Open a request of Ana's and give its id."""
    usual = {"name": "Ana Belén", "identity": IDENTITY, "numbers": "600 123 123"}
    answer = browser.command("/subject-requests/open/", **usual | told)
    assert answer.status_code == 200, answer.content
    return UUID(json.loads(answer.content)["request"])


def decided(browser: rooms.Browser, request_id: UUID, verdict: str, reason: str = "") -> None:
    """Say the same of everything that was found."""
    for item in SubjectItem.objects.filter(request=request_id):
        answer = browser.command(
            f"/subject-requests/items/{item.id}/", verdict=verdict, reason=reason
        )
        assert answer.status_code == 200, answer.content


def taken(browser: rooms.Browser, request_id: UUID) -> dict[str, Any]:
    answer: Any = browser.client.post(
        f"/subject-requests/{request_id}/take/",
        {"format": "json", "command_id": str(uuid4())},
        headers={"Accept": "text/html"},
    )
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = json.loads(answer.content)
    return told


def cases_of(request_id: UUID) -> set[UUID]:
    rows = SubjectItem.objects.filter(request=request_id)
    return set(rows.values_list("case_id", flat=True))


def second(room: rooms.Room) -> User:
    return room.person("pilar", Role.SUPERVISOR, "JS2")


def test_what_a_person_called_about_is_gathered_decided_and_handed_out(room: rooms.Room) -> None:
    mine = shelf.sealed(room)
    shelf.sealed(room, number="+34923456789", name="Eva Ruiz")
    carmen, pilar = rooms.Browser(room.carmen), rooms.Browser(second(room))
    request_id = opened(carmen)
    assert cases_of(request_id) == {mine.case_id}
    decided(pilar, request_id, "include")
    told = taken(carmen, request_id)
    assert (told["format"], told["withheld"]) == (package.FORMAT, [])
    (incident,) = told["incidents"]
    assert incident["reference"] == mine.reference
    assert (incident["caller"]["name"], incident["place"], incident["reason"]) == (
        *("Ana Belén", "Calle Zamora 1", "Se ha caído"),
    )
    assert len(incident["calls"]) == 1
    assert "Eva" not in json.dumps(told)
    assert rooms.kinds(request_id) == [
        *("subjects.request_opened", "subjects.item_decided", "subjects.package_taken"),
    ]


def test_they_are_found_by_a_telephone_or_by_their_whole_name(room: rooms.Room) -> None:
    by_number = shelf.sealed(room, name="")
    by_name = shelf.sealed(room, number="+34923456789", name="ana belén  Ruiz")
    shelf.sealed(room, number="+34923456780", name="Ana Ruiz")
    found = {each.case_id: each for each in gathering.find(name="Ana Belén", numbers=[ANA])}
    assert set(found) == {by_number.case_id, by_name.case_id}
    assert (found[by_number.case_id].by_number, found[by_number.case_id].by_name) == (True, False)
    assert (found[by_name.case_id].by_number, found[by_name.case_id].by_name) == (False, True)
    assert gathering.find(name="", numbers=[]) == []


def test_a_covert_case_is_not_there_and_nothing_says_that_it_is(room: rooms.Room) -> None:
    hidden, joined, plain = shelf.sealed(room), shelf.sealed(room), shelf.sealed(room)
    Case.objects.filter(id=hidden.case_id).update(covert=True)
    Case.objects.filter(id=joined.case_id).update(joined_to=hidden.case_id)
    carmen = rooms.Browser(room.carmen)
    request_id = opened(carmen)
    assert cases_of(request_id) == {plain.case_id}
    page = carmen.get(f"/subject-requests/{request_id}/").content.decode()
    assert hidden.reference not in page
    decided(carmen, request_id, "include")
    told = taken(carmen, request_id)
    assert [each["reference"] for each in told["incidents"]] == [plain.reference]
    assert told["withheld"] == []


def test_what_became_covert_since_is_gone_from_page_and_package(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    carmen = rooms.Browser(room.carmen)
    request_id = opened(carmen)
    decided(carmen, request_id, "include")
    Case.objects.filter(id=file.case_id).update(covert=True)
    item = SubjectItem.objects.get()
    answer = carmen.command(f"/subject-requests/items/{item.id}/", verdict="include")
    assert answer.status_code == 404
    page = carmen.get(f"/subject-requests/{request_id}/").content.decode()
    assert file.reference not in page
    assert taken(carmen, request_id)["incidents"] == []


def test_who_called_about_anothers_case_gets_their_own_call_and_nothing_of_the_other(
    room: rooms.Room,
) -> None:
    file = shelf.sealed(room, number="+34923456789", name="Eva Ruiz")
    call = Case.objects.get(id=file.case_id).calls.get()
    type(call).objects.filter(id=call.id).update(number=ANA, number_raw=ANA)
    carmen = rooms.Browser(room.carmen)
    request_id = opened(carmen)
    decided(carmen, request_id, "include")
    told = taken(carmen, request_id)
    (incident,) = told["incidents"]
    assert set(incident) == {"reference", "opened_at", "closed_at", "exercise", "calls"}
    assert [value for value in ("Eva", "Zamora", "caído") if value in json.dumps(told)] == []


def test_only_ones_own_telephones_positions_are_given(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    call = Case.objects.get(id=file.case_id).calls.get()
    Fix.objects.create(
        call=call, source="aml", latitude=40.1, longitude=-5.2, radius_m=30, at=room.now
    )
    request = SubjectRequest(name="Ana Belén", numbers=[ANA])
    case = Case.objects.get(id=file.case_id)
    assert package.about(request, case, texts=True)["calls"][0]["positions"][0]["radius_m"] == 30
    other = SubjectRequest(name="Ana Belén", numbers=[])
    assert package.about(other, case, texts=True)["calls"] == []


def test_texts_can_be_left_out_and_what_is_withheld_has_its_reason_and_nothing_else(
    room: rooms.Room,
) -> None:
    shelf.sealed(room)
    carmen = rooms.Browser(room.carmen)
    request_id = opened(carmen)
    decided(carmen, request_id, "without_texts")
    (incident,) = package.make(
        SubjectRequest.objects.get(),
        services.open_items(SubjectRequest.objects.get()),
        at=room.now,
    )["incidents"]
    assert "Zamora" not in json.dumps(incident)
    assert "Ana Belén" in json.dumps(incident, ensure_ascii=False)
    decided(carmen, request_id, "withhold", "Investigación en curso")
    told = taken(carmen, request_id)
    assert (told["incidents"], told["withheld"]) == ([], ["Investigación en curso"])


def test_nothing_is_handed_out_before_a_human_has_decided_of_each(room: rooms.Room) -> None:
    shelf.sealed(room)
    carmen = rooms.Browser(room.carmen)
    request_id = opened(carmen)
    before = Event.objects.count()
    answer = carmen.command(f"/subject-requests/{request_id}/take/", format="json")
    assert answer.status_code == 409
    item = SubjectItem.objects.get()
    withheld = carmen.command(f"/subject-requests/items/{item.id}/", verdict="withhold")
    assert withheld.status_code == 400
    assert list(json.loads(withheld.content)["fields"]) == ["reason"]
    assert carmen.command(f"/subject-requests/items/{item.id}/", verdict="x").status_code == 400
    assert Event.objects.count() == before
    assert SubjectItem.objects.get().verdict == ""


def test_after_it_was_taken_nothing_more_is_decided(room: rooms.Room) -> None:
    shelf.sealed(room)
    carmen = rooms.Browser(room.carmen)
    request_id = opened(carmen)
    decided(carmen, request_id, "include")
    taken(carmen, request_id)
    item = SubjectItem.objects.get()
    answer = carmen.command(
        f"/subject-requests/items/{item.id}/", verdict="withhold", reason="tarde ya"
    )
    assert answer.status_code == 409
    assert SubjectItem.objects.get().verdict == Verdict.INCLUDE


def test_each_look_and_each_taking_is_recorded_for_each_case(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    carmen = rooms.Browser(room.carmen)
    request_id = opened(carmen)
    carmen.get(f"/subject-requests/{request_id}/")
    decided(carmen, request_id, "include")
    taken(carmen, request_id)
    rows = AccessRecord.objects.filter(action__startswith="subject.").order_by("id")
    assert list(rows.values_list("action", "subject_kind", "subject_id")) == [
        ("subject.open", "subject_request", request_id),
        ("subject.read", "subject_request", request_id),
        ("subject.read", "case", file.case_id),
        ("subject.take", "subject_request", request_id),
        ("subject.take", "case", file.case_id),
    ]


def test_a_package_whose_taking_cannot_be_recorded_is_not_given(
    database: clones.Clone, room: rooms.Room
) -> None:
    shelf.sealed(room)
    carmen = rooms.Browser(room.carmen)
    request_id = opened(carmen)
    decided(carmen, request_id, "include")
    with database.connect("superuser") as connection:
        connection.execute("REVOKE INSERT ON people_access_record FROM cae_app")
    answer = carmen.command(f"/subject-requests/{request_id}/take/", format="json")
    assert answer.status_code == 503
    assert "Zamora" not in answer.content.decode()


def test_the_same_command_again_gives_it_again_and_is_recorded_again(room: rooms.Room) -> None:
    shelf.sealed(room)
    carmen = rooms.Browser(room.carmen)
    request_id = opened(carmen)
    decided(carmen, request_id, "include")
    command = str(uuid4())
    for _ in range(2):
        path = f"/subject-requests/{request_id}/take/"
        answer = carmen.command(path, command_id=command, format="json")
        assert json.loads(answer.content)["incidents"]
    assert AccessRecord.objects.filter(action="subject.take", subject_kind="case").count() == 2
    assert rooms.kinds(request_id).count("subjects.package_taken") == 1


def test_the_auditor_sees_that_it_was_asked_and_not_by_whom(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    request_id = opened(rooms.Browser(room.carmen))
    auditor = rooms.Browser(room.person("luis", Role.AUDITOR))
    for path in ("/subject-requests/", f"/subject-requests/{request_id}/"):
        page = auditor.get(path).content.decode()
        assert str(request_id) in page or "Carmen" in page
        told = ("Ana Belén", IDENTITY, "600123123", "600 12 31 23", file.reference, "Zamora")
        assert [value for value in told if value in page] == []
    for path in ("open/", f"{request_id}/take/", f"items/{SubjectItem.objects.get().id}/"):
        assert auditor.command(f"/subject-requests/{path}").status_code == 403
    for user in (room.lucia, room.elena, room.person("admin", Role.ADMINISTRATOR)):
        assert rooms.Browser(user).get("/subject-requests/").status_code == 403


def test_nothing_personal_of_it_stands_in_what_is_hashed(room: rooms.Room) -> None:
    shelf.sealed(room)
    request_id = opened(rooms.Browser(room.carmen))
    bodies = " ".join(Event.objects.filter(stream=request_id).values_list("body", flat=True))
    assert [value for value in ("Ana Belén", ANA, IDENTITY) if value in bodies] == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("name", "Ana"), ("name", ""), ("identity", ""), ("identity", "DNI"), ("numbers", "x")],
        ("numbers", ",".join(f"60012312{n}" for n in range(10)) + ",923123456"),
    ],
)
def test_a_bad_field_is_refused_by_its_name_and_opens_nothing(
    room: rooms.Room, field: str, value: str
) -> None:
    told = {"name": "Ana Belén", "identity": IDENTITY, "numbers": ANA} | {field: value}
    answer = rooms.Browser(room.carmen).command("/subject-requests/open/", **told)
    assert answer.status_code == 400
    assert list(json.loads(answer.content)["fields"]) == [field]
    assert not SubjectRequest.objects.exists()


def test_the_page_to_print_says_what_the_package_says(room: rooms.Room) -> None:
    file = shelf.sealed(room)
    carmen = rooms.Browser(room.carmen)
    request_id = opened(carmen)
    decided(carmen, request_id, "include")
    page: Any = carmen.client.post(
        f"/subject-requests/{request_id}/take/", {"format": "page", "command_id": str(uuid4())}
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert [value for value in (file.reference, "Ana Belén", "Calle Zamora 1") if value in text]
    assert page["Cache-Control"] == "no-store"
