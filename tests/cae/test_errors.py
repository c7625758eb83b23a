"""Where no view can answer, the answer is still clear."""

import json

import pytest
from django.db import OperationalError
from django.test import Client

from cae import errors


def test_an_unknown_address_is_404_with_its_code() -> None:
    answer = Client().get("/nowhere/", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_a_form_of_another_site_is_refused_with_its_code() -> None:
    answer = Client(enforce_csrf_checks=True).post(
        "/sign-in/", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "forged"


def test_a_lost_database_is_503_and_says_when_to_come_back() -> None:
    request = Client().get("/nowhere/", headers={"Accept": "application/json"}).wsgi_request
    try:
        raise OperationalError("the server closed the connection")
    except OperationalError:
        answer = errors.server_error(request)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert json.loads(answer.content)["code"] == "busy"


def test_what_breaks_is_500_and_tells_nothing_of_the_inside() -> None:
    request = Client().get("/nowhere/", headers={"Accept": "application/json"}).wsgi_request
    try:
        raise ValueError("a secret")
    except ValueError:
        answer = errors.server_error(request)
    assert answer.status_code == 500
    assert b"secret" not in answer.content


@pytest.mark.parametrize("header", ["Content-Security-Policy", "X-Frame-Options"])
def test_every_answer_carries_its_guards(header: str) -> None:
    answer = Client().get("/nowhere/", headers={"Accept": "application/json"})
    assert header in answer
    assert "unsafe" not in answer[header]
