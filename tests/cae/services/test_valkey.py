import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from cae.services import processes, trouble, valkey


@pytest.fixture
def server(tmp_path: Path) -> Iterator[valkey.Valkey]:
    made = valkey.Valkey(tmp_path / "valkey")
    yield made
    made.discard()


def test_it_answers_who_knows_the_password_and_nobody_else(server: valkey.Valkey) -> None:
    server.start()
    with redis.Redis.from_url(server.url) as known:
        assert known.ping()
    with (
        redis.Redis(port=server.port, retry=valkey.ONCE) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_its_password_is_not_on_its_command_line(server: valkey.Valkey) -> None:
    server.start()
    assert server.pid is not None
    password = (server.home / "password").read_text()
    assert password in server.url
    assert password not in processes.command_line(server.pid)


def test_it_writes_no_data_and_listens_at_home_only(server: valkey.Valkey) -> None:
    server.start()
    with redis.Redis.from_url(server.url, decode_responses=True) as client:
        kept = client.config_get("*")
    assert (kept["save"], kept["appendonly"], kept["bind"]) == ("", "no", "127.0.0.1")


def test_a_killed_server_starts_again_where_it_was(server: valkey.Valkey) -> None:
    server.start()
    address, pid = server.url, server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    processes.end(pid, by=[(signal.SIGKILL, 5)])
    assert not server.alive()
    server.start()
    assert server.url == address


def test_a_second_server_in_the_same_folder_is_refused(server: valkey.Valkey) -> None:
    server.start()
    with pytest.raises(trouble.Trouble, match=f"process {server.pid}"):
        valkey.Valkey(server.root).start()
    assert server.alive()


def test_a_note_about_another_process_is_not_believed(server: valkey.Valkey) -> None:
    server.start()
    server.stop()
    (server.home / "process").write_text(f"{os.getpid()} 1\n")
    server.stop()
    assert not server.alive()
    server.start()
    assert server.alive()


def test_a_taken_port_is_told_with_a_way_out(server: valkey.Valkey, tmp_path: Path) -> None:
    server.start()
    second = valkey.Valkey(tmp_path / "second", port=server.port)
    try:
        with pytest.raises(trouble.Trouble, match="Address already in use"):
            second.start()
    finally:
        second.discard()


def test_its_files_are_its_accounts_alone(server: valkey.Valkey) -> None:
    server.start()
    assert server.pid is not None
    runner = Path("/proc", str(server.pid)).stat().st_uid
    files = [server.home, *server.home.iterdir()]
    assert {file.stat().st_uid for file in files} == {runner}
    assert runner != 0
