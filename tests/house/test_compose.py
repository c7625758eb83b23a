"""`docker-compose.yml` describes the system that `make run` starts, and nothing else."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from celery.bin.celery import celery as celery_cli
from django.core.management import get_commands, load_command_class
from django.urls import resolve
from uvicorn.main import main as uvicorn_cli

from cae import celery
from cae.services import commands
from tests.house import sources

VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<kind>:-|:\?)(?P<text>[^}]*))?\}")
LASTING = {"proxy", "web", "worker", "sweeper", "postgres", "valkey"}
OURS = {"web", "worker", "sweeper", "prepare"}


def written() -> str:
    return (sources.ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def filled(text: str) -> str:
    """Fill in each variable as compose does: its default, or a word for one that is needed."""
    found = VARIABLE.sub(lambda match: match["text"] if match["kind"] == ":-" else "filled", text)
    return found.replace("$$", "$")


@pytest.fixture(scope="module")
def plan() -> Any:
    return yaml.safe_load(filled(written()))


def image_command() -> list[str]:
    """Return the command of the image, as the Dockerfile has it."""
    text = (sources.ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    (command,) = re.findall(r"^CMD (\[.*\])$", text, re.MULTILINE)
    return [str(word) for word in yaml.safe_load(command)]


def command_of(plan: Any, name: str) -> list[str]:
    return list(plan["services"][name].get("command", image_command()))


def options(command: list[str]) -> dict[str, str]:
    """Give a command's long options with what follows each, up to the next."""
    told: dict[str, str] = {}
    last = ""
    for word in command:
        if word.startswith("--"):
            last, _equals, value = word.partition("=")
            told[last] = value
        elif last:
            told[last] = f"{told[last]} {word}".strip()
    return told


def test_every_variable_has_a_default_or_is_asked_for_and_is_explained() -> None:
    page = (sources.ROOT / "docs/operations.md").read_text(encoding="utf-8")
    page += (sources.ROOT / "docs/settings.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", page))
    for match in VARIABLE.finditer(written()):
        assert match["kind"], f"{match[0]} has neither a default nor a word that it is needed"
        assert match["name"] in explained, f"{match['name']} stands in no page"
    bare = re.sub(r"\$\$", "", VARIABLE.sub("", written()))
    assert "$" not in bare, "a variable is written in a way that this test does not read"


def test_every_setting_of_a_process_is_one_that_cae_or_its_image_knows(plan: Any) -> None:
    page = (sources.ROOT / "docs/settings.md").read_text(encoding="utf-8")
    known = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", page))
    for name in OURS:
        assert set(plan["services"][name]["environment"]) <= known, name
    assert set(plan["services"]["postgres"]["environment"]) <= {"POSTGRES_DB", "POSTGRES_PASSWORD"}


def test_the_same_processes_run_as_make_run_starts(plan: Any) -> None:
    essential = {
        "web": ("--ws", "--ws-per-message-deflate", "--ws-max-size", "--lifespan",
                "--timeout-graceful-shutdown", "--no-proxy-headers", "--no-server-header"),
        "worker": ("--concurrency", "--without-gossip", "--without-mingle"),
        "sweeper": (),
    }  # fmt: skip
    here = {
        "web": commands.web(host="127.0.0.1", port=8112),
        "worker": commands.worker(),
        "sweeper": commands.sweeper(),
    }
    for name, wanted in essential.items():
        ours, theirs = options(here[name]), options(command_of(plan, name))
        assert {option: theirs.get(option) for option in wanted} == {
            option: ours.get(option) for option in wanted
        }, name
    assert "cae.asgi:application" in command_of(plan, "web")
    assert "sweep" in command_of(plan, "sweeper")
    assert set(plan["services"]) == LASTING | {"prepare"}


def test_every_command_parses_as_the_program_itself_reads_it(plan: Any) -> None:
    program, *words = command_of(plan, "web")
    assert program == "uvicorn"
    uvicorn_cli.make_context("uvicorn", list(words))
    program, *words = command_of(plan, "worker")
    assert (program, words[:2]) == ("celery", ["-A", celery.__name__])
    worker = celery_cli.get_command(None, "worker")  # type: ignore[arg-type]  # it looks at no context
    assert words[2] == "worker"
    assert worker is not None
    parser = worker.make_parser(worker.context_class(worker, info_name="worker"))
    _told, left, _order = parser.parse_args(list(words[3:]))
    assert left == []
    for line in _managed(plan):
        name, *words = line
        command = load_command_class(get_commands()[name], name)
        command.create_parser("manage.py", name).parse_args(words)


def test_every_module_that_is_run_is_there(plan: Any) -> None:
    line = " ".join(command_of(plan, "prepare"))
    for module in re.findall(r"python -m (\S+)", line):
        assert (sources.ROOT / f"{module.replace('.', '/')}.py").exists()


def test_everything_that_lasts_says_how_it_is_and_starts_again(plan: Any) -> None:
    for name in LASTING:
        service = plan["services"][name]
        assert service["restart"] == "unless-stopped", name
        assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}, name
        command = service.get("command")
        assert command is None or isinstance(command, list), "SIGTERM has to reach the program"
        assert command is None or command[0] != "sh", "a shell hands no SIGTERM on"


def test_the_addresses_of_health_checks_are_addresses_of_cae(plan: Any) -> None:
    line = " ".join(map(str, plan["services"]["web"]["healthcheck"]["test"]))
    (address,) = re.findall(r"http://[^\"']+", line)
    assert resolve(urlsplit(address).path).view_name == "ready"
    assert urlsplit(address).port == int(options(image_command())["--port"])


def test_a_sweeper_that_stands_still_is_noticed(plan: Any) -> None:
    service = plan["services"]["sweeper"]
    beat = service["command"][service["command"].index("--heartbeat") + 1]
    assert f"find {beat} -newermt" in service["healthcheck"]["test"][1]


def test_what_is_waited_for_mounted_and_named_is_declared(plan: Any) -> None:
    for name, service in plan["services"].items():
        for other, wish in service.get("depends_on", {}).items():
            waited = plan["services"][other]
            assert wish["condition"] != "service_healthy" or "healthcheck" in waited, (name, other)
        for volume in service.get("volumes", ()):
            assert volume.partition(":")[0] in plan["volumes"], (name, volume)
        for config in service.get("configs", ()):
            assert plan["configs"][config["source"]]["content"].strip(), (name, config)
        assert set(service["networks"]) <= set(plan["networks"]), name
    assert set(plan["volumes"]) == {
        volume.partition(":")[0]
        for service in plan["services"].values()
        for volume in service.get("volumes", ())
    }


def test_any_number_of_web_processes_stand_behind_the_proxy_alone(plan: Any) -> None:
    web = plan["services"]["web"]
    assert web["deploy"]["replicas"] == 2
    assert "ports" not in web
    assert [name for name, each in plan["services"].items() if "ports" in each] == ["proxy"]
    told = plan["configs"]["caddyfile"]["content"]
    assert f"dynamic a web {options(image_command())['--port']}" in told
    assert web["environment"]["CAE_PROXIES"] == 1
    assert resolve("/api/v1/calls/").view_name == "announce_call"
    assert "not path /api/v1/calls/\n" in told


def test_only_what_seals_has_the_key_and_the_sealers_login(plan: Any) -> None:
    seals = {"worker", "sweeper", "prepare"}
    for name in OURS - seals:
        assert "DATABASE_SEALER_URL" not in plan["services"][name]["environment"]
        assert "DATABASE_MIGRATOR_URL" not in plan["services"][name]["environment"]
    logins = set(re.findall(r"CREATE ROLE (\w+)", plan["configs"]["logins"]["content"]))
    used = set(re.findall(r"postgresql://(\w+):", written()))
    assert used - {"postgres"} == logins


def test_what_the_image_is_made_of_is_there() -> None:
    text = (sources.ROOT / "Dockerfile").read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for source in shlex.split(line)[:-1]:
            assert (sources.ROOT / source).exists(), source
    ignored = (sources.ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert not {"cae", "calls", "dispatch", "static", "templates", "locale"} & set(ignored)


def _managed(plan: Any) -> Iterator[list[str]]:
    """Yield each `manage.py` command with its words."""
    for name in OURS:
        line = " ".join(command_of(plan, name))
        for found in re.findall(r"manage\.py ([^&]+)", line):
            yield shlex.split(found)
    for found in re.findall(
        r"python manage\.py (\S+)", Path(sources.ROOT / "Dockerfile").read_text()
    ):
        yield [found]
