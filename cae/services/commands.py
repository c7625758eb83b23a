"""The command lines of the centre's own processes."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent.parent
MANAGE = (sys.executable, str(HERE / "manage.py"))


def web(*, host: str, port: int) -> list[str]:
    """Return the web process's command: HTTP and WebSockets, ended within 3 s when asked.

    Addresses that people look for would stand in an access log: there is none.
    """
    return [
        *(sys.executable, "-m", "uvicorn", "cae.asgi:application"),
        *("--host", host, "--port", str(port), "--lifespan", "off", "--log-level", "warning"),
        *("--ws", "websockets-sansio", "--ws-per-message-deflate", "false"),
        *("--ws-max-size", "65536"),
        *("--timeout-graceful-shutdown", "3", "--no-proxy-headers", "--no-server-header"),
    ]


def worker() -> list[str]:
    """Return the command of the worker, which does one task at a time."""
    return [
        *(sys.executable, "-m", "celery", "-A", "cae.celery", "worker"),
        *("--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle"),
    ]


def sweeper() -> list[str]:
    """Return the command of the sweeper."""
    return [*MANAGE, "sweep"]


def rehearsal(*, address: str, credentials: Path) -> list[str]:
    """Return the command that lets demonstration calls ring at `address`."""
    return [*MANAGE, "rehearse", "--address", address, "--credentials", str(credentials)]


def preparation(*, credentials: Path | None) -> list[str]:
    """Return the command that migrates and fills the database, with a demonstration or not."""
    return [
        *(sys.executable, "-m", "cae.services.prepare"),
        *([str(credentials)] if credentials else []),
    ]
