"""A process says whether it lives, and whether it may serve."""

from django.test import Client, override_settings

from calls.casefile.deployment import Deployment
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
