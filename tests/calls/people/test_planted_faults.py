"""The matrix finds a door that was made badly: each fault is planted, and must be seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from calls.casefile import sight
from calls.people import access
from tests.calls.people import matrix
from tests.calls.people.principals import Centre, Principal
from tests.support import clones

READING = ("live:state", "live:pane", "live:case_page")


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    """Give everybody who knocks, at doors of this process."""
    with clones.fresh(clones.centre_template()) as clone, clones.used_by_django(clone):
        yield Centre()


def knock(who: Principal, method: str, address: str) -> int:
    """Knock here."""
    client = Client(raise_request_exception=False)
    for name, value in who.cookies.items():
        client.cookies[name] = value
    headers = {"Accept": "application/json", **who.headers}
    return client.generic(method, address, headers=headers).status_code


def found(centre: Centre, routes: tuple[str, ...]) -> set[tuple[str, str]]:
    """Name who is let in where they should not be, and before which case."""
    tried = [cell for cell in matrix.cells(centre) if cell[1] in routes]
    assert len(tried) > 20
    return {(who, case) for who, _, _, case, _, _ in matrix.failures(centre, knock, tried)}


def test_where_nothing_is_planted_nothing_is_found(centre: Centre) -> None:
    assert found(centre, READING) == set()


def test_a_view_without_scope_is_found(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sight, "_why", lambda *_asked, **_told: "")
    assert ("operator beside", "mine") in found(centre, READING)
    assert ("dispatcher elsewhere", "mine") in found(centre, READING)


def test_a_guard_that_turns_nobody_away_is_found(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_turned_away", lambda *_asked, **_told: HttpResponse("come in"))
    assert {who for who, _case in found(centre, ("cae:wall", "exceptions"))} >= {
        "anonymous",
        "revoked",
        "operator",
        "gateway",
    }
