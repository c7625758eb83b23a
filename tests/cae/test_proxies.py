"""The asker's address is taken from proxies of ours, and from nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import exceptions
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from cae import proxies

OURS = proxies.networks(["10.0.0.0/24", "2001:db8:1::/48"])


def seen(forwarded: str | None, *, ours: int, by: str = "10.0.0.1") -> str:
    """Give the address that a view sees of a request that a proxy handed on."""
    headers: Any = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory(REMOTE_ADDR=by).get("/", headers=headers)
    with override_settings(PROXIES=ours, PROXY_NETWORKS=OURS):
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


@pytest.mark.parametrize("by", ["10.0.1.1", "2001:db8:2::1", "8.8.8.8", ""])
def test_who_is_no_proxy_of_ours_cannot_tell_that_another_asks(by: str) -> None:
    assert seen("1.2.3.4", ours=1, by=by) == by


@pytest.mark.parametrize("by", ["10.0.0.9", "::ffff:10.0.0.9", "2001:db8:1::9"])
def test_a_proxy_of_ours_is_known_however_its_address_is_written(by: str) -> None:
    assert seen("1.2.3.4", ours=1, by=by) == "1.2.3.4"


@pytest.mark.parametrize(("by", "told"), [("8.8.8.8", False), ("10.0.0.1", True)])
def test_only_a_proxy_of_ours_says_that_there_was_tls(by: str, told: bool) -> None:  # noqa: FBT001 - pytest names it
    request = RequestFactory(REMOTE_ADDR=by).get("/", headers={"X-Forwarded-Proto": "https"})
    with override_settings(
        PROXIES=1,
        PROXY_NETWORKS=OURS,
        SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    ):
        proxies.Asker(lambda request: HttpResponse(str(request.is_secure())))(request)
        assert request.is_secure() is told


@pytest.mark.parametrize("written", ["10.0.0.1/8", "everywhere", "10.0.0.0/33"])
def test_a_network_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(exceptions.ImproperlyConfigured, match="CAE_PROXY_NETWORKS"):
        proxies.networks([written])
