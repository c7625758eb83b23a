"""The book by browser: read by everybody, compared by who answers for it."""

from __future__ import annotations

import html
from typing import Any

import pytest

from calls.directory.models import Agency, OperationsCentre
from calls.people.models import Role, User
from calls.protocols import reader
from calls.protocols.models import EnforcedBook
from tests.calls.protocols.press import Press
from tests.calls.room import Browser

READERS = (Role.OPERATOR, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)
COMPARERS = (Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)


@pytest.fixture(autouse=True)
def _two_versions(press: Press) -> None:
    press.ship()
    press.put(press.bump("collision", 2, word="Choque de vehículos"))


def client(role: Role = Role.SUPERVISOR, language: str = "es") -> Any:
    centre = None
    if role == Role.DISPATCHER:
        health = Agency.objects.create(code="health", kind="health")
        centre = OperationsCentre.objects.create(code="h", name="h", agency=health)
    user, _made = User.objects.get_or_create(
        username=f"{role}-{language}",
        defaults={"role": role, "language": language, "centre": centre},
    )
    return Browser(user).client


def text(path: str, *, language: str = "es", **query: Any) -> str:
    answer = client(language=language).get(path, query)
    assert answer.status_code == 200, answer.content[:400]
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("role", READERS)
def test_everybody_reads_the_book_and_only_some_compare(role: Role) -> None:
    page = client(role)
    assert page.get("/book/").status_code == 200
    assert page.get("/book/collision/").status_code == 200
    compared = ("/book/collision/compare/", "/book/history/")
    wanted = 200 if role in COMPARERS else 403
    assert [page.get(path).status_code for path in compared] == [wanted, wanted]
    linked = "/book/collision/compare/" in page.get("/book/collision/").content.decode()
    assert linked == (role in COMPARERS)


def test_the_list_tells_every_protocol_with_its_version(press: Press) -> None:
    page = text("/book/")
    for code in reader.book().protocols:
        assert f"/book/{code}/" in page
    assert "Choque de vehículos" in page


@pytest.mark.parametrize("typed", ["vehiculos", "VEHÍCULOS choque", "collision"])
def test_a_protocol_is_found_by_title_code_and_words_without_accents(typed: str) -> None:
    page = text("/book/", q=typed)
    assert "/book/collision/" in page
    assert "/book/unconscious/" not in page


def test_the_list_is_narrowed_to_a_family() -> None:
    page = text("/book/", family="health")
    assert "/book/unconscious/" in page
    assert "/book/collision/" not in page
    assert client().get("/book/", {"family": "x"}).status_code == 400


def test_what_nobody_says_finds_nothing_and_says_so() -> None:
    assert "/book/collision/" not in text("/book/", q="zzzz")


def test_a_protocol_is_drawn_with_every_question_answer_and_step() -> None:
    page = text("/book/unconscious/", language="en")
    protocol = reader.book().protocol("unconscious")
    words = protocol.words["en"].texts
    for key, said in words.items():
        if not key.startswith("child."):
            assert said in page, key


def test_a_second_language_stands_beside_the_first() -> None:
    page = text("/book/unconscious/", beside="en")
    protocol = reader.book().protocol("unconscious")
    for language in ("es", "en"):
        assert protocol.words[language].texts["step.cpr_adult.push"] in page
    assert client(language="en").get("/book/unconscious/", {"beside": "xx"}).status_code == 400


def test_an_earlier_version_is_read_as_it_was_and_says_that_it_is_not_in_force() -> None:
    page = text("/book/collision/", language="en", version=1)
    assert "Version 2 is in force" in page
    assert client().get("/book/collision/", {"version": 7}).status_code == 404


def test_a_protocol_that_never_was_is_not_found() -> None:
    answer = client().get("/book/chocking/", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "collision" in answer.json()["fields"]["protocol"]


def test_a_protocol_that_left_the_book_can_still_be_read(press: Press) -> None:
    press.put(press.files("general", "unconscious"), whole=True, back=True)
    assert "collision" not in reader.book().protocols
    assert client().get("/book/collision/").status_code == 200


def test_two_versions_stand_side_by_side_with_what_is_new_in_them() -> None:
    page = text("/book/collision/compare/", before=1, after=2)
    assert "<ins>" in page
    assert "Choque" in page


def test_the_newest_is_compared_with_the_one_before_unless_told() -> None:
    newest = text("/book/collision/compare/", language="en")
    assert "Version 1 beside version 2" in newest
    assert "<ins>" in newest


def test_the_history_tells_who_put_what_in_force_and_why() -> None:
    page = text("/book/history/")
    assert "Teresa" in page
    assert "Revisión de primavera" in page
    newest = EnforcedBook.objects.order_by("-id")[0]
    changed = text(f"/book/history/{newest.id}/", language="en")
    assert "/book/unconscious/" not in changed
    assert "vehículos</ins>" in changed
    assert client(Role.AUDITOR).get("/book/history/99999999999999999999999/").status_code == 404
