"""An administrator at the keyboard: somebody comes, somebody goes, and every page is whole."""

from __future__ import annotations

import time

import pytest
from playwright import sync_api

from calls.directory.models import OperationsCentre
from calls.people.models import OfficialBody, User
from tests.browser import conftest, hands, test_screens
from tests.support import figures
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect


def test_a_new_person_gets_a_code_that_is_shown_once(sit: conftest.Sit) -> None:
    teresa = sit("administrator")
    teresa.walk_to("#create-username")
    teresa.type("ines.prado")
    teresa.press("Tab")
    teresa.type("Inés Prado")
    teresa.press("Enter")
    teresa.sees(".once .secret", "-")
    code = teresa.page.locator(".secret").inner_text()
    teresa.sees(".stack-table a", "Inés Prado")
    teresa.page.goto("/administration/")
    teresa.sees(".stack-table a", "Inés Prado")
    teresa.misses("main", code)
    assert not User.objects.get(username="ines.prado").has_usable_password()


def test_whoever_is_disabled_sees_it_on_the_open_console(
    sit: conftest.Sit, stack: stacks.Stack, figure: figures.Tell
) -> None:
    operator, teresa = sit("operator", 1), sit("administrator")
    operator.until_live()
    operator.watch_for("out", ".signed-out", "")
    person = User.objects.get(username=stack.person("operator", 1).username)
    teresa.page.goto(f"/administration/people/{person.id}/")
    # Over the bar and the rooms, by the link for it.
    teresa.press("Tab", "Enter")
    teresa.walk_to("button", teresa.word("Disable"))
    begun = time.time()
    teresa.press("Enter")
    gone = operator.seen_at("out") - begun
    teresa.sees(".badges .tag", teresa.word("Disabled"))
    operator.page.goto("/console/")
    expect(operator.page.locator("#id_username")).to_be_visible()
    figure("s from the disabling to the word on an open console (aim 2)", f"{gone:.1f}")


def test_ones_own_role_stays_and_what_was_typed_too(sit: conftest.Sit, stack: stacks.Stack) -> None:
    teresa = sit("administrator")
    own = User.objects.get(username=stack.person("administrator").username)
    teresa.page.goto(f"/administration/people/{own.id}/")
    teresa.walk_to("#change-display_name")
    teresa.press("End")
    teresa.type(" Sanz")
    teresa.press("Tab")
    teresa.type(str(teresa.word("Supervisor")))
    teresa.press("Tab", "Tab", "Tab", "Enter")
    teresa.sees("[role=alert]", teresa.word("Another administrator changes your role."))
    expect(teresa.page.locator("#change-display_name")).to_have_value(f"{own.display_name} Sanz")
    own.refresh_from_db()
    assert own.role == "administrator"


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_is_whole_and_speaks_one_language(
    sit: conftest.Sit, language: hands.Language
) -> None:
    teresa = sit("administrator")
    User.objects.update(language=language)
    teresa.language = language
    person = User.objects.filter(role="operator")[0]
    centre = OperationsCentre.objects.order_by("id")[0]
    body = OfficialBody.objects.order_by("id")[0]
    found: list[str] = []
    for name, path in {
        "people": "",
        "person": f"people/{person.id}/",
        "centres": "centres/",
        "centre": f"centres/{centre.id}/",
        "desks": "desks/",
        "bodies": "bodies/",
        "body": f"bodies/{body.id}/",
        "machines": "machines/",
        "lists": "lists/",
        "changes": "changes/",
        "health": "health/",
    }.items():
        teresa.page.goto(f"/administration/{path}")
        found += test_screens.inspect(teresa, f"administration-{name}")
    assert found == []
