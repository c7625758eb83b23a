"""Browsers that somebody has signed in from: the desk they last chose, and that they are known."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie

COOKIE = f"{settings.COOKIE_PREFIX}desk"
SALT = "calls.people.browsers"
REMEMBERED_S = 365 * 24 * 60 * 60


def remember(response: HttpResponse, *, desk: str) -> None:
    """Let the browser keep a sign of ours with the desk's code, "" for none."""
    response.set_cookie(
        COOKIE,
        signing.get_cookie_signer(salt=SALT).sign(desk),
        max_age=REMEMBERED_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_COOKIES,
    )


def last_desk(request: HttpRequest) -> str:
    """Give the desk that was chosen last in this browser, "" where none was."""
    return _read(request.COOKIES) or ""


def is_known(cookies: str) -> bool:
    """Say whether a Cookie header holds a sign of ours."""
    return _read(parse_cookie(cookies)) is not None


def _read(cookies: Mapping[str, str]) -> str | None:
    signer = signing.get_cookie_signer(salt=SALT)
    try:
        return str(signer.unsign(cookies.get(COOKIE, ""), max_age=REMEMBERED_S))
    except signing.BadSignature:
        return None
