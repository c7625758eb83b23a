"""What every answer carries, whoever asks for whatever; and what no settings may soften."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings
from django.core import checks
from django.test import Client, override_settings

from cae import content_policy, headers
from tests.cae.doors import walk
from tests.cae.doors.scenery import ROLES, Scenery
from tests.calls import room as rooms
from tests.support import clones, run

NEEDED = {
    **headers.CARRIED,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PRODUCTION = {
    "CAE_ENV": "production",
    "CAE_SECRET_KEY": "k3y-of-a-place-that-is-not-there-" + "0123456789abcdef" * 2,
    "CAE_ALLOWED_HOSTS": "cae.example.org",
    "CAE_BEHIND_TLS_PROXY": "1",
    "CAE_PROXIES": "1",
    "CAE_DATABASE_POOL": "0",
    "DATABASE_URL": "postgresql://127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


@pytest.fixture(scope="module")
def answers() -> Iterator[Mapping[str, Any]]:
    """Give the answer of every door to every role, and of some that are no doors."""
    found: dict[str, Any] = {}
    logging.disable(logging.CRITICAL)
    with clones.fresh() as clone, clones.used_by_django(clone):
        scenery = Scenery(rooms.Room())
        for role in ROLES:
            visitor, known = scenery.visitor(role), scenery.known(role)
            for door in walk.doors():
                address = door.address(known)
                told = visitor.client.get(address, headers=dict(visitor.headers))
                found[f"{role} {door.where}"] = told
        found["nowhere"] = Client().get("/nowhere/")
        found["another host"] = Client(headers={"Host": "evil.example"}).get("/")
        found["forged"] = Client(enforce_csrf_checks=True).post("/sign-in/")
        logging.disable(logging.NOTSET)
        yield found


def test_every_answer_is_kept_by_nobody_and_carries_its_guards(
    answers: Mapping[str, Any],
) -> None:
    assert {answer.status_code for answer in answers.values()} >= {200, 302, 401, 403, 404}
    lacking = {
        (where, name): answer.headers.get(name)
        for where, answer in answers.items()
        for name, value in NEEDED.items()
        if answer.headers.get(name) != value
    }
    assert lacking == {}


def test_every_answer_carries_the_strict_policy(answers: Mapping[str, Any]) -> None:
    lax = {
        where: found
        for where, answer in answers.items()
        if (found := list(content_policy.lax(answer.headers.get("Content-Security-Policy", ""))))
    }
    assert lax == {}


@pytest.mark.parametrize(
    ("directive", "spoiled"),
    [
        ("script-src", ["'self'", "'unsafe-inline'"]),
        ("script-src", ["'self'", "'unsafe-eval'"]),
        ("script-src", ["'self'", "https:"]),
        ("script-src", ["*"]),
        ("script-src", ["'self'", "data:"]),
        ("style-src", ["'self'", "'unsafe-inline'"]),
        ("style-src-attr", ["'unsafe-inline'"]),
        ("default-src", ["'self'"]),
        ("frame-ancestors", ["'self'"]),
        ("object-src", None),
        ("connect-src", ["*"]),
    ],
)
def test_a_policy_that_somebody_softened_fails_the_build(
    directive: str, spoiled: list[str] | None
) -> None:
    directives = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], directive: spoiled}
    with override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": directives}):
        found = [each.id for each in checks.run_checks(include_deployment_checks=True)]
    assert content_policy.LAX in found


def test_no_page_has_a_script_or_a_style_of_its_own() -> None:
    wrong = {}
    for template in (run.ROOT / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        inline = re.findall(
            r"<script(?![-\w])(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=\"", text
        )
        data = [found for found in inline if 'type="application/json"' not in found]
        if data:
            wrong[template.name] = data
    assert wrong == {}


def deployed(**told: str) -> subprocess.CompletedProcess[str]:
    """Run Django's deployment checks in a process of its own, under production settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CAE_")}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=run.ROOT,
        env={**ours, **PRODUCTION, **told},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_production_start_has_nothing_to_be_warned_of() -> None:
    done = deployed()
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def test_a_production_start_that_is_softer_is_warned_of() -> None:
    softer = {
        "CAE_SECURE_COOKIES": "0",
        "CAE_HSTS_SECONDS": "0",
        "CAE_TLS_REDIRECT": "0",
        "CAE_DEBUG": "1",
        "CAE_SECRET_KEY": "short",
    }
    done = deployed(**softer)
    assert done.returncode == 1
    found = set(re.findall(r"security\.W\d+", done.stderr))
    assert {f"security.W{number}" for number in ("004", "008", "009", "012", "018")} <= found


def test_who_asks_without_tls_is_sent_to_it_but_no_ringing_phone() -> None:
    with override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["testserver"]):
        away = Client().get("/sign-in/")
        assert (away.status_code, away.headers["Location"]) == (301, "https://testserver/sign-in/")
        for address in ("/api/v1/calls/", "/health/"):
            assert Client().post(address, b"{}", content_type="application/json").status_code < 500
            assert Client().get(address).status_code != 301
