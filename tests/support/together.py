"""Do something many times at the same moment."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections


def at_once(acts: Sequence[Callable[[], Any]], *, within: float = 30) -> list[Any]:
    """Run each act in a thread of its own, all let go together; return results or errors.

    Each thread closes its database connections, as a request does.
    """
    gate = threading.Barrier(len(acts))
    results: list[Any] = [TimeoutError(f"not done within {within} s")] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(number, act), daemon=True)
        for number, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(within)
    return results
