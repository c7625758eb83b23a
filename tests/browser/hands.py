"""One person at one desk: ten fingers on a keyboard, every key counted, and a pair of eyes."""

import re
from typing import Literal

from django.utils import translation
from playwright import sync_api

from cae.services import announcement
from tests.browser import tongues
from tests.support import browsers

Language = Literal["es", "en"]
PATIENCE_MS = 15_000
sync_api.expect.set_options(timeout=PATIENCE_MS)

# Notes on the page's own clock, which is the test's, when a text is first seen somewhere.
WATCH = """([name, selector, text]) => {
    window.caeSeen ??= {};
    const look = () => [...document.querySelectorAll(selector)].some(
        (element) => element.checkVisibility() && element.textContent.includes(text));
    const note = () => {
        if (window.caeSeen[name] === undefined && look()) {
            window.caeSeen[name] = Date.now();
            observer.disconnect();
        }
    };
    const observer = new MutationObserver(note);
    observer.observe(document, {subtree: true, childList: true, characterData: true,
        attributes: true});
    note();
}"""


class Hands:
    """A person's keyboard and eyes on a page; `keys` counts what is pressed beyond text."""

    def __init__(self, page: sync_api.Page, language: Language) -> None:
        """Sit down; no key is pressed yet."""
        self.page = page
        self.language = language
        self.keys = 0

    def sign_in(self, person: announcement.SignIn) -> None:
        """Sign in; the cursor waits in the first field."""
        self.page.goto("/sign-in/")
        self.type(person.username)
        self.press("Tab")
        self.type(person.password)
        self.press("Enter")
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)
        self.until_live()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def type(self, text: str) -> None:
        """Type text, key by key."""
        self.page.keyboard.type(text)

    def pick(self, text: str) -> None:
        """Type into a list that searches, wait until it offers the text, and take it."""
        self.type(text)
        expect = sync_api.expect(self.page.locator("[role=listbox]:not([hidden]) li").first)
        expect.to_contain_text(text)
        self.press("Enter")

    def until_live(self) -> None:
        """Wait until the boards of this page are linked, where it has any."""
        link = self.page.locator("link-state")
        if link.count():
            sync_api.expect(link).to_have_attribute("data-state", "live")

    def until_focus(self, selector: str) -> None:
        """Wait until what has the cursor is this."""
        sync_api.expect(self.page.locator(selector)).to_be_focused()

    def sees(self, selector: str, text: str | re.Pattern[str]) -> None:
        """Wait until a visible element of that kind holds the text."""
        found = self.page.locator(selector).filter(has_text=text).filter(visible=True)
        sync_api.expect(found.first).to_be_visible()

    def misses(self, selector: str, text: str) -> None:
        """Wait until no element of that kind shows the text."""
        found = self.page.locator(selector).filter(has_text=text).filter(visible=True)
        sync_api.expect(found).to_have_count(0)

    def watch_for(self, name: str, selector: str, text: str) -> None:
        """Note from now on when the text is first seen there."""
        self.page.evaluate(WATCH, [name, selector, text])

    def seen_at(self, name: str) -> float:
        """Return when it was first seen, in seconds since 1970; waits for it."""
        self.page.wait_for_function("name => window.caeSeen[name] !== undefined", arg=name)
        return float(self.page.evaluate("name => window.caeSeen[name]", name)) / 1000

    def word(self, msgid: str) -> str:
        """Return what a word of the catalogue is on this person's screen."""
        with translation.override(self.language):
            return str(translation.gettext(msgid))

    def look(self, name: str) -> None:
        """Keep a picture, and fail where the page speaks another language than the person."""
        browsers.picture(self.page, f"{self.language}/{name}")
        spoken = self.page.evaluate("document.documentElement.lang")
        foreign = tongues.foreign_words(self.page, self.language)
        assert (spoken, foreign) == (self.language, []), f"{name}: {foreign}"
