"""The registers by browser: what is refused keeps what was typed, and every reading is recorded."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from calls.casefile.models import Case, Commitment
from calls.people.models import User
from calls.people.trace_models import AccessRecord
from calls.telephony import cautions, messages
from calls.telephony.models import Caution, CautionKind, RecordedMessage
from tests.calls import room as rooms

RIGHT = {
    "kind": "handling",
    "number": "600 12 31 23",
    "place": "",
    "town": "",
    "municipality": "",
    "latitude": "",
    "longitude": "",
    "radius_m": "50",
    "text": "Preguntar siempre por su medicación",
    "reason": "Llama a diario",
    "days": "30",
}
A_PLACE = {"kind": "weapon", "number": "", "place": "Calle Zamora 1", "town": "salamanca"}


class Page:
    """Somebody's browser on a page, as a person uses it."""

    def __init__(self, user: User) -> None:
        self.client = rooms.Browser(user).client

    def get(self, path: str, **query: Any) -> str:
        answer: Any = self.client.get(path, query)
        assert answer.status_code == 200, answer.content[:400]
        text: str = answer.content.decode()
        return text

    def send(self, path: str, **fields: Any) -> Any:
        return self.client.post(path, {"command_id": str(uuid4())} | fields)


@pytest.fixture(autouse=True)
def _noon(room: rooms.Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the room's clock be the test's, and its words English."""
    monkeypatch.setattr("calls.casefile.clock.now", lambda: room.now)
    User.objects.update(language="en")


@pytest.fixture
def page(room: rooms.Room) -> Page:
    """Give the supervisor's browser."""
    return Page(User.objects.get(id=room.carmen.id))


def faults(answer: Any) -> dict[str, str]:
    """Give what a page says beside its fields, by the ids of their faults."""
    found = re.findall(r'<p class="fault" id="([^"]+)-fault">([^<]+)</p>', answer.content.decode())
    return {
        name.rsplit("id_", 1)[-1].rsplit("-", 1)[-1]: html.unescape(text) for name, text in found
    }


def test_a_caution_is_written_read_found_renewed_reviewed_and_ended(
    page: Page, room: rooms.Room
) -> None:
    assert page.send("/cautions/write/", **RIGHT).status_code == 302
    caution = Caution.objects.get()
    assert (caution.number, caution.author) == ("+34600123123", room.carmen)
    for query in ("", "600123123", "+34 600 123 123"):
        assert RIGHT["text"] in page.get("/cautions/", q=query)
    assert RIGHT["text"] not in page.get("/cautions/", q="Calle Zamora")
    room.later(days=16)
    assert 'id="h-due"' in page.get("/cautions/")
    here = f"/cautions/{caution.id}/"
    assert page.send(here + "review/").status_code == 302
    assert 'id="h-due"' not in page.get("/cautions/")
    assert page.send(here + "renew/", days="90", reason="Sigue").status_code == 302
    assert page.send(here + "end/", reason="Se mudó").status_code == 302
    assert RIGHT["text"] not in page.get("/cautions/")
    assert [kind.rpartition("_")[2] for kind in rooms.kinds(caution.id)] == [
        "written",
        "reviewed",
        "renewed",
        "ended",
    ]


def test_a_place_is_found_by_its_words_and_by_its_municipality(page: Page) -> None:
    assert page.send("/cautions/write/", **RIGHT | A_PLACE).status_code == 302
    caution = Caution.objects.get()
    assert (caution.municipality_id, caution.radius_m) == ("37274", 50)
    for query in ("zamora", "CALLE ZAMORA, 1", "Salamanca"):
        assert "Calle Zamora 1" in page.get("/cautions/", q=query)
    assert "Calle Zamora 1" not in page.get("/cautions/", q="Toro")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"number": "no se sabe"}, "number"),
        ({"number": ""}, "number"),
        ({"place": "Calle Toro"}, "place"),
        ({"days": "366"}, "days"),
        ({"days": ""}, "days"),
        ({"reason": ""}, "reason"),
        ({"text": "x" * 301}, "text"),
        ({"kind": "curse"}, "kind"),
        (A_PLACE | {"kind": "handling"}, "kind"),
        (A_PLACE | {"town": "Vetusta"}, "town"),
        (A_PLACE | {"town": ""}, "town"),
        (A_PLACE | {"latitude": "40.9"}, "longitude"),
        (A_PLACE | {"latitude": "99", "longitude": "0"}, "latitude"),
        (A_PLACE | {"radius_m": "5000"}, "radius_m"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    page: Page, told: dict[str, str], field: str
) -> None:
    fields = RIGHT | {"reason": "Porque <b>sí</b>"} | told
    answer = page.send("/cautions/write/", **fields)
    assert answer.status_code == 400
    assert set(faults(answer)) == {field}
    shown = html.unescape(answer.content.decode())
    assert all(value in shown for name, value in fields.items() if name != "kind")
    assert "<b>sí</b>" not in answer.content.decode()
    assert not Caution.objects.exists()


def test_towns_of_one_name_are_told_apart_by_their_code(page: Page, room: rooms.Room) -> None:
    twin = room.salamanca
    twin.ine_code, twin.province = "99001", "Otra"
    twin.save(force_insert=True)
    answer = page.send("/cautions/write/", **RIGHT | A_PLACE)
    assert "37274" in faults(answer)["town"]
    for told in ({"municipality": "99001"}, {"town": "99001"}):
        assert page.send("/cautions/write/", **RIGHT | A_PLACE | told).status_code == 302
    assert set(Caution.objects.values_list("municipality", flat=True)) == {"99001"}


def test_a_page_sent_twice_writes_once(page: Page) -> None:
    command = str(uuid4())
    for _ in range(2):
        answer = page.send("/cautions/write/", **RIGHT | {"command_id": command})
        assert answer.status_code == 302
    assert Caution.objects.count() == 1


def test_a_row_that_is_refused_stays_open_with_what_was_typed(page: Page, room: rooms.Room) -> None:
    page.send("/cautions/write/", **RIGHT)
    caution = Caution.objects.get()
    answer = page.send(f"/cautions/{caution.id}/renew/", days="900", reason="Sigue igual")
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert set(faults(answer)) == {"days"}
    assert "Sigue igual" in shown
    assert shown.count("<details open") == 1
    cautions.end_caution(room.passage(room.carmen), caution_id=caution.id, reason="x")
    late = page.send(f"/cautions/{caution.id}/renew/", days="9", reason="Sigue igual")
    assert late.status_code == 409
    assert 'role="alert"' in late.content.decode()
    assert page.send(f"/cautions/{uuid4()}/end/", reason="x").status_code == 404


def test_every_reading_of_the_cautions_is_recorded(page: Page, room: rooms.Room) -> None:
    page.get("/cautions/")
    page.get("/cautions/", q="600123123")
    records = AccessRecord.objects.filter(action="caution.read", actor_id=room.carmen.id)
    assert records.count() == 2


def test_a_script_is_answered_in_its_own_way(room: rooms.Room) -> None:
    browser = rooms.Browser(room.carmen)
    answer = browser.command("/cautions/write/", **RIGHT)
    assert answer.status_code == 200
    caution = json.loads(answer.content)["caution"]
    refused = browser.command(f"/cautions/{caution}/renew/", days=0, reason="x", colour="red")
    assert refused.status_code == 400
    assert set(json.loads(refused.content)["fields"]) == {"days", "colour"}
    assert browser.command(f"/cautions/{caution}/renew/", command_id=None).status_code == 400


def test_an_operator_writes_from_the_case_and_never_on_the_register(room: rooms.Room) -> None:
    case_id = room.case()
    browser = rooms.Browser(room.lucia)
    told = {"kind": "dog", "about": "place", "text": "Perro", "reason": "Visto", "days": "30"}
    answer = browser.command(f"/cases/{case_id}/caution/", **told)
    assert answer.status_code == 200, answer.content
    assert Caution.objects.get(id=json.loads(answer.content)["caution"]).kind == CautionKind.DOG
    for wrong, field in (
        ({"days": "31"}, "days"),
        ({"about": "me"}, "about"),
        ({"kind": ""}, "kind"),
    ):
        refused = browser.command(f"/cases/{case_id}/caution/", **told | wrong)
        assert refused.status_code == 400
        assert set(json.loads(refused.content)["fields"]) == {field}
    handling = browser.command(f"/cases/{case_id}/caution/", **told | {"kind": "handling"})
    assert handling.status_code == 403
    assert browser.get("/cautions/").status_code == 403
    assert browser.command("/cautions/write/", **RIGHT).status_code == 403
    assert Caution.objects.count() == 1


A_MESSAGE = {"text_es": "Sabemos del incendio", "text_en": "", "town": "", "municipality": ""}


def test_a_message_is_started_heard_and_stopped(page: Page, room: rooms.Room) -> None:
    assert page.send("/recorded-messages/start/", **A_MESSAGE, minutes="30").status_code == 302
    message = RecordedMessage.objects.get()
    assert "Sabemos del incendio" in page.get("/recorded-messages/")
    heard = messages.heard_by(room.ring(), at=room.now)
    assert heard is not None
    assert heard["hangs_up"] is False
    assert page.send(f"/recorded-messages/{message.id}/stop/").status_code == 302
    assert messages.heard_by(room.ring(), at=room.now) is None
    assert rooms.kinds(message.id) == ["telephony.message_started", "telephony.message_stopped"]
    assert 'id="h-played"' in page.get("/recorded-messages/")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"minutes": "721"}, "minutes"),
        ({"minutes": "0"}, "minutes"),
        ({"text_es": ""}, "text_es"),
        ({"town": "Vetusta"}, "town"),
    ],
)
def test_a_message_that_cannot_be_is_said_at_its_field(
    page: Page, told: dict[str, str], field: str
) -> None:
    answer = page.send("/recorded-messages/start/", **A_MESSAGE | {"minutes": "30"} | told)
    assert answer.status_code == 400
    assert set(faults(answer)) == {field}
    assert not RecordedMessage.objects.exists()


def question(case_id: UUID, kind: str, room: rooms.Room) -> None:
    Commitment.objects.create(
        case_id=case_id, kind=kind, ref=uuid4(), opened_seq=1, due_at=room.later(seconds=60)
    )


def test_open_questions_are_listed_oldest_first_with_cards_alone(room: rooms.Room) -> None:
    first = room.case()
    room.later(seconds=5)
    second = room.answered(room.marcos)
    Case.objects.filter(id=first).update(holder=None)
    question(second, "intake.dropped_call", room)
    question(first, "intake.abandoned_call", room)
    question(room.answered(), "transfer.mobilise", room)
    shown = Page(User.objects.get(id=room.lucia.id)).get("/callbacks/")
    references = [Case.objects.get(id=case_id).reference for case_id in (first, second)]
    assert re.findall(r'<td class="mono">(\d{4}-\d{6})</td>', shown) == references
    assert f'data-take="{first}"' in shown
    assert f"/console/{second}/" not in shown, "another's case is not hers to open"
    assert "…123" in shown
    assert "600123123" not in shown.replace(" ", "")
    assert f"/console/{second}/" in Page(User.objects.get(id=room.carmen.id)).get("/callbacks/")


def test_a_covert_question_is_for_its_holder_and_the_supervisors(room: rooms.Room) -> None:
    case_id = room.answered()
    question(case_id, "intake.silent_call", room)
    Case.objects.filter(id=case_id).update(covert=True)
    seen = {
        user.username: str(case_id) in Page(User.objects.get(id=user.id)).get("/callbacks/")
        for user in (room.lucia, room.marcos, room.carmen)
    }
    assert seen == {"lucia": True, "marcos": False, "carmen": True}
