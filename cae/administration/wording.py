"""How fields and values of administration are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from calls.casefile.models import Case
from calls.directory.models import Agency, Level, OperationsCentre
from calls.people.credentials import CodePurpose
from calls.people.models import Desk, OfficialBody, Role, ServiceToken, TokenKind, User
from calls.protocols.models import Origin

SHORT = 12
"""As much of a digest as tells it from others."""
FIELDS: Mapping[str, Promise] = MappingProxyType(
    {
        "username": gettext_lazy("User"),
        "display_name": gettext_lazy("Name"),
        "name": gettext_lazy("Name"),
        "name_es": gettext_lazy("Name in Spanish"),
        "name_en": gettext_lazy("Name in English"),
        "code": gettext_lazy("Code"),
        "role": gettext_lazy("Role"),
        "centre": gettext_lazy("Centre"),
        "agency": gettext_lazy("Agency"),
        "language": gettext_lazy("Language"),
        "purpose": gettext_lazy("For"),
        "token_kind": gettext_lazy("Kind"),
        "body": gettext_lazy("Official body"),
        "is_active": gettext_lazy("In use"),
        "level": gettext_lazy("Level"),
        "ground": gettext_lazy("INE code"),
        "municipalities": gettext_lazy("INE code"),
        "latitude": gettext_lazy("Latitude"),
        "longitude": gettext_lazy("Longitude"),
        "addresses": gettext_lazy("Networks"),
        "starts_at": pgettext_lazy("time", "From"),
        "ends_at": pgettext_lazy("time", "To"),
        "expires_at": gettext_lazy("Holds until"),
        "replaced_by": gettext_lazy("Replaced by"),
        "holds": gettext_lazy("Open incidents"),
        "origin": gettext_lazy("Origin"),
        "source": gettext_lazy("File"),
        "added": pgettext_lazy("protocols", "Added"),
        "replaced": pgettext_lazy("protocols", "Replaced"),
        "removed": pgettext_lazy("protocols", "Removed"),
        "reason": gettext_lazy("Reason"),
    }
)
"""What is shown of an event beside its title, in this order."""
CHOICES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "role": dict(Role.choices),
        "language": dict(settings.LANGUAGES),
        "level": dict(Level.choices),
        "purpose": dict(CodePurpose.choices),
        "token_kind": dict(TokenKind.choices),
        "origin": dict(Origin.choices),
    }
)
NAMED: Mapping[str, Any] = MappingProxyType(
    {
        "person": (User, "display_name"),
        "centre": (OperationsCentre, "name"),
        "body": (OfficialBody, "name"),
        "token": (ServiceToken, "name"),
        "replaced_by": (ServiceToken, "name"),
        "desk": (Desk, "code"),
        "holds": (Case, "reference"),
    }
)
"""The fields that hold ids, and what the things they name are called."""


def names(told: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Give id → name of everything that these events' data name, and code → name of agencies."""
    wanted: dict[str, set[str]] = {}
    for data in told:
        for name, value in data.items():
            if (plain := base(name)) in NAMED:
                wanted.setdefault(plain, set()).update(_each(value))
    found = {agency.code: agency.name for agency in Agency.objects.all()}
    for name, ids in wanted.items():
        model, called = NAMED[name]
        rows = model.objects.filter(id__in=ids).values_list("id", called)
        found |= {str(key): str(text) for key, text in rows}
    return found


def base(name: str) -> str:
    """Give a field without saying whether it is what was or what is."""
    return name.removeprefix("before_").removeprefix("after_")


def value(name: str, given: Any, known: Mapping[str, str]) -> str:
    """Give a value as people read it; `known` names ids."""
    if given is None or given == "":
        return "–"
    if isinstance(given, bool):
        return _("Yes") if given else _("No")
    if name in CHOICES:
        return str(CHOICES[name].get(given, given))
    if name in NAMED or name == "agency":
        return ", ".join(known.get(each, each) for each in _each(given))
    if name.endswith("_at"):
        return moment(datetime.fromisoformat(given))
    return ", ".join(_each(given)) if name != "book" else str(given)[:SHORT]


def moment(at: datetime) -> str:
    """Give a time where the centre is, as a log writes it."""
    return formats.date_format(timezone.localtime(at), "Y-m-d H:i")


def _each(given: Any) -> list[str]:
    return [str(each) for each in given] if isinstance(given, list | tuple) else [str(given)]
