"""What `manage.py check` looks at: no door stands open that the table of access does not name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core import checks
from django.urls import URLPattern, URLResolver, get_resolver

from calls.people import access


def routes(
    resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    """Yield every route with its name, of the centre's own URLconf where none is given."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, (*spaces, *([entry.namespace] if entry.namespace else ())))
        else:
            yield ":".join((*spaces, entry.name or "")), entry


def action_of(view: Any) -> str | None:
    """Give the action of a function view, a class-based view or a DRF view."""
    for holder in (view, getattr(view, "cls", None), getattr(view, "view_class", None)):
        action = getattr(holder, "access_action", None)
        if isinstance(action, str):
            return action
    return None


@checks.register(checks.Tags.security)
def every_route_is_named(
    app_configs: object = None, *, resolver: URLResolver | None = None, **_told: object
) -> list[checks.CheckMessage]:
    """Find routes that the table does not name, or names otherwise than they guard themselves."""
    found: list[checks.CheckMessage] = []
    named = access.routes()
    told = dict(routes(resolver))
    for name, route in told.items():
        action = action_of(route.callback)
        if action is None or action not in access.matrix():
            found.append(_error("E001", f"{name} ({route.pattern}) asks nobody who is there."))
        elif name not in named:
            found.append(
                _error("E002", f"{name} ({route.pattern}) is not in access.toml [routes].")
            )
        elif set(named[name].values()) != {action}:
            found.append(
                _error("E003", f"{name} is guarded by {action}, access.toml says otherwise.")
            )
    gone = sorted(set(named) - set(told)) if resolver is None else []
    found += [
        _error("E004", f"access.toml names {name}, and there is no such route.") for name in gone
    ]
    return found


def _error(number: str, message: str) -> checks.Error:
    return checks.Error(message, hint="calls/people/access.toml", id=f"cae.{number}")
