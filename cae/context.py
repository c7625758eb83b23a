"""What every page is told beside what its view gives."""

from django.conf import settings
from django.http import HttpRequest

from calls.people import lock as locks


def purpose(request: HttpRequest) -> dict[str, bool]:
    """Say whether this centre rehearses, so that each room shows it."""
    return {"demonstration": settings.CAE_PURPOSE == "exercise" and not settings.PRODUCTION}


def base_map(request: HttpRequest) -> dict[str, object]:
    """Say what the maps of the screens stand on, and where they begin."""
    return {"map_tiles": settings.MAP_TILES, "map_view": settings.MAP_VIEW}


def lock(request: HttpRequest) -> dict[str, object]:
    """Say whether this screen is locked, and after how many minutes it locks itself."""
    return {"is_locked": locks.is_locked(request), "lock_after": settings.CAE_LOCK_AFTER}
