"""A supervisor looks into the archive: a reason, the box, facets, pages, a file, paper."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from playwright import sync_api

from calls.archive.models import SealedFile
from calls.people.trace_models import AccessRecord
from tests.browser import conftest, eyes, hands, shelves, tongues
from tests.support import browsers
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
WHY = "Orden judicial 12/2026"
VERIFIES = "It verifies: this is what was sealed, and nothing of it has changed since."
BROKEN = "It does not verify: this is not what was sealed."
# A4 without its margins, in CSS pixels.
PAPER: sync_api.ViewportSize = {"width": 672, "height": 1000}
TAMPER = """UPDATE archive_sealed_file SET document = replace(document, 'hoax', 'hoaX') || ' '
    WHERE reference = %s"""


def test_a_supervisor_finds_a_file_reads_it_prints_it_and_sees_whether_it_verifies(
    stack: stacks.Stack, sit: conftest.Sit
) -> None:
    cases = shelves.fill(28, username=stack.person("operator").username)
    wanted = cases[20]
    supervisor = sit("supervisor")
    page = supervisor.page
    supervisor.walk_to("a[href='/archive/']")
    supervisor.press("Enter")
    supervisor.until_focus("#reason")
    _state_a_reason(supervisor)
    _find_by_each_form(supervisor, wanted.reference, shelves.NUMBERS[20])
    _narrow_turn_and_go_back(supervisor, cases[-1].reference, cases[0].reference)
    _look(supervisor, "archive-found")
    _ask(supervisor, wanted.reference)
    supervisor.walk_to(".files a")
    supervisor.press("Enter")
    page.wait_for_url(re.compile(rf"/archive/{wanted.reference}/$"))
    supervisor.sees("section.seal h2", supervisor.word(VERIFIES))
    supervisor.sees(".story del", "Calle Zamora 21")
    supervisor.sees(".story ins", "Calle Zamora 12")
    _look(supervisor, "archive-file")
    _print(page, wanted.reference)
    _tamper(stack, wanted.reference)
    page.reload()
    supervisor.sees("section.seal h2", supervisor.word(BROKEN))
    supervisor.sees(".checks [data-state=fails]", "SHA-256")
    _look(supervisor, "archive-broken")
    _is_all_written_down(wanted.id)


def _look(person: hands.Hands, name: str) -> None:
    """Look at a page in each theme, wide and narrow, and find what is wrong with it."""
    page, found = person.page, []
    for theme, width in (("light", 1280), ("dark", 320)):
        page.set_viewport_size({"width": width, "height": 720})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        found += [f"{theme} at {width}: {text}" for look in eyes.LOOKS for text in look(page)]
        browsers.picture(page, f"{person.language}/{name}-{width}-{theme}")
    page.set_viewport_size({"width": 1280, "height": 720})
    assert found + tongues.foreign_words(page, person.language) == []


def _state_a_reason(supervisor: hands.Hands) -> None:
    """Nothing is listed before the reason; with it alone the newest are."""
    expect(supervisor.page.locator(".files li")).to_have_count(0)
    supervisor.type(WHY)
    supervisor.press("Enter")
    expect(supervisor.page.locator(".files li")).to_have_count(25)


def _find_by_each_form(supervisor: hands.Hands, reference: str, number: str) -> None:
    """Find by number, last digits, telephone, place and words; the address is the query."""
    for typed in (reference, reference[-6:], f"{number[3:6]} {number[6:9]} {number[9:]}"):
        _ask(supervisor, typed)
        expect(supervisor.page.locator(".files h3 a")).to_have_text([reference])
        asked = parse_qs(urlsplit(supervisor.page.url).query)
        assert asked == {"q": [typed]}
    for typed, count in {"zamora salamanca": 6, "humo cocina": 6, "ayuntamiento": 0}.items():
        _ask(supervisor, typed)
        expect(supervisor.page.locator(".files li")).to_have_count(count)
    supervisor.sees(".nothing", supervisor.word("No file matches all of this."))


def _narrow_turn_and_go_back(supervisor: hands.Hands, newest: str, oldest: str) -> None:
    """Narrow by a facet and widen again; turn the page, go back and forward."""
    page = supervisor.page
    rows, first = page.locator(".files li"), page.locator(".files h3 a").first
    _ask(supervisor, "zamora")
    supervisor.walk_to("[data-facet=disposition][data-value=resolved_on_scene]")
    supervisor.press("Enter")
    expect(rows).to_have_count(2)
    supervisor.walk_to("[data-facet=disposition][aria-current]")
    supervisor.press("Enter")
    expect(rows).to_have_count(6)
    _ask(supervisor, "")
    expect(first).to_have_text(newest)
    supervisor.walk_to("nav.pages a[rel=next]", key="Shift+Tab")
    supervisor.press("Enter")
    expect(rows).to_have_count(3)
    expect(page.locator(".files h3 a").last).to_have_text(oldest)
    page.go_back()
    expect(first).to_have_text(newest)
    expect(rows).to_have_count(25)
    page.go_forward()
    supervisor.walk_to("nav.pages a[rel=prev]", key="Shift+Tab")
    supervisor.press("Enter")
    expect(first).to_have_text(newest)


def _ask(supervisor: hands.Hands, typed: str) -> None:
    """Write into the box over what stands there, and search."""
    supervisor.page.locator("#q").focus()
    supervisor.press("Control+A", "Delete")
    supervisor.type(typed)
    with supervisor.page.expect_navigation():
        supervisor.press("Enter")


def _print(page: sync_api.Page, reference: str) -> None:
    """On paper: A4, more than one page, and nothing that is only for the screen."""
    raw = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", raw)
    assert len(boxes) >= 2
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}
    page.emulate_media(media="print")
    expect(page.locator(".running-head")).to_contain_text(reference)
    expect(page.locator(".topbar")).to_be_hidden()
    expect(page.locator(".checks li").first).to_be_visible()
    page.set_viewport_size(PAPER)
    assert eyes.too_wide(page) + eyes.cut(page) == [], "something is cut at the edge of the paper"
    page.emulate_media(media="screen")


def _tamper(stack: stacks.Stack, reference: str) -> None:
    """Change the sealed file as only the database's superuser can."""
    with stack.clone.connect("superuser") as connection:
        connection.execute("SET session_replication_role = replica")
        assert connection.execute(TAMPER, [reference]).rowcount == 1


def _is_all_written_down(case_id: UUID) -> None:
    """Each search and each opening has its record, with its reason."""
    records = AccessRecord.objects.filter(action="archive.disclose")
    assert {record.subject_kind for record in records} == {"file_list", "file"}
    assert all(record.reason.startswith(WHY) for record in records)
    assert records.filter(subject_kind="file", subject_id=case_id).count() == 2
    assert SealedFile.objects.filter(case_id=case_id).exists()
