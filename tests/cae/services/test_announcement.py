import json
import shlex
import subprocess
from datetime import datetime
from pathlib import Path

from cae.services import announcement


def shown(tmp_path: Path) -> str:
    file = tmp_path / "demonstration.json"
    people = [
        {"role": "operator", "username": "ana", "password": "a-1", "centre": None},
        {"role": "dispatcher", "username": "benito", "password": "b-2", "centre": "SAMUR 061"},
    ]
    tokens = {"gateway": "g-token", "official": "o-token", "avl": "v-token"}
    file.write_text(json.dumps({"people": people, "tokens": tokens}))
    return announcement.text(
        address="http://127.0.0.1:8112/",
        credentials=announcement.read(file),
        whereabouts="var/secrets/demonstration.json",
        logs="var/log",
        environment="var/run/environment",
    )


def test_each_role_is_shown_with_its_sign_in(tmp_path: Path) -> None:
    lines = [line.split() for line in shown(tmp_path).splitlines()]
    assert ["operator", "ana", "a-1"] in lines
    assert ["dispatcher", "benito", "b-2", "SAMUR", "061"] in lines


def test_address_and_whereabouts_are_shown(tmp_path: Path) -> None:
    text = shown(tmp_path)
    for wanted in ("http://127.0.0.1:8112/", "var/secrets/demonstration.json", "var/log"):
        assert wanted in text


def test_the_example_of_a_call_is_a_command_that_a_shell_understands(tmp_path: Path) -> None:
    text = shown(tmp_path)
    command = text[text.index("curl -X POST") : text.index("closed case files")]
    words = shlex.split(command.replace("\\\n", ""))
    assert "Authorization: Bearer g-token" in words
    assert json.loads(words[-1])["dialled"] == "112"


def test_the_example_of_a_vehicle_tells_where_it_is_now(tmp_path: Path) -> None:
    text = shown(tmp_path)
    start = text.index("curl -X POST http://127.0.0.1:8112/api/v1/units/positions/")
    command = text[start : text.index("Logs:")].strip().replace("curl", "printf '%s\\n'", 1)
    said = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True)
    lines = said.stdout.splitlines()
    assert "Authorization: Bearer v-token" in lines
    (position,) = json.loads(lines[-1])["positions"]
    assert datetime.fromisoformat(position["at"]).tzinfo is not None


def test_without_a_demonstration_nobody_is_shown(tmp_path: Path) -> None:
    assert announcement.read(tmp_path / "missing").people == []
