"""The archive's background work; it finds what to do by query and may run twice."""

from __future__ import annotations

import logging
import time
from uuid import UUID

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from calls.archive import queries, search_index, services, skeleton

SEALED_AT_MOST = 100
FILLED_AT_MOST = 2_000
SECONDS_AT_MOST = 30.0
log = logging.getLogger(__name__)
_told: set[UUID] = set()


@shared_task(name="archive.seal_closed")
def seal_closed(*, all_ever: bool = False) -> int:
    """Seal closed cases that have no file yet and give how many; what is left is found again.

    It looks among the newest closings and seals some, or among all and seals while it may.
    """
    until = time.monotonic() + SECONDS_AT_MOST
    count = 0
    for case_id in queries.closed_without_file(using=services.SEALER, all_ever=all_ever):
        if (count == SEALED_AT_MOST and not all_ever) or time.monotonic() > until:
            break
        try:
            services.seal_case(case_id=case_id, at=timezone.now())
        except skeleton.NotToBeSealed as error:
            _tell(case_id, error)
        except OperationalError:
            # Somebody else seals, or the database went away: the sweep finds the rest.
            log.warning("sealing stopped early", exc_info=True)
            break
        else:
            count += 1
    if all_ever:
        _fill()
    return count


def _fill() -> None:
    """Let files be found that are not yet, or no longer by what was shredded."""
    try:
        search_index.fill(at_most=FILLED_AT_MOST)
    except OperationalError:
        log.warning("making search entries stopped early", exc_info=True)


def _tell(case_id: UUID, error: skeleton.NotToBeSealed) -> None:
    """Say once in this process that a case cannot be sealed; `manage.py verify` says why."""
    if case_id not in _told:
        _told.add(case_id)
        log.error("case %s cannot be sealed: %s", case_id, error)
