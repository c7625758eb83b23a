"""The asker's address is taken from proxies of ours, and from nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from cae import proxies


def seen(forwarded: str | None, *, ours: int) -> str:
    """Give the address that a view sees of a request that 10.0.0.1 handed on."""
    headers: Any = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get("/", headers=headers)
    with override_settings(PROXIES=ours):
        proxies.Asker(lambda request: HttpResponse(request.META["REMOTE_ADDR"]))(request)
    return str(request.META["REMOTE_ADDR"])


@pytest.mark.parametrize(
    ("forwarded", "ours", "address"),
    [
        ("1.2.3.4", 1, "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4", 1, "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4, 10.0.0.2", 2, "1.2.3.4"),
        ("2001:db8::1", 1, "2001:db8::1"),
    ],
)
def test_the_asker_stands_as_many_from_the_end_as_there_are_proxies(
    forwarded: str, ours: int, address: str
) -> None:
    assert seen(forwarded, ours=ours) == address


@pytest.mark.parametrize(
    ("forwarded", "ours"),
    [
        ("1.2.3.4", 0),
        (None, 1),
        ("", 1),
        ("1.2.3.4", 2),
        ("evil", 1),
        ("\x00", 1),
        ("1.2.3.4:5", 1),
    ],
)
def test_what_no_proxy_of_ours_can_have_said_is_not_believed(
    forwarded: str | None, ours: int
) -> None:
    assert seen(forwarded, ours=ours) == "10.0.0.1"
