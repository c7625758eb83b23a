"""Each dependency has its reason, each pin its hash, and no address is written down."""

import json
import re
import tomllib
from typing import Any

import pytest

from tests.house import sources

LOCKS = ("requirements.lock", "requirements-embedded.lock", "requirements-test.lock")
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def project() -> dict[str, Any]:
    return tomllib.loads((sources.ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def package() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((sources.ROOT / "package.json").read_text(encoding="utf-8"))
    return loaded


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((sources.ROOT / lock).read_text(encoding="utf-8")))


def names(requirements: list[str]) -> set[str]:
    found = [NAME.match(requirement) for requirement in requirements]
    return {match.group().lower() for match in found if match}


def test_every_python_dependency_says_why_and_has_a_range() -> None:
    lines = (sources.ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    groups = project()["dependency-groups"]
    asked = [*project()["project"]["dependencies"], *groups["embedded"], *groups["test"]]
    for requirement in asked:
        at = next(n for n, line in enumerate(lines) if line.strip() == f'"{requirement}",')
        assert lines[at - 1].strip().startswith("# "), f"{requirement} has no reason above it"
        assert ">=" in requirement, f"{requirement} has no range"


def test_every_front_end_dependency_says_why() -> None:
    asked = {**package()["dependencies"], **package()["devDependencies"]}
    assert set(package()["dependenciesReasons"]) == set(asked)
    assert all(reason.endswith(".") for reason in package()["dependenciesReasons"].values())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes_and_no_address(lock: str) -> None:
    text = (sources.ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"^-|://|--(?:index|extra|find)", text, re.MULTILINE)
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(entries) == len(pins(lock))
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_locks_agree_and_production_has_neither_servers_nor_tools() -> None:
    production, embedded, test = (pins(lock) for lock in LOCKS)
    groups = project()["dependency-groups"]
    assert names(project()["project"]["dependencies"]) <= set(production)
    assert names(groups["embedded"]) <= set(embedded)
    assert names(groups["test"]) <= set(test)
    assert not (names(groups["embedded"]) | names(groups["test"])) & set(production)
    for name in set(production) & (set(embedded) | set(test)):
        assert {production[name]} == {lock[name] for lock in (embedded, test) if name in lock}


def test_the_front_end_lock_has_sums_and_no_address() -> None:
    lock = json.loads((sources.ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all("integrity" in entry for entry in packages.values())
    assert not [name for name, entry in packages.items() if "resolved" in entry]
