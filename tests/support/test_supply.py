"""The bill of materials names everything; an audit that could not ask is red."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house import test_dependencies as locks
from tests.support import run, supply

CLEAN = {"dependencies": [{"name": "django", "version": "5.2", "vulns": []}]}
ASKED = {"vulnerabilities": {}, "metadata": {"vulnerabilities": {"total": 0}}}


def test_the_bills_name_every_package_of_the_locks_and_no_place_they_came_from(
    tmp_path: Path,
) -> None:
    python, browser = supply.write_bills(tmp_path)
    told = json.loads(python.read_text(encoding="utf-8"))
    named = {each["name"].lower(): each["version"] for each in told["components"]}
    assert named == locks.pins("requirements.lock")
    assert all(each["hashes"] for each in told["components"])
    told = json.loads(browser.read_text(encoding="utf-8"))
    assert {each["version"] for each in told["components"] if each["name"] == "leaflet"}
    for bill in (python, browser):
        text = bill.read_text(encoding="utf-8")
        assert "CycloneDX" in text
        assert not [word for word in ("simple/", "/-/", "registry") if word in text]


def test_what_is_clean_is_clean() -> None:
    assert list(supply.faults_of_python(CLEAN, ["django"])) == []
    assert list(supply.faults_of_browser(ASKED)) == []


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"error": "pip-audit: JSONDecodeError"},
        {"dependencies": []},
        {"dependencies": [{"name": "django", "skip_reason": "could not be audited"}]},
        {"dependencies": [{"name": "django", "version": "5.2"}]},
        {"dependencies": [{"name": "django", "version": "5.2", "vulns": [{"id": "CVE-1"}]}]},
    ],
)
def test_python_packages_that_nobody_could_be_asked_about_are_red(report: dict[str, Any]) -> None:
    assert list(supply.faults_of_python(report, ["django"]))


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"error": {"code": "ENOTFOUND"}},
        {"message": "405 Method Not Allowed", "metadata": {}},
        {"metadata": {"vulnerabilities": {"total": 2}}},
        {**ASKED, "vulnerabilities": {"leaflet": {"severity": "high"}}},
    ],
)
def test_front_end_packages_that_nobody_could_be_asked_about_are_red(
    report: dict[str, Any],
) -> None:
    assert list(supply.faults_of_browser(report))


def test_without_a_network_the_audit_fails_and_says_why() -> None:
    nowhere = "http://127.0.0.1:1"
    names = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "npm_config_registry")
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.supply", "audit"],
        cwd=run.ROOT,
        env={**os.environ, **dict.fromkeys(names, nowhere), "npm_config_fetch_retries": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "django was not asked about" in done.stdout
    assert "npm could not ask" in done.stdout
