"""Make the pictures of the real screens that README shows: `make pictures`.

`python -m tests.browser.pictures` starts a centre of its own, furnishes it, plays one call by
keyboard, and writes docs/pictures/*.png.
"""

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

from tests.browser import gateway, hands, scenery  # noqa: E402 - Django has to stand first
from tests.journeys import life, stories  # noqa: E402
from tests.support import browsers, clones  # noqa: E402
from tests.support import stack as stacks  # noqa: E402

PICTURES = run.ROOT / "docs" / "pictures"
LARGEST = 250_000
SIZE = (1440, 900)
BETWEEN_RINGS_S = 2.5
# What the journey keeps on its way, and what it is called here.
KEPT: Mapping[str, str] = MappingProxyType(
    {
        "01-ringing": "console",
        "03-intake": "intake",
        "04-question": "triage",
        "06-compressions": "cpr",
        "07-offered": "response",
        "09-desk-unit": "desk",
        "10-wall": "wall",
        "13-case-file": "case",
    }
)
RINGING = (
    {"callback_number": "+34600000031", "kind": "telephone", "location": None},
    {"callback_number": None, "kind": "aml"},
    {"callback_number": "+34600000033", "kind": "ecall"},
)


def main() -> None:
    """Play, and keep the pictures; end with a word where one is too large."""
    try:
        with stacks.running() as stack, clones.used_by_django(stack.clone):
            show_people(stack)
            scenery.furnish()
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
    keep(call.dispatcher.page, "desk-dark", theme="dark")
    call.follow_up()
    call.close()
    call.seal()
    for kept, name in KEPT.items():
        shutil.copyfile(browsers.SCREENS / "es" / f"{kept}.png", PICTURES / f"{name}.png")
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
