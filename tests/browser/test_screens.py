"""Every screen, in both languages and themes and at two sizes: nothing is cut or foreign."""

import pytest
from playwright import sync_api

from calls.archive.models import SealedFile
from calls.casefile.models import Case
from calls.people.models import User
from tests.browser import conftest, eyes, gateway, hands, scenery, shelves, tongues
from tests.support import browsers, figures
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.long]
expect = sync_api.expect
WHY = "Control de calidad"
SIZES = ((1280, 720), (1600, 900))
# 1280×720 at a zoom of 200 %, and the narrowest window of WCAG 2.2, 1.4.10.
NARROW = ((640, 360), (320, 640))

# What must stand in full in every state of a case.
ALWAYS = (".banner .address", "[data-fact=number]", "[data-fact=reference]", "stage-rail")


@pytest.fixture(scope="module")
def _shift(stack: stacks.Stack) -> None:
    """Fill the room and the archive."""
    scenery.furnish()
    shelves.fill(3, username=stack.person("operator").username)


@pytest.mark.usefixtures("_shift")
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_screen_is_whole_and_speaks_one_language(
    sit: conftest.Sit,
    stack: stacks.Stack,
    floor: browsers.Floor,
    figure: figures.Tell,
    language: hands.Language,
) -> None:
    operator, dispatcher, supervisor = sit("operator", 0), sit("dispatcher", 5), sit("supervisor")
    auditor, administrator = sit("auditor"), sit("administrator")
    User.objects.update(language=language)
    helped = Case.objects.filter(assignments__released_at=None, assignments__isnull=False)[0]
    file = SealedFile.objects.order_by("-leaf_index").values_list("reference", flat=True)[0]
    closed = Case.objects.filter(stage="closed").values_list("id", flat=True)[0]
    screens = [
        ("console", operator, "/console/", "case-list .row-item"),
        ("wall", supervisor, "/wall/", "[data-figure='open.total']"),
        ("desk", dispatcher, f"/desk/{helped.id}/", "unit-board .row-item"),
        ("case-page", supervisor, f"/cases/{helped.id}/", ".story li"),
        ("cautions", supervisor, "/cautions/", ".register-form"),
        ("messages", supervisor, "/recorded-messages/", ".register-form"),
        ("callbacks", supervisor, "/callbacks/", ".callbacks"),
        ("exceptions", supervisor, "/exceptional-access/", ".remarks"),
        ("account", operator, "/account/", "#h-password"),
        ("authenticator", operator, "/account/authenticator/", ".secret svg"),
        ("people", supervisor, "/people/", ".people-room tbody tr"),
        ("archive", supervisor, "/archive/", ".found"),
        ("file", supervisor, f"/archive/{file}/", ".story li"),
        ("book", supervisor, "/book/", ".listed"),
        ("protocol", supervisor, "/book/collision/", ".tree"),
        ("book-history", supervisor, "/book/history/", ".plain-table"),
        ("book-administration", administrator, "/administration/book/", ".register-form"),
        ("quality", supervisor, "/quality/", ".figures-table"),
        ("review", supervisor, f"/quality/cases/{closed}/", ".marks fieldset"),
        ("subject-requests", supervisor, "/subject-requests/", ".register-form"),
        ("audit", auditor, "/", ".audit-figures"),
        ("audit-check", auditor, "/audit/verification/", ".counts"),
        ("own-accesses", operator, "/own-accesses/", ".records td.time"),
        ("administration", administrator, "/", "main"),
    ]
    shelves.state_reason(supervisor.page, WHY)
    found: list[str] = []
    for name, person, path, ready in screens:
        person.language = language
        person.page.goto(path)
        person.sees(ready, "")
        found += inspect(person, name)
    operator.page.goto("/console/")
    operator.until_live()
    case = gateway.answered(stack, operator, {"es": "+34600500001", "en": "+34600500002"}[language])
    operator.type("Calle Zamora 12")
    operator.press("Tab")
    operator.pick("Salamanca")
    operator.sees(".banner .address", "Salamanca")
    for number in range(1, 7):
        operator.press(f"Alt+{number}")
        operator.sees(f"[data-sheet={case_stage(number)}]", "")
        for selector in ALWAYS:
            expect(operator.page.locator(selector)).to_be_in_viewport(ratio=0.99)
        if number in {1, 2, 4}:
            found += inspect(operator, f"case-{number}")
    person = hands.Hands(floor.desk(language=language), language)
    person.page.goto("/sign-in/")
    found += inspect(person, "sign-in")
    person.page.goto("/sign-in/code/")
    found += inspect(person, "sign-in-code")
    assert case.reference
    assert found == []
    seen = len(screens) + 5
    figure(f"axe A/AA, {seen} screens, 2 themes, {language}", "0 violations (aim 0)")


def case_stage(number: int) -> str:
    return ("intake", "triage", "instructions", "transfer", "followup", "closed")[number - 1]


def inspect(person: hands.Hands, name: str) -> list[str]:
    """Look at a page in both themes and all sizes, and find what is cut, closed or foreign."""
    page, found = person.page, []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found += [f"at {width}: {text}" for text in eyes.cut(page) + eyes.too_wide(page)]
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {text}" for text in eyes.barriers(page)]
        browsers.picture(page, f"{person.language}/{name}-{theme}")
    found += eyes.small_targets(page)
    page.emulate_media(reduced_motion="reduce")
    found += eyes.moving(page)
    page.emulate_media(reduced_motion="no-preference", forced_colors="active")
    browsers.picture(page, f"{person.language}/{name}-forced")
    page.emulate_media(forced_colors="none")
    for width, height in NARROW:
        page.set_viewport_size({"width": width, "height": height})
        found += [f"at {width}: {text}" for text in eyes.too_wide(page)]
    page.set_viewport_size({"width": 1280, "height": 720})
    found += [f"foreign: {word}" for word in tongues.foreign_words(page, person.language)]
    return [f"{name} {text}" for text in found]
