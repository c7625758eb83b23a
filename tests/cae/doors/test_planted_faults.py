"""The harness finds doors that are made badly: one that is blind to them proves nothing."""

from __future__ import annotations

from uuid import UUID

from django.test import override_settings
from django.utils import timezone

from calls.casefile import drafts
from calls.people import actor as actors
from tests.cae.doors import corpus, knocking, walk
from tests.cae.doors.scenery import Scenery

PLANTED = "tests.cae.doors.planted"
THROWN = ("NUL raw", "a form with NUL", "a lone surrogate")


def found(scenery: Scenery, where: str, *, query: str = "", named: str | None = None) -> str:
    """Throw the corpus at a planted door and give all that the harness says."""
    (door,) = [door for door in walk.doors(PLANTED) if door.where == where]
    visitor = scenery.visitor("operator")
    said = []
    with override_settings(ROOT_URLCONF=PLANTED):
        for body in [corpus.BODIES[what] for what in THROWN]:
            before = knocking.counted()
            answer = knocking.knock(visitor, "POST", f"{door.address({})}?{query}", body)
            said += list(knocking.faults(answer, before=before, named=named))
    return "\n".join(said)


def test_a_view_that_crashes_on_nul_is_found(scenery: Scenery) -> None:
    assert "NUL" in found(scenery, "crashes/")


def test_a_view_that_overlooks_a_parameter_is_found(scenery: Scenery) -> None:
    assert "overlooked" in found(scenery, "overlooks/", query="nonsense=1", named="nonsense")


def test_a_refusal_that_names_no_field_is_found(scenery: Scenery) -> None:
    assert "names no field" in found(scenery, "mumbles/")


def test_a_refusal_that_changes_something_is_found(scenery: Scenery) -> None:
    case_id = UUID(scenery.known("operator")["case_id"])
    typed = drafts.Typing(case_id=case_id, form="note", base_version=1, content={"text": "a"})
    drafts.keep(typed, actor=actors.person(scenery.people["operator"]), at=timezone.now())
    assert "changed" in found(scenery, "changes/")


def test_a_new_door_is_walked_through_without_being_listed() -> None:
    assert {door.where for door in walk.doors(PLANTED)} == {
        "crashes/",
        "overlooks/",
        "mumbles/",
        "changes/",
    }
