"""A log line names no person, whatever an exception, a request or a library says."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError
from django.test import RequestFactory
from django.urls import resolve

from cae import logs
from calls.archive import skeleton
from calls.people.models import OfficialBody
from tests.support import clones

NAME, NUMBER, PLACE = "Ana Belén Pérez", "+34600123123", "Calle Zamora 1"


def line(record: logging.LogRecord) -> dict[str, Any]:
    text = logs.JSONFormatter().format(record)
    assert "\n" not in text
    return dict(json.loads(text))


def record(message: object, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord("cae.x", logging.ERROR, __file__, 1, message, args, info)


def caught(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as found:
        return found


def test_a_log_line_is_one_json_object_with_the_places_of_its_error() -> None:
    told = line(record("it %s", "broke", error=caught(ValueError("in\ntwo"))))
    assert (told["level"], told["message"]) == ("error", "it broke")
    assert told["trace"][-1] == "ValueError"
    assert any("test_logs.py" in each and each.endswith(" caught") for each in told["trace"])


def test_what_an_exception_says_is_not_told() -> None:
    errors: list[Exception] = [ValueError(NAME), KeyError(NUMBER), RuntimeError(PLACE)]
    errors[0].__cause__ = caught(KeyError(NUMBER))
    errors[1].__context__ = caught(ValueError(PLACE))
    errors.append(ExceptionGroup(NAME, [caught(ValueError(NUMBER))]))
    for error in errors:
        for each in (record("x", error=error), record("x: %s", error), record(error)):
            text = json.dumps(line(each), ensure_ascii=False)
            assert not [value for value in (NAME, NUMBER, PLACE) if value in text]
            assert type(error).__name__ in text


def test_what_a_refusal_to_seal_says_names_nobody_and_is_told() -> None:
    error = skeleton.NotToBeSealed("log_broken", "entry 3 is missing")
    assert line(record("not sealed: %s", error))["message"] == "not sealed: entry 3 is missing"


def test_what_postgresql_repeats_of_a_row_is_not_told(database: clones.Clone) -> None:
    OfficialBody.objects.create(name=NAME)
    with pytest.raises(IntegrityError) as raised:
        OfficialBody.objects.create(name=NAME)
    assert NAME in str(raised.value)
    text = json.dumps(line(record("x", error=raised.value)), ensure_ascii=False)
    assert NAME not in text
    assert "23505 people_official_body" in text
    with database.connect() as connection, pytest.raises(psycopg.errors.DataError) as unread:
        connection.execute("SELECT %s::uuid", [NAME])
    assert NAME in str(unread.value)
    assert line(record("x", error=unread.value))["trace"][-1] == "InvalidTextRepresentation 22P02"


def test_a_request_is_told_by_its_route_and_not_by_its_address() -> None:
    for address, shown in (
        (f"/api/v1/calls/{NUMBER}/locations/", "/api/v1/calls/<path:call_id>/locations/"),
        (f"/nowhere/{NUMBER}/", "[…]"),
    ):
        request = RequestFactory().post(f"{address}?q={NAME}")
        if "nowhere" not in address:
            request.resolver_match = resolve(address)
        made = record("Internal Server Error: %s", request.path)
        made.request, made.status_code = request, 500
        assert line(made)["message"] == f"500 POST {shown}"


def test_what_the_worker_says_of_a_task_is_told_without_its_arguments() -> None:
    context = {"name": "archive.seal", "id": "1", "exc": NAME, "traceback": NUMBER, "args": PLACE}
    made = record("Task %(name)s[%(id)s]: %(exc)s\n%(traceback)s %(args)s", context)
    assert line(made)["message"].startswith("Task archive.seal[1]: ")
    assert not [value for value in (NAME, NUMBER, PLACE) if value in line(made)["message"]]


async def test_what_a_forgotten_task_of_asyncio_said_is_not_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise ValueError(NAME)

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_exception_handler(
        {"message": "lost", "exception": task.exception(), "task": task}
    )
    (made,) = caplog.records
    assert NAME in made.getMessage()
    assert NAME not in json.dumps(line(made), ensure_ascii=False)


@pytest.mark.parametrize(
    "told", [NUMBER, "600 123 123", "0034 600 12 31 23", "ana@example.org", "(923) 26 12 12"]
)
def test_a_number_or_address_that_slips_into_a_line_is_hidden(told: str) -> None:
    assert told not in line(record(f"callback {told} rang"))["message"]
    assert told not in line(record("callback %s rang", told))["message"]


@pytest.mark.parametrize(
    "told",
    [
        "0199a1b2-1234-7123-8123-123456789012",
        "2026-000123",
        "2026-11-22T07:53:11.123456+00:00",
        "port 54321",
        "127.0.0.1:54321",
    ],
)
def test_ids_and_times_are_told(told: str) -> None:
    assert told in line(record("of %s", told))["message"]
