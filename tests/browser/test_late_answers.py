"""An answer that comes late moves no cursor that has gone on to something else."""

import pytest
from playwright import sync_api

from calls.people.models import User
from calls.stages.triage import services as triage
from tests.browser import conftest, desk, gateway
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
OFFER, ANSWER, WHY = "/transfer/offer/", "/triage/answer/", "#f-covert-reason"


def test_who_goes_on_to_write_while_help_is_asked_for_stays_there(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit("operator")
    gateway.answered(stack, operator, "+34600800001")
    operator.type("Calle Zamora 12")
    operator.press("Tab")
    operator.pick("Salamanca")
    operator.sees(".banner .address", "Salamanca")
    operator.press("Alt+J", "Alt+1")
    operator.walk_to("#f-complaint-text")
    operator.type("Se ha caído")
    operator.press("Control+Enter", "F8")
    centre = User.objects.get(username="sanidad-sa").centre_id
    operator.walk_to(f'.centre[data-key="{centre}"] button')
    operator.hears_late(OFFER)
    operator.press("Enter", "Alt+U")
    operator.walk_to(WHY)
    operator.type("Está ")
    operator.until_heard(OFFER)
    operator.type("al lado")
    expect(operator.page.locator(WHY)).to_have_value("Está al lado")


def test_who_puts_an_answer_right_before_the_room_has_told_of_it_is_asked_it_again(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit("operator")
    case = gateway.answered(stack, operator, "+34600800002")
    triage.start_protocol(desk.by(stack.person("operator").username, case), protocol="unconscious")
    operator.press("Alt+2")
    operator.sees(".question-card .question", "")
    operator.press("Alt+2")
    operator.until_focus(".question-card .answer")
    asked = operator.page.locator(".question-card h2").text_content() or ""
    operator.hears_late(ANSWER)
    operator.press("1")
    operator.sees(".answered li", asked)
    operator.press("0")
    operator.sees(".question-card h2", asked)
    operator.until_heard(ANSWER)
    expect(operator.page.locator(".question-card h2")).to_contain_text(asked)
