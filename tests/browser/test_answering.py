"""One press answers one call, and its case comes up."""

import pytest
from playwright import sync_api

from calls.casefile.models import Call
from tests.browser import conftest, gateway
from tests.support import browsers
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
ANSWER = "/calls/next/answer/"


@pytest.fixture(autouse=True)
def _nobody_waits(stack: stacks.Stack) -> None:
    Call.objects.filter(state="ringing").update(state="abandoned")


def states(*numbers: str) -> list[str]:
    """Give what became of the calls from these numbers."""
    return [Call.objects.get(number=number).state for number in numbers]


def test_a_hasty_second_press_answers_no_second_call_and_a_later_one_does(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    one, two = "+34600810001", "+34600810002"
    operator = sit()
    for number in (one, two):
        gateway.ring(stack, callback_number=number)
        operator.sees("call-queue .row-item", number[-3:])
    operator.hears_late(ANSWER)
    operator.press("F2", "F2")
    operator.until_heard(ANSWER)
    operator.sees("[data-fact=reference]", gateway.case_of(one).reference)
    operator.until_focus("#f-location-text")
    assert states(one, two) == ["answered", "ringing"]
    operator.press("F2")
    operator.sees("[data-fact=reference]", gateway.case_of(two).reference)


def test_an_answer_that_found_no_link_is_said_to_wait_and_ends_with_its_page(
    sit: conftest.Sit, stack: stacks.Stack, floor: browsers.Floor
) -> None:
    number = "+34600810005"
    operator = sit()
    gateway.ring(stack, callback_number=number)
    operator.sees("call-queue .row-item", number[-3:])
    stack.kill("web")
    operator.press("F2")
    expect(operator.page.locator("#polite")).to_have_text(operator.said("error.unreachable"))
    closed, context = operator.page, operator.page.context
    operator.page = context.new_page()
    closed.close()
    stack.restart("web")
    operator.page.goto("/console/")
    operator.until_live()
    operator.sees("call-queue .row-item", number[-3:])
    left = operator.page.evaluate("Object.keys(localStorage).filter((k) => k.includes('outbox'))")
    assert (left, states(number)) == ([], ["ringing"])
    floor.complaints[:] = [words for words in floor.complaints if "WebSocket" not in words]
