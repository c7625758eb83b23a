import os
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import psycopg
import pytest

from cae.services import postgres, processes, trouble


def ask(server: postgres.Postgres, question: str, role: str = "superuser") -> str:
    with psycopg.connect(server.url(role, "postgres")) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return str(row[0])


def keep_something(server: postgres.Postgres) -> None:
    with psycopg.connect(server.url("superuser", "postgres")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 112 AS number")


def test_a_server_stopped_and_started_again_keeps_its_data(server: postgres.Postgres) -> None:
    server.start()
    keep_something(server)
    server.stop()
    assert not server.alive()
    server.start()
    assert ask(server, "SELECT number FROM kept") == "112"


def test_every_role_has_a_login_of_its_own_and_only_one_is_superuser(
    server: postgres.Postgres,
) -> None:
    server.start()
    for role, login in postgres.LOGINS.items():
        assert ask(server, "SELECT current_user", role) == login
        assert ask(server, "SELECT current_setting('is_superuser')", role) == (
            "on" if role == "superuser" else "off"
        )


def test_no_login_enters_without_its_password(server: postgres.Postgres) -> None:
    server.start()
    passwords = {file.read_text() for file in (server.home / "passwords").iterdir()}
    assert len(passwords) == len(postgres.LOGINS)
    for login in postgres.LOGINS.values():
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host="127.0.0.1", port=server.port, user=login, dbname="postgres")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=str(server.home / "run"), port=server.port, user=login, dbname="postgres"
            )


def test_passwords_and_data_are_for_their_owner_alone(server: postgres.Postgres) -> None:
    server.start()
    for file in (server.home / "passwords").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for folder in (server.home, server.home / "data", server.home / "passwords"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_is_committed_is_on_the_disk(server: postgres.Postgres) -> None:
    other = postgres.Postgres(server.root, settings={"synchronous_commit": "off"})
    other.start()
    try:
        assert ask(other, "SHOW synchronous_commit") == "on"
        assert ask(other, "SHOW fsync") == "on"
        assert ask(other, "SHOW data_checksums") == "on"
        assert ask(other, "SHOW server_encoding") == "UTF8"
        assert ask(other, "SHOW listen_addresses") == "127.0.0.1"
        assert ask(other, "SELECT lower('ÁÑÜ')") == "áñü"
    finally:
        other.stop()


def test_a_killed_server_starts_again_on_its_port_with_its_data(server: postgres.Postgres) -> None:
    server.start()
    keep_something(server)
    before, pid = server.port, server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    processes.end(pid, by=[(signal.SIGKILL, 5)])
    server.start()
    assert server.port == before
    assert ask(server, "SELECT number FROM kept") == "112"


def test_a_second_server_on_the_same_data_is_refused_and_the_first_lives_on(
    server: postgres.Postgres,
) -> None:
    server.start()
    with pytest.raises(trouble.Trouble, match=f"process {server.pid}") as refused:
        postgres.Postgres(server.root).start()
    assert f"kill -INT {server.pid}" in refused.value.way_out
    assert ask(server, "SELECT 1") == "1"


def test_another_process_finds_the_running_server_by_its_folder(server: postgres.Postgres) -> None:
    server.start()
    other = postgres.Postgres(server.root)
    assert other.pid == server.pid
    assert other.url("app") == server.url("app")
    other.stop()
    assert not server.alive()


def test_stopping_one_server_leaves_the_other_alone(
    server: postgres.Postgres, tmp_path: Path
) -> None:
    neighbour = postgres.Postgres(tmp_path / "postgres2")
    try:
        server.start()
        neighbour.start()
        server.stop()
        assert ask(neighbour, "SELECT 1") == "1"
    finally:
        neighbour.discard()


def test_a_taken_port_of_our_own_choice_is_told(
    server: postgres.Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "PASSING_WITHIN", 0.2)
    server.start()
    second = postgres.Postgres(tmp_path / "postgres2", port=server.port)
    try:
        with pytest.raises(trouble.Trouble, match="Address already in use"):
            second.start()
        assert not second.alive()
    finally:
        second.discard()


def test_a_long_path_with_strange_letters_is_as_good_as_another() -> None:
    """Its socket stands elsewhere, because a socket's address is short, and goes away again."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        server = postgres.Postgres(Path(place) / ("sala 1, «única», " * 6) / "o'postgres")
        try:
            server.start()
            sockets = Path(ask(server, "SHOW unix_socket_directories").strip('"'))
            assert len(os.fsencode(sockets)) <= postgres.SOCKET_FOLDER_LIMIT
            assert list(sockets.glob(".s.PGSQL.*"))
        finally:
            server.discard()
        assert not sockets.exists()


def test_root_runs_the_server_as_somebody_else_and_opens_no_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    said: list[str] = []
    server = postgres.Postgres(closed / "postgres", say=said.append)
    try:
        server.start()
        pid = server.pid
        assert pid is not None
        owner = Path("/proc", str(pid)).stat().st_uid
        if os.geteuid() == 0:
            assert owner != 0
            assert server.home != server.root
            assert any(str(server.home) in line for line in said)
        else:
            assert owner == os.geteuid()
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        home = server.home
        server.discard()
    assert not home.exists()


def test_an_ordinary_user_runs_the_server_as_itself() -> None:
    """Started by root, the test becomes `nobody` first, once everything is imported."""
    script = textwrap.dedent(
        """
        import os, sys
        from pathlib import Path
        import psycopg
        from cae.services import postgres, trouble
        root = Path(sys.argv[1])
        if os.geteuid() == 0:
            os.setgroups([]); os.setgid(65534); os.setuid(65534)
        server = postgres.Postgres(root / "postgres")
        server.start()
        try:
            with psycopg.connect(server.url("app", "postgres")) as connection:
                print(connection.execute("SELECT current_user").fetchone()[0])
            assert Path("/proc", str(server.pid)).stat().st_uid == os.geteuid() != 0
        finally:
            server.discard()
        """
    )
    with tempfile.TemporaryDirectory() as place:
        if os.geteuid() == 0:
            os.chown(place, 65534, 65534)
        done = subprocess.run(
            [sys.executable, "-c", script, place], capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stdout) == (0, "cae_app\n"), done.stderr
