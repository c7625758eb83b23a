import os
import socket
import stat
from pathlib import Path

import pytest

from cae.services import layout, preflight, trouble


@pytest.fixture
def place(tmp_path: Path) -> layout.Layout:
    made = layout.Layout(tmp_path / "var")
    preflight.folder(made)
    return made


def test_a_port_in_use_is_named_with_another_to_choose() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]
        with pytest.raises(trouble.Trouble, match=f"Port {number} is in use") as told:
            preflight.port("127.0.0.1", number)
    assert f"make run PORT={number + 1}" in told.value.way_out
    preflight.port("127.0.0.1", number)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(trouble.Trouble, match=r"192\.0\.2\.1 is no address of this machine"):
        preflight.port("192.0.2.1", 8112)


def test_too_little_room_is_told_in_megabytes(tmp_path: Path) -> None:
    preflight.room(tmp_path, least=1)
    with pytest.raises(trouble.Trouble, match="needs 1099511627776 MB") as told:
        preflight.room(tmp_path, least=2**60)
    assert "CAE_VAR" in told.value.way_out


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("half made")
    with pytest.raises(trouble.Trouble, match="var cannot be used") as told:
        preflight.folder(layout.Layout(tmp_path / "var"))
    assert "delete it" in told.value.way_out


def test_secrets_and_logs_are_the_owners_alone(place: layout.Layout) -> None:
    for name in ("run", "secrets", "log", "keys"):
        assert stat.S_IMODE((place.var / name).stat().st_mode) == 0o700


def test_a_second_start_in_the_same_folder_says_so(place: layout.Layout) -> None:
    with (
        preflight.only_one(place),
        pytest.raises(trouble.Trouble, match=r"already runs .*\(process \d+\)") as told,
        preflight.only_one(place),
    ):
        pass
    assert "CAE_VAR=var2" in told.value.way_out
    with preflight.only_one(place):
        pass


def test_a_lock_left_by_a_killed_start_is_no_obstacle(place: layout.Layout) -> None:
    place.lock.write_text("1\n")
    with preflight.only_one(place):
        assert place.lock.read_text() != "1\n"


def test_a_file_that_another_user_made_is_told_with_a_way_out(
    place: layout.Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read everything, so the question to the system is answered for an ordinary user."""
    log = place.log("web")
    log.touch()
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda file, mode: file != log and allowed(file, mode))
    with pytest.raises(trouble.Trouble, match=r"Permission denied \(.*web\.log\)") as told:
        preflight.folder(place)
    assert "sudo chown -R" in told.value.way_out
