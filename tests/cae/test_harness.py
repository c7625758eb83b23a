"""The harness itself: each test has a database of its own, as the application's role."""

from functools import partial
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import OperationalError, ProgrammingError, connection, connections

from calls.people import models
from tests.support import clones, together


def make_body(name: str = "Court") -> None:
    models.OfficialBody.objects.create(name=name)


def test_one_test_writes(database: clones.Clone) -> None:
    make_body()
    assert models.OfficialBody.objects.count() == 1


def test_another_test_sees_nothing_of_it(database: clones.Clone) -> None:
    make_body()
    assert models.OfficialBody.objects.count() == 1


@pytest.mark.usefixtures("database")
def test_tests_run_as_the_applications_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('is_superuser')")
        assert cursor.fetchone() == ("cae_app", "off")


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("alias", ["migrator", "sealer", "official", "auditor"])
def test_every_alias_takes_its_role(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (f"cae_{alias}",)


@pytest.mark.usefixtures("database")
def test_the_application_may_not_make_tables() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")


def test_threads_let_go_together_share_the_database(database: clones.Clone) -> None:
    results = together.at_once([partial(make_body, f"Court {n}") for n in range(8)])
    assert results == [None] * 8
    with database.connect("superuser") as beside:
        counted = beside.execute("SELECT count(*) FROM people_official_body").fetchone()
    assert counted == (8,)


async def test_asynchronous_code_reaches_it_too(database: clones.Clone) -> None:
    await models.OfficialBody.objects.acreate(name="Ministry")
    assert await models.OfficialBody.objects.acount() == 1


def test_without_the_fixture_there_is_no_database() -> None:
    with pytest.raises(OperationalError, match="refused"):
        models.OfficialBody.objects.count()


def test_the_settings_name_the_valkey_of_the_test(valkey: str) -> None:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5) as client:
        answer: Any = client.ping()
    assert answer
    assert valkey == settings.REDIS_URL
