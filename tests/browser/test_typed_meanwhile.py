"""Hands are faster than the line: what is done while an answer is awaited counts too."""

import pytest
from playwright import sync_api

from tests.browser import conftest, gateway
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
LIFE = "/life/"


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
