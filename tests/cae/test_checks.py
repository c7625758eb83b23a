"""The build stops at a door that the table of access does not name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, path
from django.urls.resolvers import RegexPattern

from cae import checks
from calls.people import access


def open_door(request: HttpRequest) -> HttpResponse:
    """Ask nobody."""
    raise AssertionError("never asked")


@access.requires("console.open")
def console(request: HttpRequest) -> HttpResponse:
    """Ask for the role of a console."""
    raise AssertionError("never asked")


def found(name: str, view: Callable[..., HttpResponse]) -> list[str | None]:
    """Name what the check finds in a URLconf of this one route."""
    resolver = URLResolver(RegexPattern(r"^/"), [path("planted/", view, name=name)])
    return [each.id for each in checks.every_route_is_named(resolver=resolver)]


def test_of_the_centres_own_routes_each_is_named() -> None:
    assert checks.every_route_is_named() == []


@pytest.mark.parametrize(
    ("name", "view", "fault"),
    [
        ("exceptions", open_door, "cae.E001"),
        ("planted", console, "cae.E002"),
        ("exceptions", console, "cae.E003"),
    ],
)
def test_a_planted_door_fails_the_build(
    name: str, view: Callable[..., HttpResponse], fault: str
) -> None:
    assert found(name, view) == [fault]


def test_a_route_that_is_gone_must_leave_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = {**access.routes(), "live:gone": {"GET": "console.open"}}
    monkeypatch.setattr(access, "routes", lambda: routes)
    assert [each.id for each in checks.every_route_is_named()] == ["cae.E004"]
