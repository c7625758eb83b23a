"""Closed cases are found by query and sealed in the background, whatever is lost on the way."""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import threading
from collections.abc import Iterator
from typing import Any

import kombu.exceptions
import pytest

from cae import celery
from calls.archive import queries, services, skeleton, sweeps, tasks
from calls.archive.models import SealedFile
from calls.casefile import registry
from calls.casefile.models import Case
from calls.people.actor import SYSTEM
from tests.calls.archive import closing
from tests.support import clones

NOW = closing.NOW


class Queue:
    """The worker's queue as the sweep sees it."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.down = False

    def put(self, **options: Any) -> None:
        """Take a task, or fail as a broker that is away does."""
        if self.down:
            raise kombu.exceptions.OperationalError("away")
        self.sent.append(options)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    made = Queue()
    monkeypatch.setattr(tasks.seal_closed, "apply_async", made.put)
    return made


@pytest.fixture
def sweep() -> Iterator[sweeps.Sweep]:
    made = sweeps.Sweep()
    yield made
    made.handover.wait(5)


def sealed() -> int:
    return SealedFile.objects.using("sealer").count()


def test_the_task_seals_what_is_closed_and_nothing_else(database: clones.Clone) -> None:
    for _ in range(3):
        closing.closed_case()
    closing.open_case()
    assert tasks.seal_closed() == 3
    assert tasks.seal_closed() == 0
    assert tasks.seal_closed(all_ever=True) == 0
    assert sealed() == 3


def test_the_task_stops_at_its_measure_and_is_found_again(
    database: clones.Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SEALED_AT_MOST", 2)
    for _ in range(3):
        closing.closed_case()
    assert [tasks.seal_closed() for _ in range(3)] == [2, 1, 0]


def test_a_case_that_cannot_be_sealed_hinders_no_other_and_is_told_once(
    database: clones.Clone, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = closing.closed_case(), closing.closed_case()
    with database.connect("superuser") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM casefile_event WHERE stream_id = %s AND seq = 2", [broken])
    with caplog.at_level(logging.ERROR, logger="calls.archive.tasks"):
        assert tasks.seal_closed() == 1
        assert tasks.seal_closed() == 0
    told = [record for record in caplog.records if record.name == "calls.archive.tasks"]
    assert [str(broken) in record.getMessage() for record in told] == [True]
    assert SealedFile.objects.using("sealer").get().case_id == whole
    assert queries.closed_without_file() == [broken]
    with pytest.raises(skeleton.NotToBeSealed):
        services.seal_case(case_id=broken, at=NOW)


def test_an_old_closing_that_was_left_is_found_among_all(
    database: clones.Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = closing.closed_case()
    monkeypatch.setattr(queries, "NEWEST", 2)
    for _ in range(2):
        services.seal_case(case_id=closing.closed_case(), at=NOW)
    assert queries.closed_without_file() == []
    assert queries.closed_without_file(all_ever=True) == [left]
    assert queries.count_waiting() == 1


def test_the_sweep_enqueues_what_it_finds(
    database: clones.Clone, queue: Queue, sweep: sweeps.Sweep
) -> None:
    closing.closed_case()
    assert sweep(NOW) == 1
    assert sweep.handover.wait(5)
    assert queue.sent == [{"kwargs": {"all_ever": True}, "expires": 12, "retry": False}]
    closing.closed_case()
    assert sweep(NOW + dt.timedelta(seconds=1)) == 2
    assert sweep.handover.wait(5)
    assert queue.sent[1]["kwargs"] == {"all_ever": False}


def test_what_stays_unsealed_is_asked_for_less_and_less_often_but_always_again(
    database: clones.Clone, queue: Queue, sweep: sweeps.Sweep
) -> None:
    closing.closed_case()
    sent_at = []
    for second in range(58):
        before = len(queue.sent)
        assert sweep(NOW + dt.timedelta(seconds=second)) == 1
        assert sweep.handover.wait(5)
        if len(queue.sent) > before:
            sent_at.append(second)
    assert sent_at == [0, 2, 6, 14, 30, 46]
    pauses = [later - sooner for sooner, later in itertools.pairwise(sent_at)]
    alive = [sent["expires"] for sent in queue.sent]
    assert all(expires > pause for expires, pause in zip(alive, pauses, strict=False))
    closing.closed_case()
    assert sweep(NOW + dt.timedelta(seconds=58)) == 2
    assert sweep.handover.wait(5)
    assert len(queue.sent) == 7


def test_the_sweep_lets_the_worker_look_at_all_once_a_minute(
    database: clones.Clone, queue: Queue, sweep: sweeps.Sweep
) -> None:
    for second in range(0, 130, 10):
        assert sweep(NOW + dt.timedelta(seconds=second)) == 0
        assert sweep.handover.wait(5)
    assert [sent["kwargs"] for sent in queue.sent] == [{"all_ever": True}] * 3


def test_a_broker_that_is_away_is_told_of_once_and_loses_nothing(
    database: clones.Clone,
    queue: Queue,
    sweep: sweeps.Sweep,
    caplog: pytest.LogCaptureFixture,
) -> None:
    closing.closed_case()
    queue.down = True
    with caplog.at_level(logging.WARNING, logger="calls.archive.sweeps"):
        for second in (0, 2, 6):
            assert sweep(NOW + dt.timedelta(seconds=second)) == 1
            assert not sweep.handover.wait(5)
    told = [record for record in caplog.records if record.name == "calls.archive.sweeps"]
    assert len(told) == 1
    queue.down = False
    assert sweep(NOW + dt.timedelta(seconds=14)) == 1
    assert sweep.handover.wait(5)
    assert len(queue.sent) == 1


def test_a_broker_that_hangs_delays_no_sweep(
    database: clones.Clone, sweep: sweeps.Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()
    tried: list[int] = []

    def hang(**_options: Any) -> None:
        tried.append(1)
        answered.wait(10)

    monkeypatch.setattr(tasks.seal_closed, "apply_async", hang)
    closing.closed_case()
    for second in range(5):
        assert sweep(NOW + dt.timedelta(seconds=second)) == 1
    answered.set()
    assert sweep.handover.wait(5)
    assert len(tried) == 1


def test_the_task_travels_over_the_real_queue(database: clones.Clone, valkey: str) -> None:
    with celery.app.connection_for_write(valkey) as connection:
        options: dict[str, Any] = {"connection": connection, "expires": 10, "retry": False}
        tasks.seal_closed.apply_async(kwargs={"all_ever": True}, **options)
        waiting = connection.SimpleQueue(celery.app.conf.task_default_queue)
        message = waiting.get(timeout=5)
        assert message.headers["task"] == "archive.seal_closed"
        message.ack()
        waiting.close()


def test_the_sweeper_knows_of_unsealed_cases() -> None:
    assert registry.sweeps["archive.unsealed"] is sweeps.sweep_unsealed


def test_a_case_page_says_when_its_case_is_sealed(database: clones.Clone) -> None:
    case = Case.objects.get(id=closing.closed_case())
    assert queries.case_part(case, SYSTEM) is None
    file = services.seal_case(case_id=case.id, at=NOW)
    assert queries.case_part(case, SYSTEM) == {
        "leaf_index": 0,
        "sealed_at": "2026-05-01T12:00:00.000000Z",
        "sha256": file.sha256,
        "key_id": file.key_id,
    }
