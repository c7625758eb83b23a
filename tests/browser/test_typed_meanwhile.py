"""Hands are faster than the line: what is done while an answer is awaited counts too."""

import time

import pytest
from playwright import sync_api

from calls.casefile import log
from calls.casefile.drafting import Draft
from calls.casefile.models import Case
from tests.browser import conftest, gateway, hands
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
LIFE, NOTE = "/life/", "/followup/note/"
NOTED, OLD, NEW = "#f-note", "El portal está cerrado", "El portal está abierto"
REST = " y la luz dada"
DRAFTS_LATE_MS = 4_000
SAVE, STEP = "/intake/record/", "/instructions/step/"
SETTLED_MS = 500
WHY = "#f-callback-text"


def until_drafted(case: Case, text: str) -> None:
    """Wait until the server keeps this as the note that is being written."""
    until = time.monotonic() + 15
    while not Draft.objects.filter(case=case, form="note", content__text=text).exists():
        assert time.monotonic() < until, "no draft is on the server"
        time.sleep(0.02)


def test_both_life_questions_are_answered_without_waiting_for_the_first(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, "+34600810001")
    operator.press("Alt+O", "Alt+A")
    operator.until_focus("life-strip [data-life=awake] .answer")
    operator.hears_late(LIFE)
    operator.press("1", "2")
    operator.until_focus("[data-sheet=instructions] [data-result=done]")
    case.refresh_from_db()
    assert (case.awake, case.breathing) == ("yes", "no")


def test_what_is_typed_on_while_a_note_is_being_saved_stays(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, "+34600810002")
    operator.press("Alt+O")
    operator.until_focus(NOTED)
    operator.type(OLD)
    operator.hears_late(NOTE)
    operator.press("Control+Enter")
    operator.type(REST)
    operator.until_heard(NOTE)
    expect(operator.page.locator(NOTED)).to_have_value(OLD + REST)
    until_drafted(case, OLD + REST)
    operator.page.reload()
    expect(operator.page.locator(NOTED)).to_have_value(OLD + REST)


def test_a_note_of_earlier_that_is_told_late_takes_away_nothing(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, "+34600810003")
    operator.press("Alt+O")
    operator.until_focus(NOTED)
    operator.type(OLD)
    until_drafted(case, OLD)
    told = f"case={case.id}"
    operator.page.add_init_script(f"({hands.LATE})(['{told}', {DRAFTS_LATE_MS}])")
    operator.page.reload()
    operator.sees("[data-fact=reference]", case.reference)
    operator.press("Alt+O")
    operator.until_focus(NOTED)
    operator.type(NEW)
    until_drafted(case, NEW)
    operator.until_heard(told)
    expect(operator.page.locator(NOTED)).to_have_value(NEW)


def test_the_place_of_the_phone_is_taken_though_the_place_typed_is_still_being_saved(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, "+34600810004")
    operator.type("Calle Zamora 12")
    operator.hears_late(SAVE)
    operator.press("Tab")
    operator.page.locator("phone-fixes button").focus()
    operator.press("Enter")
    operator.until_heard(SAVE)
    until = time.monotonic() + 15
    while case.latitude is None:
        assert time.monotonic() < until, "the place of the phone is lost"
        time.sleep(0.1)
        case.refresh_from_db()
    assert case.location_text == "Calle Zamora 12"


@pytest.mark.parametrize(("key", "taken"), [("Enter", "Salmoral"), ("Tab", "")])
def test_what_a_list_offers_for_half_a_word_is_not_taken_for_the_whole(
    sit: conftest.Sit, stack: stacks.Stack, key: str, taken: str
) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, f"+3460081001{len(taken)}")
    operator.type("Calle Zamora 12")
    operator.press("Tab")
    operator.type("Sal")
    first = operator.page.locator(".proposals:not([hidden]) li").first
    expect(first).not_to_contain_text("Salmoral")
    operator.hears_late("q=Salmoral")
    operator.type("moral")
    operator.press(key)
    box = operator.page.locator("field-group[name=location] type-ahead [role=combobox]")
    chosen = operator.page.locator("field-group[name=location] type-ahead input[type=hidden]")
    if taken:
        operator.until_heard("q=Salmoral")
        operator.sees(".banner .address", taken)
        expect(chosen).not_to_have_value("")
    operator.page.wait_for_timeout(SETTLED_MS)
    expect(box).to_have_value("Salmoral")
    case.refresh_from_db()
    assert bool(case.municipality_id) == bool(taken)


def test_who_goes_on_to_write_while_a_step_is_skipped_stays_there(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    gateway.answered(stack, operator, "+34600810005", location=None)
    operator.press("Alt+R")
    operator.until_focus("[data-result=done]")
    operator.walk_to("[data-skip]")
    operator.press("Enter")
    operator.until_focus("[data-reason]")
    operator.hears_late(STEP)
    operator.press("1", "Alt+O")
    operator.walk_to(WHY)
    operator.type("Está ")
    operator.until_heard(STEP)
    operator.type("al lado")
    expect(operator.page.locator(WHY)).to_have_value("Está al lado")


def test_enter_on_the_line_counts_while_an_earlier_line_is_on_its_way(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit()
    case = gateway.answered(stack, operator, "+34600810006")
    operator.press("F4")
    operator.type(f"nota {OLD}")
    operator.hears_late(NOTE)
    operator.press("Enter", "Control+a")
    operator.type(f"nota {NEW}")
    operator.press("Enter", "Enter")
    operator.sees(".timeline li", NEW)
    expect(operator.page.locator("#command-input")).to_have_value("")
    notes = log.read(case.id, kinds=["followup.note_added"])
    assert [note.data["text"] for note in notes] == [OLD, NEW]
