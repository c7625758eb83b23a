"""From a code on a slip of paper to a screen that locks, unlocks and is taken away."""

import time
from collections.abc import Iterator

import pyotp
import pytest
from django.utils import timezone
from playwright import sync_api

from calls.casefile.models import Call, Case
from calls.people import actor as actors
from calls.people import codes, second_factor, sessions
from calls.people.models import Desk, Role, Seat, User
from tests.browser import gateway, hands
from tests.support import browsers, clones, figures
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
PASSWORD = "mesa azul trueno lento"
HALF, REST = "Calle Zamora 12, junto", " a la farmacia"
PLACE = "#f-location-text"
# The page's own clock goes on from where it is put.
SKIPPING = """const real = Date.now; window.caeSkipped = 0;
Date.now = () => real() + window.caeSkipped;"""
SKIP = "minutes => { window.caeSkipped += minutes * 60_000; }"
NUMBERS = {"es": ("+34600710001", "+34600710002"), "en": ("+34600720001", "+34600720002")}


@pytest.fixture(scope="module")
def stack() -> Iterator[stacks.Stack]:
    """Give a centre where operators sign in with a second factor."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAE_SECOND_FACTOR", "operator")
        with stacks.running() as running, clones.used_by_django(running.clone):
            yield running


def invited(name: str, language: hands.Language) -> tuple[User, str]:
    """Make a person who has no password, and give the code that the administrator hands over."""
    user = User.objects.create(
        username=name, display_name=name.title(), role=Role.OPERATOR, language=language
    )
    given = codes.issue(user=user, purpose="invitation", by=actors.SYSTEM, at=timezone.now())
    return user, given


def redeem(page: sync_api.Page, username: str, code: str) -> pyotp.TOTP:
    """Come with the code, choose a password and set the authenticator up."""
    page.goto("/sign-in/")
    page.locator("a[href*='/sign-in/code/']").press("Enter")
    page.fill("[name=username]", username)
    page.fill("[name=code]", code.lower().replace("-", " "))
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.locator("[name=again]").press("Enter")
    page.wait_for_url("**/sign-in/authenticator/")
    machine = pyotp.TOTP((page.locator(".secret code").text_content() or "").replace(" ", ""))
    page.fill("[name=code]", machine.now())
    page.locator("[name=code]").press("Enter")
    page.wait_for_url("**/console/")
    return machine


def sign_in(page: sync_api.Page, user: User, machine: pyotp.TOTP, desk: str) -> None:
    """Sign in with password, desk and authenticator; a code that was used is refused first."""
    page.goto("/sign-in/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.select_option("[name=desk]", desk)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/sign-in/second/")
    user.refresh_from_db()
    used = user.second_factor.last_step * second_factor.STEP_SECONDS
    page.fill("[name=code]", machine.at(used))
    page.locator("[name=code]").press("Enter")
    expect(page.locator("#code-fault")).to_be_visible()
    page.fill("[name=code]", machine.at(used + second_factor.STEP_SECONDS))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url("**/console/")


def unlock(page: sync_api.Page, password: str = PASSWORD) -> None:
    """Type the password into the lock."""
    expect(page.locator("#lock-password")).to_be_focused()
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def lock_and_hear(stack: stacks.Stack, operator: hands.Hands, number: str) -> str:
    """Lock by hand: the case is gone from sight, a call that rings is not, and nobody takes it."""
    page = operator.page
    operator.press("Alt+K")
    expect(page.locator("dialog.lock")).to_be_visible()
    assert page.locator(PLACE).evaluate("field => getComputedStyle(field).visibility") == "hidden"
    rung = gateway.ring(stack, callback_number=number)
    expect(page.locator("#figure-waiting")).to_have_text("1")
    expect(page.locator("link-state")).to_have_attribute("data-state", "live")
    operator.press("F2")
    assert not Case.objects.filter(calls__number=number).exists()
    return str(rung["id"])


@pytest.mark.parametrize("language", ["es", "en"])
def test_invited_signed_in_locked_unlocked_and_revoked(
    stack: stacks.Stack,
    floor: browsers.Floor,
    figure: figures.Tell,
    language: hands.Language,
) -> None:
    desk = Desk.objects.get_or_create(code=f"OP-{language.upper()}")[0]
    user, code = invited(f"nuria-{language}", language)
    page = floor.desk(language=language)
    page.add_init_script(SKIPPING)
    machine = redeem(page, user.username, code)
    page.locator("form[action='/sign-out/'] button").first.press("Enter")
    page.wait_for_url("**/sign-in/")
    sign_in(page, user, machine, desk.code)
    operator = hands.Hands(page, language)
    operator.until_live()
    operator.sees(".topbar .desk", desk.code)
    case = gateway.answered(stack, operator, NUMBERS[language][0])
    operator.type(HALF)

    # Nobody touches the screen for long: somebody is on the line, so it stays open.
    with page.expect_response("**/session/lock/") as asked:
        page.evaluate(SKIP, 11)
    assert asked.value.status == 409
    expect(page.locator("dialog.lock")).to_be_hidden()

    rung = lock_and_hear(stack, operator, NUMBERS[language][1])
    browsers.picture(page, f"{language}/locked-console")
    unlock(page, "not it")
    expect(page.locator("#lock-fault")).to_be_visible()
    page.locator("#lock-password").fill("")
    unlock(page)
    expect(page.locator("dialog.lock")).to_be_hidden()
    operator.until_focus(PLACE)
    operator.type(REST)
    expect(page.locator(PLACE)).to_have_value(HALF + REST)

    # Nobody else waits, so that whoever comes next has the queue to themselves.
    Call.objects.filter(id=rung).update(state="answered", version=99)
    # The call is over, and nobody is there: now it locks itself, and a new page stays locked.
    Call.objects.filter(case=case).update(ended_at=timezone.now())
    page.evaluate(SKIP, 11)
    expect(page.locator("dialog.lock")).to_be_visible()
    page.goto(f"/console/{case.id}/")
    expect(page.locator("dialog.lock")).to_be_visible()
    assert page.locator(PLACE).count() == 0
    unlock(page)
    page.wait_for_url(f"**/console/{case.id}/")
    expect(page.locator(PLACE)).to_have_value(HALF + REST)

    # Whoever loses the right is signed out where they sit.
    operator.until_live()
    began = time.monotonic()
    sessions.end_all(user=user)
    expect(page.locator(".signed-out")).to_be_visible()
    figure(f"revoked to page signed out ({language})", f"{time.monotonic() - began:.2f} s (aim 2)")
    assert not Seat.objects.filter(user=user).exists()
    floor.complaints[:] = [text for text in floor.complaints if "WebSocket" not in text]
