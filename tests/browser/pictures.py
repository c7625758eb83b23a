"""Make the pictures of the real screens that README shows: `make pictures`.

`python -m tests.browser.pictures` starts a centre of its own, furnishes it, plays one call by
keyboard, and writes docs/pictures/*.png.
"""

import dataclasses
import json
import os
import shutil
import sys
import time
from collections.abc import Mapping
from types import MappingProxyType

from playwright import sync_api

from tests.support import environment, run

environment.prepare()

from calls.casefile.models import Case  # noqa: E402 - Django has to stand first
from calls.people.models import User  # noqa: E402 - as above
from tests.browser import gateway, hands, scenery, shelves  # noqa: E402 - Django has to stand first
from tests.journeys import life, stories  # noqa: E402 - as above
from tests.support import browsers, clones  # noqa: E402 - as above
from tests.support import stack as stacks  # noqa: E402 - as above

PICTURES = run.ROOT / "docs" / "pictures"
LARGEST = 330_000
SIZE = (1440, 900)
BETWEEN_RINGS_S = 2.5
SETTLE_MS = 2_500
AROUND = {"latitude": 40.3863, "longitude": -5.7634, "radius_m": 40, "source": "aml"}
WHY = "Petición del juzgado"
ARCHIVE = "/archive/?q=zamora"
# What the journey keeps on its way, and what it is called here.
KEPT: Mapping[str, str] = MappingProxyType(
    {
        "01-ringing": "console",
        "02-answered": "answered",
        "03-intake": "intake",
        "04-question": "triage",
        "05-determinant": "determinant",
        "06-compressions": "cpr",
        "07-offered": "response",
        "08-desk-offer": "desk-offer",
        "09-desk-unit": "desk",
        "10-wall": "wall",
        "11-follow-up": "follow-up",
        "12-closing": "closing",
        "13-case-file": "case",
    }
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Screen:
    """A screen beside the call: whose it is, where, and what shows that it is there."""

    role: str
    path: str
    ready: str
    number: int = 0
    language: hands.Language = "es"
    theme: str = "light"


BESIDE: Mapping[str, Screen] = MappingProxyType(
    {
        "archive": Screen(role="supervisor", path=ARCHIVE, ready=".found"),
        "file": Screen(role="supervisor", path="/archive/{reference}/", ready=".story li"),
        "callbacks": Screen(role="supervisor", path="/callbacks/", ready=".callbacks"),
        "cautions": Screen(role="supervisor", path="/cautions/", ready=".register-form"),
        "messages": Screen(role="supervisor", path="/recorded-messages/", ready=".register-form"),
        "audit": Screen(role="auditor", path="/", ready="main"),
        "administration": Screen(role="administrator", path="/", ready="main"),
        "map": Screen(role="operator", number=1, path="/console/", ready="case-list .row-item"),
        "wall-dark": Screen(
            role="supervisor",
            path="/wall/",
            ready="[data-figure='open.total']",
            language="en",
            theme="dark",
        ),
        "desk-dark": Screen(
            role="dispatcher",
            number=5,
            path="/desk/{case}/",
            ready="unit-board .row-item",
            language="en",
            theme="dark",
        ),
        "console-dark": Screen(
            role="operator",
            number=1,
            path="/console/",
            ready="case-list .row-item",
            language="en",
            theme="dark",
        ),
    }
)
RINGING = (
    {"callback_number": "+34600000031", "kind": "telephone", "location": None},
    {"callback_number": None, "kind": "aml", "location": {**AROUND, "latitude": 42.2406}},
    {"callback_number": "+34600000033", "kind": "ecall", "location": {**AROUND, "longitude": -6.5}},
)


def main() -> None:
    """Play, and keep the pictures; end with a word where one is too large."""
    try:
        with stacks.running() as stack, clones.used_by_django(stack.clone):
            show_people(stack)
            scenery.furnish()
            shelves.fill(24, username=stack.person("operator").username)
            with browsers.started() as browser:
                play(browsers.Floor(browser, stack.address), stack)
    finally:
        clones.close_admin()
        run.end()
    for file in sorted(PICTURES.glob("*.png")):
        size = file.stat().st_size
        sys.stdout.write(f"{file.relative_to(run.ROOT)} {size / 1000:.0f} kB\n")
        if size > LARGEST:
            sys.exit(f"{file.name} is larger than {LARGEST} bytes.")


def play(floor: browsers.Floor, stack: stacks.Stack) -> None:
    """Let one call go from its ring to its sealed file, in Spanish."""
    call = life.Life(floor, stack, stories.STORIES[0], size=SIZE)
    call.ring()
    for told in RINGING:
        time.sleep(BETWEEN_RINGS_S)
        gateway.ring(stack, **told)
    call.operator.sees("call-queue .row-item", "033")
    call.operator.look("01-ringing")
    call.answer()
    call.intake()
    call.triage()
    call.instructions()
    call.transfer()
    call.send()
    call.follow_up()
    call.close()
    call.seal()
    for kept, name in KEPT.items():
        shutil.copyfile(browsers.SCREENS / "es" / f"{kept}.png", PICTURES / f"{name}.png")
    helped = Case.objects.filter(assignments__released_at=None, assignments__isnull=False)[0]
    for name, screen in BESIDE.items():
        User.objects.update(language=screen.language)
        person = stack.person(screen.role, screen.number)
        page = floor.signed_in(person, language=screen.language, size=SIZE)
        if screen.path.startswith("/archive/"):
            shelves.state_reason(page, WHY)
        page.goto(screen.path.format(reference=call.case.reference, case=helped.id))
        page.locator(screen.ready).first.wait_for()
        if name == "map":
            page.keyboard.press("Alt+M")
        page.wait_for_timeout(SETTLE_MS)
        keep(page, name, theme=screen.theme)
        page.context.close()
    door = hands.Hands(floor.desk(size=SIZE))
    door.page.goto("/sign-in/")
    keep(door.page, "sign-in")


def keep(page: sync_api.Page, name: str, *, theme: str = "light") -> None:
    """Write one picture."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


def show_people(stack: stacks.Stack) -> None:
    """Let the sign-in page name the demonstration's people, as `make run` does."""
    told = json.loads(clones.credentials().read_text(encoding="utf-8"))
    for person in told["people"]:
        person["password"] = "xxxx-xxxx-xxxx"
    file = stack.folder / "secrets" / "demonstration.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    # Playwright's loop runs in this thread; nothing here is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    PICTURES.mkdir(parents=True, exist_ok=True)
    main()
