"""What stands in a centre's database at one moment, read with SQL and nothing of the product."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.support import clones

Row = Mapping[str, Any]

_QUERIES = {
    "commands": "SELECT id::text, answer FROM casefile_command",
    "cases": "SELECT * FROM casefile_case",
    "calls": "SELECT id::text, state, version, case_id::text,"
    " answered_at > coalesce((SELECT at FROM casefile_room_clock), now()) - interval '10 s'"
    " AS just_answered FROM casefile_call",
    "events": "SELECT stream_id::text AS stream, seq, kind, body FROM casefile_event"
    " ORDER BY stream_id, seq",
    "disclosures": "SELECT stream_id::text AS stream, seq, encoded FROM casefile_disclosure",
    "offers": "SELECT id::text, case_id::text, centre_id::text, state FROM transfer_offer",
    "assignments": "SELECT id::text, case_id::text, unit_id::text, status, released_at"
    " FROM dispatch_assignment",
    "units": "SELECT id::text, status, version, centre_id::text, covert,"
    " 2 * (floor(extract(epoch FROM position_at) * 1000)::bigint + version) + covert::int"
    " AS located FROM dispatch_unit LEFT JOIN LATERAL (SELECT bool_or(covert) AS on_covert"
    " FROM dispatch_assignment JOIN casefile_case ON casefile_case.id = case_id"
    " WHERE unit_id = dispatch_unit.id AND released_at IS NULL) AS sent ON true"
    " CROSS JOIN LATERAL (SELECT coalesce(on_covert, false) AS covert) AS cover",
    "legs": "SELECT case_id::text, centre_id::text FROM casefile_leg",
    "late": "SELECT id::text, case_id::text, kind FROM casefile_commitment"
    " WHERE settled_at IS NULL AND lapsed_at IS NULL"
    " AND due_at < coalesce((SELECT at FROM casefile_room_clock), now())",
    "files": "SELECT case_id::text FROM archive_sealed_file",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Facts:
    """Rows of one snapshot; `late` are promises past their time that nobody was told of."""

    commands: Sequence[Row]
    cases: Sequence[Row]
    calls: Sequence[Row]
    events: Sequence[Row]
    disclosures: Sequence[Row]
    offers: Sequence[Row]
    assignments: Sequence[Row]
    units: Sequence[Row]
    legs: Sequence[Row]
    late: Sequence[Row]
    files: Sequence[Row]


def read(clone: clones.Clone) -> Facts:
    """Read everything the checker looks at, as it stood at one moment."""
    with clone.connect("superuser", row_factory=dict_row) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return Facts(**{name: _rows(connection, query) for name, query in _QUERIES.items()})


def said(disclosure: Row) -> tuple[str, Any]:
    """Give name and value of a personal value beside the log (RFC 9901, 4.2.1)."""
    encoded = disclosure["encoded"]
    _salt, name, value = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    return name, value


def _rows(connection: psycopg.Connection[Any], query: str) -> list[Row]:
    return [
        {name: str(value) if name == "id" else value for name, value in row.items()}
        for row in connection.execute(query.encode())
    ]
