"""The way in: each role reaches its own room, in its language, by keyboard."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.support import browsers, stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]

HOMES = {
    "operator": "/console/",
    "dispatcher": "/desk/",
    "supervisor": "/wall/",
    "auditor": "/audit/",
    "administrator": "/administration/",
}


def test_each_role_reaches_its_own_room(floor: browsers.Floor, stack: stack.Stack) -> None:
    for role, home in HOMES.items():
        page = floor.signed_in(stack.person(role))
        page.wait_for_url(f"**{home}")
        browsers.picture(page, f"home {role}")
        page.context.close()


def test_a_wrong_password_says_so_and_keeps_the_name(floor: browsers.Floor) -> None:
    page = floor.desk()
    page.goto("/sign-in/")
    page.locator("[name=username]").fill("lucia")
    page.locator("[name=password]").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=username]")).to_have_value("lucia")


def test_the_door_speaks_the_browsers_language_in_light_and_dark(floor: browsers.Floor) -> None:
    looks: list[tuple[Literal["es", "en"], Literal["light", "dark"]]] = [
        ("es", "light"),
        ("en", "dark"),
    ]
    for language, theme in looks:
        page = floor.desk(language=language, theme=theme)
        page.goto("/")
        expect(page.locator("html")).to_have_attribute("lang", language)
        browsers.picture(page, f"sign in {language} {theme}")
        page.context.close()


def test_whoever_has_not_signed_in_is_sent_to_the_door(floor: browsers.Floor) -> None:
    page = floor.desk()
    page.goto("/console/")
    page.wait_for_url("**/sign-in/?next=/console/")
