"""Mark an empty database for exercise and put invented people, centres and units in it."""

from __future__ import annotations

import json
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import hashers
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from calls.casefile.deployment import Deployment
from calls.casefile.models import Case
from calls.directory import demonstration as directory
from calls.directory.models import OperationsCentre
from calls.people import tokens
from calls.people.models import Desk, Mandate, OfficialBody, Role, User
from dispatch import demonstration as dispatch

PEOPLE = (
    ("lucia", "Lucía Ramos", Role.OPERATOR, "OP1", ""),
    ("marcos", "Marcos Vidal", Role.OPERATOR, "OP2", ""),
    ("irene", "Irene Soto", Role.OPERATOR, "OP3", ""),
    ("sanidad", "Elena Prieto", Role.DISPATCHER, "SAN1", "health-ES"),
    ("bomberos", "Jorge Casas", Role.DISPATCHER, "BOM1", "fire-ES"),
    ("policia", "Nuria Vega", Role.DISPATCHER, "POL1", "police-ES"),
    ("proteccion", "Andrés Gil", Role.DISPATCHER, "PC1", "civil_protection-ES"),
    ("salvamento", "Maite Otero", Role.DISPATCHER, "MAR1", "sea_rescue-ES"),
    ("sanidad-sa", "Pablo Martín", Role.DISPATCHER, "SAN2", "health-37"),
    ("jefa", "Carmen Ibáñez", Role.SUPERVISOR, "JS1", ""),
    ("admin", "Teresa Mora", Role.ADMINISTRATOR, "ADM1", ""),
    ("auditor", "Luis Herrero", Role.AUDITOR, "AUD1", ""),
)
WITHOUT_A_DESK = (Role.ADMINISTRATOR, Role.AUDITOR)
BODY = "Juzgado de Guardia (demo)"
# Whose vehicles the demonstration's location machine speaks for.
VEHICLES_OF = "health-37"
TOKENS_LAST = timedelta(days=365)


class Command(BaseCommand):
    """Load the demonstration once; a second time changes nothing."""

    help = "Fill a database marked for exercise with invented people, centres and units."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where the sign-ins are kept."""
        parser.add_argument("--credentials", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Mark the database, then fill it; refuse a live one."""
        if settings.PRODUCTION:
            raise CommandError("Under production settings nothing is invented.")
        with transaction.atomic():
            _mark()
            centres = {centre.code: centre for centre in directory.load_demonstration_centres()}
            dispatch.load_demonstration_units()
            file = Path(options["credentials"])
            told = _kept(file)
            encoded = _encoded(told["password"])
            for username, name, role, position, centre in PEOPLE:
                _person(
                    username,
                    name,
                    role,
                    position,
                    centre=centres.get(centre),
                    encoded=encoded,
                )
                _desk(position, role, centre=centres.get(centre))
            _tokens(told["tokens"], vehicles_of=centres[VEHICLES_OF])
        told["people"] = [
            {
                "role": str(role.value),
                "username": username,
                "password": told["password"],
                "centre": centres[centre].name if centre else "",
            }
            for username, _name, role, _position, centre in PEOPLE
        ]
        _keep(file, told)


def _mark() -> None:
    mark = Deployment.objects.filter(id=1).first()
    if mark is None and not Case.objects.filter(exercise=False).exists():
        mark = Deployment.objects.create(id=1, purpose="exercise")
    if mark is None or mark.purpose != "exercise":
        raise CommandError(
            "This database is live: it is not marked for exercise. Use another database."
        )


def _kept(file: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        told = {}
    told.setdefault("password", "-".join(secrets.token_hex(2) for _ in range(3)))
    kept = told.setdefault("tokens", {})
    for kind in ("gateway", "official", "avl"):
        kept.setdefault(kind, secrets.token_urlsafe(24))
    return told


def _encoded(password: str) -> str:
    """Return the hash that the people have, or a new one; one for all, as hashing is slow."""
    kept = User.objects.filter(username=PEOPLE[0][0]).values_list("password", flat=True).first()
    if kept and hashers.check_password(password, kept):
        return kept
    return hashers.make_password(password)


def _person(
    username: str,
    name: str,
    role: Role,
    position: str,
    *,
    centre: OperationsCentre | None,
    encoded: str,
) -> None:
    user = User.objects.filter(username=username).first() or User(username=username)
    if user.password == encoded:
        return
    user.display_name = name
    user.role = role
    user.position = position
    user.centre = centre
    user.password = encoded
    user.save()


def _desk(code: str, role: Role, *, centre: OperationsCentre | None) -> None:
    if role not in WITHOUT_A_DESK:
        Desk.objects.get_or_create(code=code, defaults={"centre": centre})


def _tokens(texts: dict[str, str], *, vehicles_of: OperationsCentre) -> None:
    expires_at = timezone.now() + TOKENS_LAST
    body, _made = OfficialBody.objects.get_or_create(name=BODY)
    Mandate.objects.get_or_create(
        body=body, municipality_prefix="", defaults={"expires_at": expires_at}
    )
    tokens.issue(kind="gateway", name="demo gateway", expires_at=expires_at, token=texts["gateway"])
    tokens.issue(
        kind="official", name=BODY, expires_at=expires_at, body=body, token=texts["official"]
    )
    tokens.issue(
        kind="avl",
        name="demo vehicles",
        expires_at=expires_at,
        centre=vehicles_of,
        token=texts["avl"],
    )


def _keep(file: Path, told: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(told, out, ensure_ascii=False, indent=2)
