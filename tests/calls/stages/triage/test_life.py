"""The two life questions: answered once, anywhere; a threat to life acts at once."""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import UUID

import pytest

from calls.casefile import refusals
from calls.casefile.models import Case
from calls.people.models import User
from calls.protocols import reader
from calls.protocols.faults import NotInBook
from calls.stages.instructions.models import ScriptReading
from calls.stages.intake import services as intake
from calls.stages.transfer import services as transfer
from calls.stages.transfer.models import Offer
from calls.stages.triage import queries, runs
from calls.stages.triage import services as triage
from calls.stages.triage.models import TriageRun
from tests.calls import room as rooms
from tests.calls.stages.triage import scenes


def life(room: rooms.Room, case_id: UUID, user: User | None = None, **told: str) -> dict[str, Any]:
    """Answer from wherever one works."""
    passage = room.passage(user, case_id, base_version=rooms.version(case_id))
    return intake.answer_life(passage, life=told)


def run(case_id: UUID) -> TriageRun:
    """Give the protocol a case is worked through in."""
    found = runs.newest(Case.objects.get(id=case_id))
    assert found is not None
    return found


@pytest.mark.parametrize("breathing", ["no", "unknown"])
@pytest.mark.parametrize("awake", ["no", "unknown", ""])
def test_anything_but_a_clear_yes_to_breathing_is_an_arrest_unless_awake(
    awake: str, breathing: str, room: rooms.Room
) -> None:
    case_id = room.answered()
    if awake:
        assert "at_once" not in life(room, case_id, awake=awake)
    answer = life(room, case_id, breathing=breathing)
    case = Case.objects.get(id=case_id)
    assert (case.severity, answer["at_once"]) == ("P0", "cpr_adult")
    assert Offer.objects.get(id=answer["offer"]).centre.agency_id == "health"
    assert ScriptReading.objects.get(case=case).script == "cpr_adult"


def test_awake_and_not_breathing_well_is_vital_and_no_arrest(room: rooms.Room) -> None:
    case_id = room.answered()
    life(room, case_id, awake="yes")
    answer = life(room, case_id, breathing="no")
    assert Case.objects.get(id=case_id).severity == "P0"
    assert answer["at_once"] != "cpr_adult"
    assert answer["offer"]


@pytest.mark.parametrize("reason", ["collision", "structure_fire"])
def test_a_threat_to_life_leaves_what_the_reason_called_for_in_the_plan(
    reason: str, room: rooms.Room
) -> None:
    case_id = room.case()
    passage = room.passage(case_id=case_id, base_version=rooms.version(case_id))
    complaint = {"complaint_text": "x", "complaint_protocol": reason}
    intake.record_intake(passage, **rooms.NOWHERE | {"complaint": complaint})
    assert life(room, case_id, breathing="no")["at_once"] == "cpr_adult"
    case = Case.objects.get(id=case_id)
    assert run(case_id).protocol == "unconscious"
    assert {"health", "fire", "police"} <= set(case.plan)
    assert set(queries.units_called_for(case)) == set(case.plan)


def test_not_breathing_acts_where_something_else_threatens_life_already(room: rooms.Room) -> None:
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol="collapse")
    triage.answer_question(room.passage(case_id=case_id), question="people", answer="yes")
    assert Case.objects.get(id=case_id).severity == "P0"
    assert life(room, case_id, breathing="no")["at_once"] == "cpr_adult"
    assert ScriptReading.objects.filter(case=case_id, script="cpr_adult").exists()
    # What the protocol was told itself is not acted upon twice.
    assert "at_once" not in life(room, case_id, awake="no")


def test_not_breathing_asks_health_and_leaves_no_covert_words(room: rooms.Room) -> None:
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol="silent_call")
    triage.answer_question(room.passage(case_id=case_id), question="voice", answer="whispers")
    answer = life(room, case_id, breathing="no")
    assert Offer.objects.get(id=answer["offer"]).centre.agency_id == "health"
    assert run(case_id).protocol == "silent_call"
    assert not ScriptReading.objects.filter(case=case_id).exclude(script="silent_covert").exists()


def test_a_clear_yes_is_no_threat_and_asks_nobody(room: rooms.Room) -> None:
    case_id = room.answered()
    answer = life(room, case_id, awake="no", breathing="yes")
    assert set(answer) == {"case", "version", "changed"}
    assert not Offer.objects.exists()


def test_the_intake_sheet_acts_as_the_strip_does(room: rooms.Room) -> None:
    case_id = room.case()
    passage = room.passage(case_id=case_id, base_version=rooms.version(case_id))
    told = rooms.NOWHERE | {"life": {"awake": "no", "breathing": "no"}}
    assert intake.record_intake(passage, **told)["at_once"] == "cpr_adult"


def test_an_answer_of_a_protocol_that_is_vital_acts_as_the_key_does(room: rooms.Room) -> None:
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    triage.answer_question(room.passage(case_id=case_id), question="awake", answer="no")
    told = triage.answer_question(room.passage(case_id=case_id), question="breathing", answer="no")
    assert (told["at_once"], told["question"]) == ("cpr_adult", "age")
    assert Offer.objects.get(id=told["offer"]).centre.agency_id == "health"
    child = triage.answer_question(room.passage(case_id=case_id), question="age", answer="child")
    assert (child["at_once"], child["refused"]) == ("cpr_child", "already_offered")


def test_the_desk_answers_what_is_open_and_nobody_is_asked_again(room: rooms.Room) -> None:
    case_id = room.case()
    room.offered(case_id)
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    life(room, case_id, room.elena, awake="no")
    assert run(case_id).answered == {"awake": "no"}
    part = queries.case_part(Case.objects.get(id=case_id), rooms.GATEWAY)
    assert part["question"]["code"] == "breathing"
    triage.answer_question(room.passage(room.elena, case_id), question="breathing", answer="yes")
    case = Case.objects.get(id=case_id)
    assert (case.awake, case.breathing) == ("no", "yes")


def test_what_life_says_otherwise_puts_the_protocol_right(room: rooms.Room) -> None:
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    for question in ("awake", "breathing_awake"):
        triage.answer_question(room.passage(case_id=case_id), question=question, answer="yes")
    answer = life(room, case_id, awake="no", breathing="no")
    assert answer["at_once"] == "cpr_adult"
    assert run(case_id).answered == {"awake": "no", "breathing": "no"}
    assert TriageRun.objects.filter(case=case_id).count() == 1


def test_what_was_put_right_to_gravely_hurt_is_not_undone_by_a_later_life_answer(
    room: rooms.Room,
) -> None:
    case_id = room.case()
    life(room, case_id, awake="no")
    triage.start_protocol(room.passage(case_id=case_id), protocol="collision")
    for question, answer in (("danger", "none"), ("awake", "serious")):
        triage.answer_question(room.passage(case_id=case_id), question=question, answer=answer)
    assert Case.objects.get(id=case_id).awake == "yes"
    life(room, case_id, breathing="yes")
    assert run(case_id).answered["awake"] == "serious"


def test_two_who_answer_at_once_are_told_of_each_other(room: rooms.Room) -> None:
    case_id = room.case()
    opened = rooms.version(case_id)
    life(room, case_id, awake="yes")
    with pytest.raises(refusals.Conflict):
        intake.answer_life(room.passage(case_id=case_id, base_version=opened), life={"awake": "no"})


def test_one_key_asks_everybody_the_plan_still_calls_for(room: rooms.Room) -> None:
    case_id = room.case()
    room.offered(case_id)
    scenes.calls_for(case_id, "health", "fire")
    answer = transfer.offer_plan(room.passage(case_id=case_id))
    assert [Offer.objects.get(id=each).centre for each in answer["offers"]] == [room.fire]
    with pytest.raises(refusals.Refusal) as refused:
        transfer.offer_plan(room.passage(case_id=case_id))
    assert refused.value.code == "already_offered"
    bare = room.answered()
    scenes.calls_for(bare, "health")
    with pytest.raises(refusals.Invalid) as unknown:
        transfer.offer_plan(room.passage(case_id=bare))
    assert "location_text" in unknown.value.fields


@pytest.fixture
def another_book(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let another edition of a protocol come into force, the old one kept or not."""

    def put(*, kept: bool) -> None:
        book = reader.book()
        old = book.protocol("unconscious")
        new = dataclasses.replace(old, digest="0" * 64, version=old.version + 1)
        fresh = dataclasses.replace(book, protocols={**book.protocols, "unconscious": new})
        held = {each.digest: each for each in fresh.protocols.values()}
        if kept:
            held[old.digest] = old

        def edition(digest: str) -> Any:
            if digest not in held:
                raise NotInBook("edition", digest, held)
            return held[digest]

        monkeypatch.setattr(reader, "book", lambda: fresh)
        monkeypatch.setattr(reader, "edition", edition)

    return put


def test_a_case_goes_on_in_the_edition_it_was_opened_in(
    room: rooms.Room, another_book: Any
) -> None:
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    old = run(case_id).edition
    assert old == reader.book().protocol("unconscious").digest
    another_book(kept=True)
    triage.answer_question(room.passage(case_id=case_id), question="awake", answer="no")
    assert run(case_id).edition == old
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    assert run(case_id).edition == "0" * 64


def test_an_edition_that_is_gone_names_what_may_be_opened_and_hinders_no_life_answer(
    room: rooms.Room, another_book: Any
) -> None:
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    another_book(kept=False)
    before = rooms.everything()
    browser = rooms.Browser(room.lucia)
    answer = browser.command(f"/cases/{case_id}/triage/answer/", question="awake", answer="no")
    assert answer.status_code == 409
    assert b"edition_gone" in answer.content
    assert b'"protocol": ["unconscious"]' in answer.content
    assert rooms.everything() == before
    assert browser.get(f"/cases/{case_id}/state/").status_code == 200
    assert life(room, case_id, awake="no", breathing="no")["at_once"] == "cpr_adult"


@pytest.mark.parametrize(
    ("path", "fields", "status", "named"),
    [
        ("start", {"protocol": "no_such"}, 400, "protocol"),
        ("start", {"protocol": "unconscious", "version": "999"}, 404, "version"),
        ("answer", {"question": "awake", "answer": "purple"}, 400, "answer"),
        ("answer", {"question": "age", "answer": "adult"}, 409, "question"),
    ],
)
def test_what_is_not_open_is_refused_over_http_and_what_is_allowed_now_named(
    path: str, fields: dict[str, str], status: int, named: str, room: rooms.Room
) -> None:
    case_id = room.case()
    triage.start_protocol(room.passage(case_id=case_id), protocol="unconscious")
    before = rooms.everything()
    answer = rooms.Browser(room.lucia).command(f"/cases/{case_id}/triage/{path}/", **fields)
    assert answer.status_code == status
    assert answer.json()["fields"][named]  # type: ignore[attr-defined] # a test client's answer
    assert rooms.everything() == before
