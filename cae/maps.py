"""The base map of the screens: CAE's own, or a tile server's where one is named."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core import exceptions

PLACES = ("{z}", "{x}", "{y}")
_VIEW = re.compile(r"(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?),(\d{1,2})")
_FARTHEST, _CLOSEST = 4, 16
# Web maps end here, in degrees.
_NORTH, _EAST = 85, 180


@dataclass(frozen=True)
class Tiles:
    """A tile server: `url` with {z}, {x} and {y}, "" for none; what its owner wants named."""

    url: str = ""
    attribution: str = ""

    @property
    def origins(self) -> list[str]:
        """Return the host that browsers may fetch pictures from, beside this one."""
        parts = urlsplit(self.url)
        return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def tiles(url: str, attribution: str) -> Tiles:
    """Read a tile server's address: https, or a path of this host; anything else is refused."""
    if not url:
        return Tiles()
    parts = urlsplit(url)
    is_ours = url.startswith("/") and not parts.netloc
    if not (is_ours or (parts.scheme == "https" and parts.hostname)):
        raise exceptions.ImproperlyConfigured(
            "CAE_MAP_TILES_URL must begin with https:// or be a path of this host."
        )
    if "{" in parts.netloc or re.search(r"[\s;,'\"]", url):
        raise exceptions.ImproperlyConfigured(
            "CAE_MAP_TILES_URL must name one host, without spaces, commas, semicolons or quotes."
        )
    if missing := [place for place in PLACES if place not in url]:
        raise exceptions.ImproperlyConfigured(f"CAE_MAP_TILES_URL lacks {', '.join(missing)}.")
    if not attribution:
        raise exceptions.ImproperlyConfigured(
            "CAE_MAP_TILES_URL needs CAE_MAP_TILES_ATTRIBUTION: whom to name on the map."
        )
    return Tiles(url, attribution)


def view(given: str) -> str:
    """Read "latitude,longitude,zoom", where the map begins; "" is the whole country."""
    if not given:
        return ""
    found = _VIEW.fullmatch(given.replace(" ", ""))
    if found:
        latitude, longitude, zoom = float(found[1]), float(found[2]), int(found[3])
        if abs(latitude) <= _NORTH and abs(longitude) <= _EAST and _FARTHEST <= zoom <= _CLOSEST:
            return found[0]
    raise exceptions.ImproperlyConfigured(
        f"CAE_MAP_VIEW must be latitude,longitude,zoom (zoom {_FARTHEST} to {_CLOSEST}), "
        f"not {given!r}."
    )
