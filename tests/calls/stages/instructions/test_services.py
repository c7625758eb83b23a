"""What the caller does now, step by step, with its times."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from calls.casefile import log, refusals
from calls.casefile.kinds import Stage
from calls.casefile.models import Case
from calls.people import actor as actors
from calls.protocols import reader
from calls.stages.instructions import queries as reading
from calls.stages.instructions import services as instructions
from calls.stages.instructions.models import ScriptReading
from tests.calls import room as rooms
from tests.calls.stages.instructions import shelves

CPR, SIDE = "drill_cpr", "drill_side"


@pytest.fixture
def case_id(room: rooms.Room, shelf: shelves.Shelf) -> UUID:
    """Give a case with CPR begun."""
    found = room.case()
    instructions.start_script(room.passage(case_id=found), script=CPR)
    return found


def record(room: rooms.Room, case_id: UUID, step: str, result: str = "done", **told: str) -> Any:
    """Record what became of a step."""
    return instructions.record_step(room.passage(case_id=case_id), step=step, result=result, **told)


def part(case_id: UUID) -> dict[str, Any]:
    """Give the sheet's part of the case's state."""
    return reading.case_part(Case.objects.get(id=case_id), rooms.GATEWAY)


def now(case_id: UUID) -> str | None:
    """Give the code of the step to be read now."""
    steps = part(case_id)["steps"]
    return next((step["code"] for step in steps if step["state"] == "current"), None)


def told(case_id: UUID, kind: str) -> list[dict[str, Any]]:
    """Give what the log says of this kind."""
    return [line.data for line in log.read(case_id, kinds=[kind])]


def refused(room: rooms.Room, case_id: UUID, step: str, result: str, **told: str) -> Any:
    """Give the refusal of a step, which changed nothing."""
    before = rooms.everything()
    with pytest.raises(refusals.Refusal) as caught:
        record(room, case_id, step, result, **told)
    assert rooms.everything() == before
    return caught.value


def test_a_script_is_read_step_by_step_with_each_steps_time(
    room: rooms.Room, case_id: UUID
) -> None:
    assert Case.objects.get(id=case_id).stage == Stage.INSTRUCTIONS
    room.later(seconds=7)
    record(room, case_id, "ready")
    room.later(seconds=7)
    record(room, case_id, "push", "skipped", reason_code="already_done")
    lines = list(log.read(case_id, kinds=["instructions.step_recorded"]))
    assert [(line.data["step"], line.data["result"]) for line in lines] == [
        ("ready", "done"),
        ("push", "skipped"),
    ]
    assert (lines[1].at - lines[0].at).total_seconds() == 7
    states = [step["state"] for step in part(case_id)["steps"]]
    assert states == ["done", "skipped", "current"]


def test_the_metronome_beats_from_the_step_that_has_it(room: rooms.Room, case_id: UUID) -> None:
    assert part(case_id)["metronome"] is None
    record(room, case_id, "ready")
    assert part(case_id)["metronome"] == 110
    record(room, case_id, "push")
    assert part(case_id)["metronome"] == 110


@pytest.mark.parametrize("step", ["push", "no_such", ""])
def test_only_the_current_step_is_read(step: str, room: rooms.Room, case_id: UUID) -> None:
    assert "ready" in refused(room, case_id, step, "done").fields["step"][0]
    assert ScriptReading.objects.get(case=case_id).steps == []


def test_a_step_of_the_script_that_was_on_screen_before_is_refused(
    room: rooms.Room, case_id: UUID
) -> None:
    refusal = refused(room, case_id, "ready", "done", script=SIDE)
    assert "drill_cpr/ready" in refusal.fields["step"][0]


def test_where_no_script_is_read_no_step_is(room: rooms.Room) -> None:
    untouched = room.case()
    told = refused(room, untouched, "ready", "done").fields["step"]
    assert told == [translation.gettext("Begin a script first.")]


def test_a_repeated_step_is_told_and_is_still_the_one_to_read(
    room: rooms.Room, case_id: UUID
) -> None:
    record(room, case_id, "ready", "repeated")
    assert now(case_id) == "ready"
    assert told(case_id, "instructions.step_recorded")[0]["result"] == "repeated"


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_step_is_skipped_for_a_reason_that_is_on_the_list(
    reason: str, room: rooms.Room, case_id: UUID
) -> None:
    refusal = refused(room, case_id, "ready", "skipped", reason_code=reason)
    assert "unsafe" in refusal.fields["reason_code"]


def test_another_reason_is_said_in_words_and_kept_beside_the_log(
    room: rooms.Room, case_id: UUID
) -> None:
    assert "reason" in refused(room, case_id, "ready", "skipped", reason_code="other").fields
    words = "tiene la cadera rota"
    record(room, case_id, "ready", "skipped", reason_code="other", reason=words)
    line = told(case_id, "instructions.step_recorded")[0]
    assert (line["reason_code"], line["reason"]) == ("other", words)
    assert "cadera" not in str(ScriptReading.objects.get(case=case_id).steps)


def test_a_step_that_was_read_has_no_reason(room: rooms.Room, case_id: UUID) -> None:
    refusal = refused(room, case_id, "ready", "done", reason_code="unsafe")
    assert refusal.fields["reason_code"] == [translation.gettext("Send none.")]


def test_the_answer_at_a_step_leads_back_on_or_into_another_script(
    room: rooms.Room, case_id: UUID
) -> None:
    for step in ("ready", "push"):
        record(room, case_id, step)
    record(room, case_id, "recheck", branch="no")
    assert now(case_id) == "push"
    record(room, case_id, "push")
    answer = record(room, case_id, "recheck", branch="yes")
    assert (answer["script"], answer["next"]) == (SIDE, "turn")
    assert part(case_id)["left"] == [{"code": CPR, "title": "RCP de simulacro"}]
    started = told(case_id, "instructions.script_started")[-1]
    assert (started["script"], started["left"]) == (SIDE, CPR)
    back = instructions.resume_script(room.passage(case_id=case_id), script=CPR)
    assert (back["script"], back["next"]) == (CPR, "recheck")
    record(room, case_id, "recheck", branch="unknown")
    assert record(room, case_id, "keep_on")["next"] is None


@pytest.mark.parametrize(
    ("told", "allowed"),
    [
        (("recheck", "done", ""), ["no", "yes", "unknown"]),
        (("recheck", "done", "perhaps"), ["no", "yes", "unknown"]),
        (("recheck", "repeated", "no"), []),
        (("ready", "done", "no"), []),
    ],
)
def test_an_answer_that_the_step_does_not_have_is_refused_with_those_it_has(
    told: tuple[str, str, str], allowed: list[str], room: rooms.Room, case_id: UUID
) -> None:
    step, result, branch = told
    if step == "recheck":
        record(room, case_id, "ready")
        record(room, case_id, "push")
    told_back = refused(room, case_id, step, result, branch=branch).fields["branch"]
    assert told_back == (allowed or [translation.gettext("Send none.")])


def test_only_what_was_left_before_its_end_is_gone_on_with(room: rooms.Room, case_id: UUID) -> None:
    for script in (CPR, SIDE, "no_such"):
        before = rooms.everything()
        with pytest.raises(refusals.Invalid) as caught:
            instructions.resume_script(room.passage(case_id=case_id), script=script)
        assert caught.value.fields["script"] == [translation.gettext("Begin a script.")]
        assert rooms.everything() == before
    record(room, case_id, "ready")
    instructions.start_script(room.passage(case_id=case_id), script=SIDE)
    with pytest.raises(refusals.Invalid) as caught:
        instructions.resume_script(room.passage(case_id=case_id), script=SIDE)
    assert caught.value.fields["script"] == [CPR]


def test_a_script_of_which_nothing_was_read_is_not_one_to_go_back_to(
    room: rooms.Room, case_id: UUID
) -> None:
    instructions.start_script(room.passage(case_id=case_id), script=SIDE)
    assert (part(case_id)["left"], part(case_id)["begun"]) == ([], [SIDE])


def test_the_language_changes_the_words_and_never_the_step(room: rooms.Room, case_id: UUID) -> None:
    record(room, case_id, "ready")
    passage = room.passage(case_id=case_id)
    assert instructions.choose_wording(passage, language="fr")["language"] == "fr"
    shown = part(case_id)
    step = next(step for step in shown["steps"] if step["state"] == "current")
    assert (step["code"], step["lang"]) == ("push", "fr")
    assert step["text"] == "Appuyez fort au centre de la poitrine."
    assert shown["script"]["gloss"] == "Apriete fuerte en el centro del pecho."
    assert shown["steps"][0]["lang"] == "es"
    assert [each["code"] for each in shown["script"]["languages"]] == ["es", "en", "fr"]
    record(room, case_id, "push")
    assert told(case_id, "instructions.step_recorded")[-1]["language"] == "fr"


def test_the_language_is_kept_for_the_case_and_a_script_that_lacks_it_says_so(
    room: rooms.Room, case_id: UUID
) -> None:
    record(room, case_id, "ready")
    instructions.choose_wording(room.passage(case_id=case_id), language="fr")
    instructions.start_script(room.passage(case_id=case_id), script=SIDE)
    script = part(case_id)["script"]
    assert (script["lang"], script["lacks"]) == ("es", "fr")
    instructions.resume_script(room.passage(case_id=case_id), script=CPR)
    assert part(case_id)["script"]["lang"] == "fr"


def test_a_language_the_script_lacks_is_refused_with_those_it_has(
    room: rooms.Room, case_id: UUID
) -> None:
    before = rooms.everything()
    with pytest.raises(refusals.Invalid) as caught:
        instructions.choose_wording(room.passage(case_id=case_id), language="ro")
    assert caught.value.fields["language"] == ["es", "en", "fr"]
    assert rooms.everything() == before


def test_the_screens_language_is_where_the_words_begin(
    room: rooms.Room, shelf: shelves.Shelf
) -> None:
    case_id = room.case()
    with translation.override("en"):
        instructions.start_script(room.passage(case_id=case_id), script=CPR)
        assert part(case_id)["script"]["gloss"] == ""
    assert part(case_id)["steps"][0]["text"] == "Kneel beside them."


def test_a_child_is_spoken_to_in_words_for_a_child_until_a_hand_says_otherwise(
    room: rooms.Room, case_id: UUID
) -> None:
    assert part(case_id)["steps"][0]["text"] == "Póngase de rodillas a su lado."
    Case.objects.filter(id=case_id).update(caller_kind="child")
    assert part(case_id)["steps"][0]["text"] == "Ponte de rodillas a su lado."
    record(room, case_id, "ready")
    instructions.choose_wording(room.passage(case_id=case_id), child=False)
    assert part(case_id)["steps"][1]["text"] == "Apriete fuerte en el centro del pecho."
    record(room, case_id, "push")
    instructions.choose_wording(room.passage(case_id=case_id), child=True)
    record(room, case_id, "recheck", branch="unknown")
    read = told(case_id, "instructions.step_recorded")
    # The last was read to a child too, in the only words there are for it.
    assert [line["child"] for line in read] == [True, False, False]


def test_a_reading_goes_on_in_the_edition_it_began_in(
    room: rooms.Room, case_id: UUID, shelf: shelves.Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = reader.book().protocol("drill")
    began = ScriptReading.objects.get(case=case_id)
    assert began.edition == old.digest == told(case_id, "instructions.script_started")[0]["edition"]
    record(room, case_id, "ready")
    shelf.reword("Apriete fuerte", "Empuje fuerte")
    monkeypatch.setattr(reader, "_stored", {old.digest: old}.__getitem__)
    assert part(case_id)["steps"][1]["text"] == "Apriete fuerte en el centro del pecho."
    record(room, case_id, "push")
    assert told(case_id, "instructions.step_recorded")[-1]["edition"] == old.digest
    instructions.start_script(room.passage(case_id=case_id), script=CPR)
    assert part(case_id)["steps"][0]["text"] == "Póngase de rodillas a su lado."
    record(room, case_id, "ready")
    assert part(case_id)["steps"][1]["text"] == "Empuje fuerte en el centro del pecho."


def test_a_step_of_an_edition_that_is_gone_is_refused_and_the_script_begun_again(
    room: rooms.Room, case_id: UUID, shelf: shelves.Shelf
) -> None:
    record(room, case_id, "ready")
    shelf.reword("Apriete fuerte", "Empuje fuerte")
    refusal = refused(room, case_id, "push", "done")
    assert (refusal.code, refusal.status) == ("edition_gone", 409)
    assert refusal.fields["script"] == [CPR]
    assert part(case_id)["script"]["gone"]
    assert part(case_id)["steps"] == []
    instructions.start_script(room.passage(case_id=case_id), script=CPR)
    assert not part(case_id)["script"]["gone"]


def test_the_desk_reads_the_same_sheet_and_goes_on_in_it(room: rooms.Room, case_id: UUID) -> None:
    room.offered(case_id)
    record(room, case_id, "ready")
    instructions.record_step(room.passage(room.elena, case_id), step="push", result="done")
    assert now(case_id) == "recheck"
    seen = reading.case_part(Case.objects.get(id=case_id), actors.person(room.elena))
    assert seen == part(case_id)
