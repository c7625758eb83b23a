"""Somebody at the threshold: passwords, codes and authenticators as tests use them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyotp
from django.contrib.auth import hashers
from django.test import Client
from django.utils import timezone

from calls.people import second_factor
from calls.people.models import User

PASSWORD = "ocho-caballos-verdes"
ENCODED = hashers.make_password(PASSWORD)
STEP = timedelta(seconds=second_factor.STEP_SECONDS)
HERE, ELSEWHERE = "192.0.2.10", "198.51.100.7"


def with_password(user: User) -> User:
    """Give a person the password of these tests."""
    user.password = ENCODED
    user.save(update_fields=["password"])
    return user


def enrolled(user: User) -> pyotp.TOTP:
    """Give a person an authenticator, whose code of now was not used yet."""
    secret = second_factor.new_secret()
    machine = pyotp.TOTP(secret)
    now = timezone.now()
    assert second_factor.enrol(user=user, secret=secret, code=machine.at(now - STEP), at=now)
    return machine


def wrong(machine: pyotp.TOTP) -> str:
    """Give a code that is none of the near ones."""
    now = timezone.now()
    right = {machine.at(now + steps * STEP) for steps in range(-3, 4)}
    return next(code for code in (f"{n:06}" for n in range(10)) if code not in right)


def knock(source: str = HERE) -> Client:
    """Give a browser at an address."""
    return Client(REMOTE_ADDR=source)


def sign_in(client: Client, username: str = "lucia", password: str = PASSWORD, **more: str) -> Any:
    """Sign in through the page."""
    return client.post("/sign-in/", {"username": username, "password": password, **more})


def home(client: Client) -> int:
    """Ask for one's own screen: 302 for whoever is signed in, 401 for nobody."""
    answer: Any = client.get("/", headers={"Accept": "application/json"})
    return int(answer.status_code)
