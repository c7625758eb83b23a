"""Every screen, in both languages and themes and at two sizes: nothing is cut or foreign."""

import pytest
from playwright import sync_api

from calls.casefile.models import Case
from calls.people.models import User
from tests.browser import conftest, gateway, hands, scenery, tongues
from tests.support import browsers
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
SIZES = ((1280, 720), (1600, 900))

# Words that end in the air: wider than their box, and without the dots that say so.
CUT = """() => [...document.querySelectorAll("body *")].filter((element) => {
    const style = getComputedStyle(element);
    const holds = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    return holds && element.checkVisibility() && element.clientWidth > 1
        && element.scrollWidth > element.clientWidth + 1 && style.overflowX !== "visible"
        && style.textOverflow !== "ellipsis" && !element.matches("input, textarea, select");
}).map((element) => `${element.className}: ${element.textContent.trim()}`)"""
WIDE = "document.documentElement.scrollWidth > innerWidth"
# What must stand in full in every state of a case.
ALWAYS = (".banner .address", "[data-fact=number]", "[data-fact=reference]", "stage-rail")


@pytest.fixture(scope="module")
def _shift(stack: stacks.Stack) -> None:
    """Fill the room."""
    scenery.furnish()


@pytest.mark.usefixtures("_shift")
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_screen_is_whole_and_speaks_one_language(
    sit: conftest.Sit, stack: stacks.Stack, floor: browsers.Floor, language: hands.Language
) -> None:
    operator, dispatcher, supervisor = sit("operator", 0), sit("dispatcher", 5), sit("supervisor")
    User.objects.update(language=language)
    helped = Case.objects.filter(assignments__released_at=None, assignments__isnull=False)[0]
    screens = [
        ("console", operator, "/console/", "case-list .row-item"),
        ("wall", supervisor, "/wall/", "[data-figure='open.total']"),
        ("desk", dispatcher, f"/desk/{helped.id}/", "unit-board .row-item"),
        ("case-page", supervisor, f"/cases/{helped.id}/", ".story li"),
        ("cautions", supervisor, "/cautions/", ".register-form"),
        ("messages", supervisor, "/recorded-messages/", ".register-form"),
        ("callbacks", supervisor, "/callbacks/", ".callbacks"),
    ]
    for name, person, path, ready in screens:
        person.language = language
        person.page.goto(path)
        person.sees(ready, "")
        inspect(person, name)
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
            inspect(operator, f"case-{number}")
    person = hands.Hands(floor.desk(language=language), language)
    person.page.goto("/sign-in/")
    inspect(person, "sign-in")
    assert case.reference


def case_stage(number: int) -> str:
    return ("intake", "triage", "instructions", "transfer", "followup", "closed")[number - 1]


def inspect(person: hands.Hands, name: str) -> None:
    """Look at a page in both themes and sizes, and find what is cut, too wide or foreign."""
    page, found = person.page, []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{name} at {width}: {text}" for text in page.evaluate(CUT)]
        if page.evaluate(WIDE):
            found.append(f"{name} at {width}: scrolls sideways")
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme)
            browsers.picture(page, f"{person.language}/{name}-{width}-{theme}")
    assert found == []
    assert tongues.foreign_words(page, person.language) == []
