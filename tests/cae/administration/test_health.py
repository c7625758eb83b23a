"""The administrator sees how the machinery stands, and what is wrong with it first."""

from __future__ import annotations

from collections import namedtuple
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cae.administration import health
from calls.casefile import announce
from calls.casefile.kinds import Disposition
from calls.people import spool
from calls.stages.closure import services as closure
from tests.cae.administration.browsing import Page
from tests.cae.administration.office import Office

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _all_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Redis answer and nothing wait on disk: no process of these tests has either."""
    monkeypatch.setattr(announce, "reach", lambda: 0.4)
    monkeypatch.setattr(
        spool, "standing", lambda: spool.Standing(waiting=0, oldest_at=None, unreadable=0)
    )
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(100, 40, 60))


def part(office: Office, name: str) -> dict[str, Any]:
    told = health.figures(now=timezone.now(), room=office.room.now)
    found: dict[str, Any] = told["parts"][name]
    return found


def test_a_quiet_centre_is_in_order(office: Office) -> None:
    told = health.figures(now=timezone.now(), room=office.room.now)
    assert {name: each["state"] for name, each in told["parts"].items()} == dict.fromkeys(
        told["parts"], "good"
    )
    assert told["state"] == "good"
    assert told["parts"]["database"]["size_bytes"] > 0


def test_a_live_layer_that_is_away_is_trouble(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announce, "reach", lambda: None)
    told = health.figures(now=timezone.now(), room=office.room.now)
    assert (told["state"], told["parts"]["live"]["answers_ms"]) == ("trouble", None)


def test_a_sweeper_that_stands_still_is_seen_by_what_is_due_and_undone(office: Office) -> None:
    office.room.offered(office.room.case())
    assert part(office, "sweeper")["due"] == 0
    office.room.later(hours=1)
    late = part(office, "sweeper")
    assert (late["state"], late["due"]) == ("trouble", 1)
    assert late["behind_s"] > 600
    office.room.sweep()
    assert part(office, "sweeper")["due"] == 0
    assert part(office, "sweeper")["state"] == "good"


def test_a_worker_that_seals_nothing_is_seen_by_its_oldest_closing(office: Office) -> None:
    room = office.room
    room.now = timezone.now() - timedelta(minutes=10)
    case_id = room.answered()
    closure.dismiss_case(room.passage(case_id=case_id), outcome=Disposition.MISDIAL)
    told = part(office, "worker")
    assert (told["state"], told["unsealed"]) == ("trouble", 1)
    assert 590 < told["behind_s"] < 700


@pytest.mark.parametrize(("free", "state"), [(21, "good"), (20, "watch"), (5, "trouble")])
def test_a_disk_that_fills_is_told_before_it_is_full(
    office: Office, monkeypatch: pytest.MonkeyPatch, free: int, state: str
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(100, 100 - free, free))
    assert part(office, "disk")["state"] == state


def test_reads_that_wait_on_disk_are_trouble(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = spool.Standing(waiting=2, oldest_at="2026-05-01T12:00:00Z", unreadable=0)
    monkeypatch.setattr(spool, "standing", lambda: waiting)
    assert part(office, "trace")["state"] == "trouble"


def test_the_page_and_the_figures_tell_the_same(page: Page) -> None:
    assert "answers in 0.4 ms" in page.text("/administration/health/")
    told = page.get("/administration/health/figures/").json()
    assert told["parts"]["live"] == {"state": "good", "answers_ms": 0.4}
    # One token and one mandate of this world end within the month.
    assert told["parts"]["access"]["tokens_ending"] == 1
    assert told["parts"]["access"]["mandates_ending"] == 1
    assert told["state"] == "watch"
