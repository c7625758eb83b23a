"""Desks in a real browser: one context each, with its language, theme and size."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright import sync_api

from cae.services import announcement
from tests.support import chromium, run

SCREENS = run.ROOT / "var" / "screens"
LOCALES = {"es": "es-ES", "en": "en-GB"}
PATIENCE_MS = 10_000


class Floor:
    """A room full of desks over one address; it notices what a person would not see.

    `complaints` gathers errors of scripts, refused styles and requests to other hosts; the
    fixture fails the test that leaves any.
    """

    def __init__(self, browser: sync_api.Browser, address: str) -> None:
        """Take note; no desk is open yet."""
        self._browser = browser
        self.address = address
        self.complaints: list[str] = []

    def desk(
        self,
        *,
        language: Literal["es", "en"] = "es",
        theme: Literal["light", "dark"] = "light",
        size: tuple[int, int] = (1600, 900),
    ) -> sync_api.Page:
        """Open a desk of its own and return its page, at no address yet."""
        context = self._browser.new_context(
            base_url=self.address,
            locale=LOCALES[language],
            color_scheme=theme,
            timezone_id="Europe/Madrid",
            viewport={"width": size[0], "height": size[1]},
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("console", self._hear)
        page.on("request", self._see)
        return page

    def signed_in(
        self,
        person: announcement.SignIn,
        *,
        language: Literal["es", "en"] = "es",
        theme: Literal["light", "dark"] = "light",
        size: tuple[int, int] = (1600, 900),
    ) -> sync_api.Page:
        """Open a desk where that person has signed in, by keyboard."""
        page = self.desk(language=language, theme=theme, size=size)
        page.goto("/sign-in/")
        page.locator("#id_username").fill(person.username)
        page.locator("#id_password").fill(person.password)
        page.locator("#id_password").press("Enter")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    def close(self) -> None:
        """Close every desk."""
        for context in self._browser.contexts:
            context.close()

    def _hear(self, message: sync_api.ConsoleMessage) -> None:
        # What has no address is none of the page's own: tests brought it in.
        if message.type != "error" or not message.location["url"]:
            return
        # A refused command (4xx) is part of the work, and the browser logs each.
        if "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _see(self, request: sync_api.Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.complaints.append(f"request to another host: {request.url}")


def picture(page: sync_api.Page, name: str) -> Path:
    """Keep a picture of the page as var/screens/<name>.png; a slash in the name makes folders."""
    file = SCREENS / f"{re.sub(r'[^a-z0-9/-]+', '-', name.lower())}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, animations="disabled")
    return file


@contextmanager
def started() -> Iterator[sync_api.Browser]:
    """Start Chromium without a window; end it."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find_quickly(), args=chromium.arguments()
        )
        try:
            yield browser
        finally:
            browser.close()
