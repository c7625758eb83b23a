"""The instructions at the operator's hand: words, answers, reasons and the beat, by keyboard."""

from itertools import pairwise, takewhile
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright import sync_api

from calls.casefile import door
from calls.casefile.models import Case
from calls.people import actor as actors
from calls.people.models import User
from calls.protocols import reader, wording
from calls.stages.instructions import course
from calls.stages.instructions import services as instructions
from calls.stages.instructions.models import ScriptReading
from tests.browser import gateway, hands
from tests.support import browsers
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
CPR, WHY = "cpr_adult", "tiene la cadera rota"
DONE, CURRENT = "[data-result=done]", "instruction-sheet .current"
CLICK, RATE = 1320, 110
# Every click of the metronome, at its time on the audio clock.
LISTEN = """() => {
    window.caeClicks = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
        if (this.frequency.value === %d) window.caeClicks.push(when);
        return start.call(this, when);
    };
}"""


@pytest.fixture
def operator(floor: browsers.Floor, stack: stacks.Stack) -> hands.Hands:
    page = floor.desk()
    page.add_init_script(f"({LISTEN % CLICK})()")
    person = hands.Hands(page)
    person.sign_in(stack.person("operator"))
    return person


def begun(stack: stacks.Stack, operator: hands.Hands, number: str) -> Case:
    """Give a case whose caller is told the first step."""
    case = gateway.answered(stack, operator, number, location=None)
    operator.press("Alt+R")
    operator.until_focus(DONE)
    reads(operator, reader.book().script(CPR).steps[0].code)
    return case


def reads(operator: hands.Hands, step: str, language: str = "es") -> None:
    """Wait until a step stands large on the screen, in its language."""
    text = operator.page.locator(CURRENT)
    expect(text).to_have_attribute("data-step", step)
    expect(text).to_have_attribute("lang", language)
    protocol = reader.book().owner(reader.book().script(CPR))
    expect(text).to_have_text(wording.step_of(protocol, CPR, step, language))


def read_on_to_a_question(operator: hands.Hands, language: str = "es") -> str:
    """Read step after step until one asks the caller something, and give it."""
    script = reader.book().script(CPR)
    known = operator.page.locator(CURRENT).get_attribute("data-step") or ""
    step = script.step(known)
    while not step.branches:
        operator.press("Enter")
        following = script.after(step)
        assert following is not None
        step = following
        reads(operator, step.code, language)
    return step.code


def test_the_words_change_their_language_and_nothing_else(
    stack: stacks.Stack, operator: hands.Hands
) -> None:
    case = begun(stack, operator, "+34600110100")
    operator.press("Enter")
    second = reader.book().script(CPR).steps[1].code
    reads(operator, second)
    operator.walk_to("#f-spoken")
    operator.type("Eng")
    reads(operator, second, "en")
    operator.sees("instruction-sheet .gloss", "")
    operator.walk_to(DONE, key="Shift+Tab")
    operator.press("Enter")
    reads(operator, reader.book().script(CPR).steps[2].code, "en")
    expect(operator.page.locator("html")).to_have_attribute("lang", "es")
    reading = ScriptReading.objects.get(case=case)
    assert [entry["language"] for entry in reading.steps] == ["es", "en"]


def test_an_answer_is_a_digit_and_enter_never_gives_one(
    stack: stacks.Stack, operator: hands.Hands
) -> None:
    begun(stack, operator, "+34600110200")
    script = reader.book().script(CPR)
    asked = script.step(read_on_to_a_question(operator))
    operator.until_focus(DONE)
    operator.look("instructions-question")
    operator.press("Enter", "Enter")
    reads(operator, asked.code)
    way = asked.branches[0]
    operator.press(str(way.digit))
    following = course.onward(script, asked, way.code)
    assert following is not None
    reads(operator, following.code)
    operator.until_focus(DONE)


def test_a_step_is_skipped_for_a_reason_and_what_is_typed_of_it_stays(
    stack: stacks.Stack, operator: hands.Hands
) -> None:
    case = begun(stack, operator, "+34600110300")
    first, second = (step.code for step in reader.book().script(CPR).steps[:2])
    operator.walk_to("[data-skip]")
    operator.press("Enter")
    operator.until_focus("[data-reason]")
    operator.press("6")
    operator.until_focus("#f-skip-text")
    operator.type(WHY)
    # Meanwhile somebody else changes the words on the same sheet.
    instructions.choose_wording(
        door.Passage(
            actor=actors.person(User.objects.get(held_cases=case)),
            at=timezone.now(),
            command_id=uuid4(),
            case_id=case.id,
        ),
        language="en",
    )
    reads(operator, first, "en")
    expect(operator.page.locator("#f-skip-text")).to_have_value(WHY)
    operator.look("instructions-skip")
    operator.press("Enter")
    reads(operator, second, "en")
    operator.until_focus(DONE)
    entry = ScriptReading.objects.get(case=case).steps[0]
    assert (entry["step"], entry["result"], entry["reason_code"]) == (first, "skipped", "other")


def test_the_beat_keeps_the_audio_clock_through_a_change_of_words(
    stack: stacks.Stack, operator: hands.Hands
) -> None:
    begun(stack, operator, "+34600110400")
    beat = operator.page.locator("metro-nome")
    for step in takewhile(lambda step: step.metronome is None, reader.book().script(CPR).steps):
        reads(operator, step.code)
        operator.until_focus(DONE)
        operator.press("Enter")
    expect(beat).to_have_attribute("data-running", "")
    operator.walk_to("#f-spoken")
    operator.type("Eng")
    expect(operator.page.locator(CURRENT)).to_have_attribute("lang", "en")
    operator.page.wait_for_timeout(3000)
    expect(beat).to_have_attribute("data-running", "")
    clicks: list[float] = operator.page.evaluate("window.caeClicks")
    assert len(clicks) >= 6
    gaps = [later - earlier for earlier, later in pairwise(clicks)]
    assert max(abs(gap - 60 / RATE) for gap in gaps) < 0.001


def test_the_key_after_an_answer_is_for_the_step_that_is_seen(
    stack: stacks.Stack, operator: hands.Hands
) -> None:
    begun(stack, operator, "+34600110500")
    script = reader.book().script(CPR)
    asked = script.step(read_on_to_a_question(operator))
    way = next(way for way in asked.branches if way.script is None)
    following = course.onward(script, asked, way.code)
    assert following is not None
    assert not following.branches
    operator.until_focus(DONE)
    # The room shows the next step before the answer's own request comes back.
    operator.hears_late("/instructions/step/")
    operator.press(str(way.digit))
    reads(operator, following.code)
    operator.press("Enter")
    after = script.after(following)
    assert after is not None
    reads(operator, after.code)
