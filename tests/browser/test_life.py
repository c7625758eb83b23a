"""The life questions from any sheet, what a threat to life does, who is told of a change."""

from __future__ import annotations

import pytest
from playwright import sync_api

from calls.casefile.kinds import Severity
from calls.casefile.models import Case
from calls.stages.triage import services as triage
from calls.stages.triage.models import TriageChange
from tests.browser import conftest, desk, gateway, hands
from tests.browser.test_desk import LISTEN
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
DISPATCHER = 5
NOTE = "El portal está abierto"


def test_not_breathing_said_from_another_sheet_shows_the_first_step_and_loses_nothing(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    operator = sit("operator")
    case = gateway.answered(stack, operator, "+34600700001")
    operator.type("Calle Toro 3")
    operator.press("Alt+O")
    operator.until_focus("#f-note")
    operator.type(NOTE)
    operator.press("Alt+A")
    operator.until_focus("life-strip [data-life=awake] .answer")
    operator.press("2")
    operator.until_focus("life-strip [data-life=breathing] .answer")
    operator.press("3")
    operator.until_focus("[data-sheet=instructions] [data-result=done]")
    operator.sees(".banner severity-mark", "P0")
    case.refresh_from_db()
    assert (case.awake, case.breathing, case.severity) == ("no", "unknown", "P0")
    assert case.offers.get().centre.agency_id == "health"
    operator.press("Alt+O")
    expect(operator.page.locator("#f-note")).to_have_value(NOTE)
    operator.press("Alt+1")
    expect(operator.page.locator("#f-location-text")).to_have_value("Calle Toro 3")
    # Asked once: the large questions of the intake hold what the strip was told.
    chosen = operator.page.locator("field-group[name=life] :checked")
    assert [each.get_attribute("value") for each in chosen.all()] == ["no", "unknown"]
    operator.press("F1")
    operator.sees(".key-sheet", operator.said("key.life"), operator.said("key.seen"))


def test_an_answer_is_put_right_by_keyboard(sit: conftest.Sit, stack: stacks.Stack) -> None:
    operator = sit("operator")
    case = gateway.answered(stack, operator, "+34600700002")
    triage.start_protocol(desk.by(stack.person("operator").username, case), protocol="unconscious")
    operator.press("Alt+2")
    operator.sees(".question-card .question", "")
    operator.press("Alt+2")
    operator.until_focus(".question-card .answer")
    operator.press("1")
    operator.sees(".answered li", "")
    operator.until_focus(".question-card .answer")
    operator.press("0")
    operator.sees(".question-card .answer[aria-pressed=true]", "")
    operator.until_focus(".question-card .answer")
    operator.press("2")
    operator.until_focus(".question-card .answer")
    expect(operator.page.locator(".answered li")).to_have_count(1)
    case.refresh_from_db()
    assert case.awake == "no"


def test_a_desk_sees_and_hears_that_a_case_is_judged_anew_until_it_says_so(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    dispatcher = sit("dispatcher", DISPATCHER)
    case = desk.accepted("Se marea")
    dispatcher.page.add_init_script(LISTEN)
    dispatcher.page.reload()
    dispatcher.until_live()
    dispatcher.press("Shift")
    triage.judge_severity(
        desk.by(desk.OPERATOR, case, base_version=Case.objects.get(id=case.id).version),
        severity=Severity.P0,
        reason="",
    )
    dispatcher.sees(".in-hand .row-item", dispatcher.said("change.row"))
    dispatcher.page.wait_for_function("() => window.caeTones >= 5", timeout=hands.ALARMS_MS)
    dispatcher.press("F2")
    dispatcher.sees("case-alerts li", "P0", dispatcher.said("alert.seen"))
    dispatcher.press("Alt+V")
    dispatcher.misses("case-alerts li", "P0")
    assert TriageChange.objects.get(case=case).waiting == []
    dispatcher.misses(".in-hand .row-item", dispatcher.said("change.row"))
