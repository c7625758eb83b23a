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
from django.utils.translation import gettext_lazy

from calls.casefile.models import Case
from calls.directory.models import Agency, Level, OperationsCentre
from calls.people.credentials import CodePurpose
from calls.people.models import Desk, OfficialBody, Role, ServiceToken, TokenKind, User

FIELDS: Mapping[str, Promise] = MappingProxyType(
    {
        "addresses": gettext_lazy("Networks"),
        "agency": gettext_lazy("Agency"),
        "body": gettext_lazy("Official body"),
        "centre": gettext_lazy("Centre"),
        "code": gettext_lazy("Code"),
        "display_name": gettext_lazy("Name"),
        "ends_at": gettext_lazy("To"),
        "expires_at": gettext_lazy("Holds until"),
        "ground": gettext_lazy("INE code"),
        "holds": gettext_lazy("Open incidents"),
        "is_active": gettext_lazy("In use"),
        "language": gettext_lazy("Language"),
        "latitude": gettext_lazy("Latitude"),
        "level": gettext_lazy("Level"),
        "longitude": gettext_lazy("Longitude"),
        "municipalities": gettext_lazy("INE code"),
        "name": gettext_lazy("Name"),
        "name_en": gettext_lazy("Name in English"),
        "name_es": gettext_lazy("Name in Spanish"),
        "purpose": gettext_lazy("For"),
        "replaced_by": gettext_lazy("Replaced by"),
        "role": gettext_lazy("Role"),
        "starts_at": gettext_lazy("From"),
        "token_kind": gettext_lazy("Kind"),
        "username": gettext_lazy("User"),
    }
)
"""What is shown of an event beside its title; what it is about is shown by its name."""
CHOICES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "role": dict(Role.choices),
        "language": dict(settings.LANGUAGES),
        "level": dict(Level.choices),
        "purpose": dict(CodePurpose.choices),
        "token_kind": dict(TokenKind.choices),
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
    return str(given)


def moment(at: datetime) -> str:
    """Give a time where the centre is, as a log writes it."""
    return formats.date_format(timezone.localtime(at), "Y-m-d H:i")


def _each(given: Any) -> list[str]:
    return [str(each) for each in given] if isinstance(given, list | tuple) else [str(given)]
