"""Let what a replay closed be sealed: by the worker, or here where there is none."""

from __future__ import annotations

import time

from calls.archive import queries, tasks

LOOK_EVERY_S = 0.5
ALONE_AFTER_S = 4.0


def wait_or_seal() -> None:
    """Wait while the worker seals; where nothing moves any more, seal here."""
    left = queries.count_waiting()
    moved_at = time.monotonic()
    while left:
        now = queries.count_waiting()
        if now < left:
            left, moved_at = now, time.monotonic()
        elif time.monotonic() - moved_at > ALONE_AFTER_S:
            if tasks.seal_closed(all_ever=True) == 0:
                return
            moved_at = time.monotonic()
        else:
            time.sleep(LOOK_EVERY_S)
