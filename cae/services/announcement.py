"""What the terminal shows once the centre runs."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

RINGING = {
    "call_id": "try-1",
    "callback_number": "+34600000001",
    "dialled": "112",
    "kind": "telephone",
}
# The shell puts the time in.
MOVED = {
    "positions": [
        {"callsign": "SVA-3701", "latitude": 40.97, "longitude": -5.66, "at": "NOW"},
    ]
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class SignIn:
    """One demonstration person."""

    role: str
    username: str
    password: str
    centre: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Credentials:
    """What `load_demonstration` has written: people, and tokens by kind."""

    people: Sequence[SignIn]
    tokens: Mapping[str, str]


def read(file: Path) -> Credentials:
    """Return the sign-ins and tokens of the demonstration; none where there is no file."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Credentials(people=[], tokens={})
    return Credentials(
        people=[
            SignIn(
                role=person["role"],
                username=person["username"],
                password=person["password"],
                centre=person.get("centre") or "",
            )
            for person in kept["people"]
        ],
        tokens=kept["tokens"],
    )


def text(
    *, address: str, credentials: Credentials, whereabouts: str, logs: str, environment: str
) -> str:
    """Return address, sign-ins, tokens with an example each, and where logs and settings are."""
    lines = ["", f"CAE runs at {address}", ""]
    if credentials.people:
        lines += [*_table(credentials.people), ""]
    if credentials.tokens:
        lines += [f"Tokens (also in {whereabouts}):", *_examples(address, credentials.tokens), ""]
    lines += [
        f"Logs: {logs}",
        f"Other commands, in another terminal:  . {environment} && .venv/bin/python manage.py …",
        "Ctrl-C ends it.",
        "",
    ]
    return "\n".join(lines)


def _table(people: Sequence[SignIn]) -> list[str]:
    rows = [("role", "user", "password", "centre")]
    rows += [(person.role, person.username, person.password, person.centre) for person in people]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [
        "  "
        + "  ".join(
            [*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]
        ).rstrip()
        for row in rows
    ]


def _examples(address: str, tokens: Mapping[str, str]) -> list[str]:
    lines = []
    if "gateway" in tokens:
        lines += [
            "  a call rings (telephony gateway):",
            f"    curl -X POST {address}api/v1/calls/ \\",
            f"      -H 'Authorization: Bearer {tokens['gateway']}' \\",
            "      -H 'Content-Type: application/json' \\",
            f"      -d '{json.dumps(RINGING)}'",
        ]
    if "official" in tokens:
        lines += [
            "  closed case files (official body):",
            f"    curl {address}api/v1/case-files/ \\",
            f"      -H 'Authorization: Bearer {tokens['official']}'",
        ]
    if "avl" in tokens:
        lines += [
            "  an ambulance has moved (vehicle location machine of Salamanca's centre):",
            f"    curl -X POST {address}api/v1/units/positions/ \\",
            f"      -H 'Authorization: Bearer {tokens['avl']}' \\",
            "      -H 'Content-Type: application/json' \\",
            f"      -d '{json.dumps(MOVED)}'".replace('"NOW"', "\"'$(date -u +%FT%TZ)'\""),
        ]
    return lines
