"""Where the map begins and whose pictures it shows is read strictly, or refused by name."""

import contextlib

import pytest
from django.conf import settings
from django.core import exceptions
from hypothesis import given
from hypothesis import strategies as st

from cae import maps

OSM = "https://tiles.example.org/{z}/{x}/{y}.png"


def test_without_a_tile_server_no_other_host_is_named() -> None:
    assert maps.tiles("", "").origins == []
    assert settings.MAP_TILES.url == ""
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"] == ["'self'", "data:"]


def test_a_tile_server_opens_the_policy_to_its_host_alone() -> None:
    assert maps.tiles(OSM, "© Someone").origins == ["https://tiles.example.org"]
    assert maps.tiles("https://tiles.example.org:8443/{z}/{x}/{y}", "©").origins == [
        "https://tiles.example.org:8443"
    ]
    assert maps.tiles("/tiles/{z}/{x}/{y}.png", "©").origins == []


@pytest.mark.parametrize(
    ("url", "attribution", "why"),
    [
        ("http://tiles.example.org/{z}/{x}/{y}.png", "©", "https://"),
        ("//tiles.example.org/{z}/{x}/{y}.png", "©", "https://"),
        ("javascript:alert(1)//{z}{x}{y}", "©", "https://"),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}.png", "©", "one host"),
        ("https://tiles.example.org; script-src */{z}/{x}/{y}", "©", "without spaces"),
        ("https://tiles.example.org/{z}/{x}.png", "©", r"lacks \{y\}"),
        (OSM, "", "CAE_MAP_TILES_ATTRIBUTION"),
    ],
)
def test_an_address_that_will_not_do_is_refused(url: str, attribution: str, why: str) -> None:
    with pytest.raises(exceptions.ImproperlyConfigured, match=why):
        maps.tiles(url, attribution)


def test_a_view_is_a_point_and_a_zoom() -> None:
    assert maps.view("") == ""
    assert maps.view("41.65, -4.72, 8") == "41.65,-4.72,8"


@pytest.mark.parametrize("given", ["41.65", "41.65,-4.72", "91,0,8", "0,181,8", "40,-3,3", "a,b,c"])
def test_a_view_off_the_map_is_refused(given: str) -> None:
    with pytest.raises(exceptions.ImproperlyConfigured, match="CAE_MAP_VIEW"):
        maps.view(given)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_view(text: str) -> None:
    with contextlib.suppress(exceptions.ImproperlyConfigured):
        maps.view(text)
