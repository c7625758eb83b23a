import json
import shlex
from pathlib import Path

from cae.services import announcement


def shown(tmp_path: Path) -> str:
    file = tmp_path / "demonstration.json"
    people = [
        {"role": "operator", "username": "ana", "password": "a-1", "centre": None},
        {"role": "dispatcher", "username": "benito", "password": "b-2", "centre": "SAMUR 061"},
    ]
    tokens = {"gateway": "g-token", "official": "o-token"}
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


def test_without_a_demonstration_nobody_is_shown(tmp_path: Path) -> None:
    assert announcement.read(tmp_path / "missing").people == []
