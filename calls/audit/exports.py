"""The access log to take along: CSV for a spreadsheet, JSON Lines that prove themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from calls.archive import access_log
from calls.audit import proven, search, shown, streams
from calls.casefile.events import stamp
from calls.people import spreadsheets
from calls.people.trace_models import AccessRecord

TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


def parts(
    rows: QuerySet[AccessRecord], *, as_: str, at: datetime, query: str
) -> Iterator[streams.Part]:
    """Yield an export's texts, oldest record first; `as_` is one of TYPES."""
    log = proven.Log()
    if as_ == "csv":
        return _csv(rows, log, _titles())
    return _json_lines(rows, log, at=at, query=query)


def _titles() -> list[str]:
    return [
        *(_("Leaf"), _("When (UTC)"), _("Who"), _("Id of who"), _("Role"), _("Position")),
        *(_("Did"), _("To what"), _("Reference"), _("Id of what"), _("Why"), _("From")),
        *(_("Covert"), _("Recorded late")),
    ]


def _csv(
    rows: QuerySet[AccessRecord], log: proven.Log, titles: list[str]
) -> Iterator[streams.Part]:
    # The mark lets spreadsheets read UTF-8.
    yield "\ufeff" + "".join(spreadsheets.lines([titles])), 0
    for records in search.batches(rows):
        leaves = log.numbers(records)
        told = (
            (
                leaves.get(record.id),
                stamp(record.at),
                row["actor"],
                record.actor_id,
                record.role,
                record.position,
                record.action,
                record.subject_kind,
                row["reference"],
                record.subject_id,
                record.reason,
                record.source,
                "x" if record.covert else "",
                "x" if record.late else "",
            )
            for record, row in zip(records, shown.rows(records), strict=True)
        )
        yield "".join(spreadsheets.lines(told)), len(records)


def _json_lines(
    rows: QuerySet[AccessRecord], log: proven.Log, *, at: datetime, query: str
) -> Iterator[streams.Part]:
    """Yield a line with the signed head, one for each record with its proof, one with the count.

    `leaf` is the record's number in the tree, `path` its audit path (RFC 6962, 2.1.1) in hex;
    both are null for what no head vouches for yet.
    """
    head = access_log.head_as_json(log.head) if log.head else None
    yield _line({"head": head, "exported_at": stamp(at), "query": query}), 0
    count = 0
    for records in search.batches(rows):
        leaves = log.prove(records)
        text = "".join(_line(_proof(record, leaves[record.id])) for record in records)
        count += len(records)
        yield text, len(records)
    yield _line({"records": count}), 0


def _proof(record: AccessRecord, leaf: proven.Leaf) -> dict[str, Any]:
    is_signed = leaf.state != "waits"
    return {
        "record": access_log.as_json(record),
        "leaf": leaf.number if is_signed else None,
        "path": [each.hex() for each in leaf.path] if is_signed else None,
    }


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"
