"""A process says whether it lives, and whether it may serve."""

import pytest
from django.test import Client, override_settings

from calls.casefile.deployment import Deployment
from calls.protocols import reader
from calls.protocols.faults import BookError, Fault
from tests.support import clones

JSON = {"Accept": "application/json"}


def test_a_process_with_its_database_is_ready(database: clones.Clone) -> None:
    assert Client().get("/health/ready/", headers=JSON).json() == {"ready": True}


def test_production_does_not_serve_from_a_database_for_exercise(
    database: clones.Clone,
) -> None:
    Deployment.objects.create(id=1, purpose="exercise")
    assert Client().get("/health/ready/", headers=JSON).status_code == 200
    with override_settings(PRODUCTION=True):
        answer = Client().get("/health/ready/", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (503, "exercise_database")


def test_a_process_without_a_book_of_protocols_is_not_ready(
    database: clones.Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise BookError([Fault("fall/protocol.yaml", 1, "not UTF-8")])

    monkeypatch.setattr(reader, "book", refuse)
    answer = Client().get("/health/ready/", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (503, "no_book")
