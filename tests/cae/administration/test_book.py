"""Protocols under administration: files checked, looked at, put in force, and gone back from."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from calls.protocols import packing, queries, reader
from calls.protocols.models import EnforcedBook, Proposal
from tests.cae.administration.browsing import Page
from tests.calls.protocols import broken
from tests.calls.protocols import press as presses
from tests.calls.protocols.press import Press
from tests.support import clones

HERE = "/administration/book/"


@pytest.fixture
def press(database: clones.Clone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Press:
    """Give who puts books in force, in a database of its own."""
    presses.empty_shelf(monkeypatch)
    return presses.shipping(broken.copy(tmp_path), monkeypatch)


@pytest.fixture
def desk(press: Press) -> Page:
    """Give the administrator's browser over a shipped book."""
    press.now = timezone.now()
    press.ship()
    return Page(press.teresa)


def sent(desk: Page, *files: tuple[str, bytes], **fields: Any) -> Any:
    uploads = [SimpleUploadedFile(name, raw) for name, raw in files]
    return desk.send(f"{HERE}propose/", upload=uploads, **fields)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def base() -> int:
    mark = queries.newest()
    assert mark is not None
    return mark.id


def test_a_zip_is_looked_at_and_then_put_in_force(desk: Page, press: Press) -> None:
    answer = sent(desk, ("new.zip", packing.pack(press.bump("collision", 2, word="Choque"))))
    assert answer.status_code == 302
    page = desk.text(answer["Location"])
    assert "collision" in page
    assert "<ins>Choque</ins>" in page
    assert reader.book().protocol("collision").version == 1
    put = desk.send(f"{answer['Location']}put/", base=base(), reason="Revisión")
    assert (put.status_code, put["Location"]) == (302, HERE)
    assert reader.book().protocol("collision").version == 2
    assert "new.zip" in desk.text(HERE)
    assert not Proposal.objects.exists()


def test_the_loose_files_of_one_protocol_are_taken(desk: Page, press: Press) -> None:
    files = press.bump("collision", 2)["collision"]
    answer = sent(desk, *files.items())
    assert answer.status_code == 302
    assert Proposal.objects.get().source == "collision"


def test_faults_are_listed_with_file_and_line_and_nothing_changes(
    desk: Page,
    press: Press,
) -> None:
    broken.plant(press.library, "collision/protocol.yaml", "version: 1", "version: 2")
    line = broken.plant(press.library, "collision/protocol.yaml", "ask: trapped", "ask: nobody")
    answer = sent(desk, ("new.zip", packing.pack(press.files("collision"))))
    assert answer.status_code == 400
    assert f"collision/protocol.yaml:{line}" in text(answer)
    assert not Proposal.objects.exists()
    assert EnforcedBook.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("new.zip", b"", "no ZIP that can be read"),
        ("new.zip", b"\x00\xff", "no ZIP that can be read"),
        ("notes.txt", b"hello", "no ZIP that can be read"),
        ("protocol.yaml", b"\xff\xfe", "not UTF-8"),
        ("protocol.yaml", b"code: fall", "missing key"),
        ("words.es.yaml", b"title: x", "the file is missing"),
    ],
)
def test_what_is_no_protocol_is_refused_with_a_reason(
    desk: Page, name: str, raw: bytes, reason: str
) -> None:
    answer = sent(desk, (name, raw))
    assert answer.status_code == 400
    assert reason in text(answer)


def test_an_import_without_a_file_is_told_so(desk: Page) -> None:
    answer = desk.send(f"{HERE}propose/")
    assert answer.status_code == 400
    assert 'id="import-upload"' in text(answer)


def test_a_script_is_told_the_faults_as_json(desk: Page) -> None:
    answer = desk.client.post(
        f"{HERE}propose/",
        {"upload": SimpleUploadedFile("a.zip", b"x")},
        headers={"Accept": "application/json", "X-Command-Id": str(uuid4())},
    )
    assert answer.status_code == 400
    assert "a.zip:1: " in answer.json()["fields"]["upload"][0]


def test_a_file_is_taken_here_and_nowhere_else(desk: Page) -> None:
    answer = desk.client.post(
        f"{HERE}{base()}/again/", {"upload": SimpleUploadedFile("a.zip", b"x")}
    )
    assert answer.status_code == 400
    assert EnforcedBook.objects.count() == 1


def test_what_was_looked_at_beside_another_book_is_looked_at_again(
    desk: Page,
    press: Press,
) -> None:
    there = sent(desk, ("new.zip", packing.pack(press.bump("general", 2))))["Location"]
    looked_at = base()
    press.put(press.bump("collision", 2))
    answer = desk.send(f"{there}put/", base=looked_at, reason="Revisión")
    assert answer.status_code == 409
    page = text(answer)
    assert "Another book came into force meanwhile" in page
    assert f'name="base" value="{base()}"' in page
    assert 'value="Revisión"' in page
    again = desk.send(f"{there}put/", base=base(), reason="Revisión")
    assert again.status_code == 302


def test_files_that_no_longer_fit_the_book_say_why(desk: Page, press: Press) -> None:
    there = sent(desk, ("new.zip", packing.pack(press.bump("collision", 2))))["Location"]
    press.put(press.bump("collision", 2, word="Choque"))
    page = desk.text(there)
    assert "give it a version above 2" in page
    assert "put/" not in page
    assert desk.send(f"{there}put/", base=base(), reason="x").status_code == 400


def test_an_earlier_version_comes_back_only_where_that_is_said(
    desk: Page,
    press: Press,
) -> None:
    press.put(press.bump("collision", 2))
    there = sent(desk, ("old.zip", packing.pack(press.files("collision"))))["Location"]
    assert "Back to an earlier version" in desk.text(there)
    assert desk.send(f"{there}put/", base=base(), reason="x").status_code == 400
    assert desk.send(f"{there}put/", base=base(), reason="x", back="on").status_code == 302
    assert reader.book().protocol("collision").version == 1


def test_an_earlier_book_is_put_in_force_again(desk: Page, press: Press) -> None:
    first = base()
    press.put(press.bump("collision", 2))
    page = desk.text(HERE)
    assert re.findall(rf"{HERE}(\d+)/again/", page) == [str(first)]
    assert desk.send(f"{HERE}{first}/again/", base=base(), reason="").status_code == 400
    assert desk.send(f"{HERE}{first}/again/", base=base(), reason="Error").status_code == 302
    assert reader.book().protocol("collision").version == 1


def test_what_the_release_brings_is_looked_at_before_it_is_in_force(
    desk: Page,
    press: Press,
) -> None:
    press.put(press.bump("collision", 2))
    broken.plant(press.library, "general/protocol.yaml", "version: 1", "version: 3")
    press.ship()
    answer = desk.send(f"{HERE}propose-release/")
    assert answer.status_code == 302
    page = desk.text(answer["Location"])
    assert "1 → 3" in page
    assert "Back to an earlier version" in page


def test_the_log_of_administration_tells_which_book_came_into_force(
    desk: Page,
    press: Press,
) -> None:
    press.put(press.bump("collision", 2))
    page = desk.text("/administration/changes/")
    assert "Book of protocols put in force" in page
    assert "Revisión de primavera" in page
    assert ">collision<" in page
