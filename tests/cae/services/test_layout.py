import os
import stat
import subprocess
import threading
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from cae.services import layout, secret_files


def test_the_signing_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "seal.pem"
    layout.ensure_signing_key(file)
    first = file.read_bytes()
    layout.ensure_signing_key(file)
    assert file.read_bytes() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    key = serialization.load_pem_private_key(first, password=None)
    assert isinstance(key, ed25519.Ed25519PrivateKey)


def test_two_who_make_a_secret_at_once_agree_on_one(tmp_path: Path) -> None:
    file, seen = tmp_path / "secret", []
    together = threading.Barrier(8)

    def make() -> None:
        together.wait()
        seen.append(secret_files.kept(file))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_a_long_log_is_put_aside(tmp_path: Path) -> None:
    place = layout.Layout(tmp_path)
    place.make()
    place.log("web").write_text("short")
    assert place.log("web").read_text() == "short"
    os.truncate(place.log("web"), layout.LOG_LIMIT + 1)
    assert not place.log("web").exists()
    assert (tmp_path / "log" / "web.log.1").exists()


def test_a_shell_reads_the_environment_as_it_was_written(tmp_path: Path) -> None:
    place = layout.Layout(tmp_path)
    place.make()
    value = "postgresql://x:$(date)'\"@h/d"
    place.write_environment({"DATABASE_URL": value})
    assert stat.S_IMODE(place.environment.stat().st_mode) == 0o600
    read = subprocess.run(
        ["/bin/sh", "-c", f'. {place.environment}; printf %s "$DATABASE_URL"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert read.stdout == value
