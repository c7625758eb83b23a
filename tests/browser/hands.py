"""One person at one desk: ten fingers on a keyboard, every key counted, and a pair of eyes."""

import re
from typing import Literal

from django.utils import translation
from django.utils.functional import Promise
from playwright import sync_api

from cae.services import announcement
from tests.browser import tongues
from tests.support import browsers

Language = Literal["es", "en"]
PATIENCE_MS = 15_000
# Alarms come ten seconds apart, and the first may come before a gesture has given sound.
ALARMS_MS = 40_000
# No way on a screen is longer than this many keys.
FARTHEST = 40
sync_api.expect.set_options(timeout=PATIENCE_MS)

# A hand on the mouse is an error of the page, which fails the test.
NO_MOUSE = """for (const kind of ["pointerdown", "pointermove", "wheel"]) {
    addEventListener(kind, () => { throw new Error(`the mouse was used: ${kind}`); }, true);
}"""

HERE = """([selector, text]) => document.activeElement?.matches(selector)
    && document.activeElement.textContent.includes(text)"""

# Notes, on a clock that is the test's too, when a text is first seen somewhere.
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

# Answers from one address come back late, as over a slow line.
LATE = """([end, late]) => {
    const sent = window.fetch;
    window.fetch = async (address, options) => {
        const answer = await sent(address, options);
        if (String(address).endsWith(end)) {
            await new Promise((resolve) => setTimeout(resolve, late));
            document.documentElement.dataset.late = end;
        }
        return answer;
    };
}"""
LATE_MS = 2_000


class Hands:
    """A person's keyboard and eyes on a page; `keys` counts what is pressed beyond text."""

    def __init__(self, page: sync_api.Page, language: Language = "es") -> None:
        """Sit down; no key is pressed yet."""
        page.add_init_script(NO_MOUSE)
        self.page = page
        self.language = language
        self.keys = 0

    def sign_in(self, person: announcement.SignIn) -> None:
        """Choose the language and sign in; the cursor waits in the first field."""
        self.page.goto("/sign-in/")
        self.walk_to(f"button[name=language][value={self.language}]")
        with self.page.expect_navigation():
            self.press("Enter")
        self.until_focus("#id_username")
        self.type(person.username)
        self.press("Tab")
        self.type(person.password)
        self.press("Enter")
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)
        self.until_live()
        self.keys = 0

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def type(self, text: str) -> None:
        """Type text, key by key."""
        self.page.keyboard.type(text)

    def pick(self, text: str) -> None:
        """Type into a list that searches, wait until it offers the text first, and take it."""
        self.type(text)
        first = self.page.locator(".proposals:not([hidden]) li").first
        sync_api.expect(first).to_contain_text(text)
        self.press("Enter")

    def walk_to(self, selector: str, text: str = "", *, key: str = "Tab") -> None:
        """Press Tab (or another key) until the cursor is on this."""
        for _step in range(FARTHEST):
            if self.page.evaluate(HERE, [selector, text]):
                return
            self.press(key)
        raise AssertionError(f"{FARTHEST} times {key}, and the cursor is not on {selector} {text}")

    def until_live(self) -> None:
        """Wait until the boards of this page are linked, where it has any."""
        link = self.page.locator("link-state")
        if link.count():
            sync_api.expect(link).to_have_attribute("data-state", "live")

    def until_focus(self, selector: str) -> None:
        """Wait until the cursor is on this."""
        sync_api.expect(self.page.locator(selector).first).to_be_focused()

    def sees(self, selector: str, *texts: str | re.Pattern[str]) -> None:
        """Wait until a visible element of that kind holds all these texts."""
        found = self.page.locator(selector).filter(visible=True)
        for text in texts:
            found = found.filter(has_text=text)
        sync_api.expect(found.first).to_be_visible()

    def misses(self, selector: str, text: str) -> None:
        """Wait until no element of that kind shows the text."""
        found = self.page.locator(selector).filter(has_text=text).filter(visible=True)
        sync_api.expect(found).to_have_count(0)

    def hears_late(self, end: str) -> None:
        """Let what is asked at addresses with this end be answered late, from now on."""
        self.page.evaluate(LATE, [end, LATE_MS])

    def until_heard(self, end: str) -> None:
        """Wait until a late answer from there has come, and the page has dealt with it."""
        sync_api.expect(self.page.locator("html")).to_have_attribute("data-late", end)
        self.page.wait_for_timeout(100)

    def watch_for(self, name: str, selector: str, text: str) -> None:
        """Note from now on when the text is first seen there."""
        self.page.evaluate(WATCH, [name, selector, text])

    def seen_at(self, name: str) -> float:
        """Return when it was first seen, in seconds since 1970; waits for it."""
        self.page.wait_for_function("name => window.caeSeen[name] !== undefined", arg=name)
        return float(self.page.evaluate("name => window.caeSeen[name]", name)) / 1000

    def word(self, word: str | Promise) -> str:
        """Return what a word of the catalogue, or a label, is on this person's screen."""
        with translation.override(self.language):
            return translation.gettext(word) if isinstance(word, str) else str(word)

    def said(self, key: str) -> str:
        """Return what the page's scripts say for this."""
        return self.page.locator(f"#words data[value='{key}']").text_content() or ""

    def look(self, name: str) -> None:
        """Keep a picture, and fail where the page speaks another language than the person."""
        browsers.picture(self.page, f"{self.language}/{name}")
        spoken = self.page.evaluate("document.documentElement.lang")
        foreign = tongues.foreign_words(self.page, self.language)
        assert (spoken, foreign) == (self.language, []), f"{name}: {foreign}"
