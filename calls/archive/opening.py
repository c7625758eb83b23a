"""Open one sealed file against its access record, and say whether it is what was sealed."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.archive import by_need as kept_here
from calls.archive import file_checks, proof, reading
from calls.archive.models import SealedFile, SigningKey
from calls.casefile import by_need, chronology
from calls.people.actor import Actor

UNREADABLE = (AttributeError, KeyError, TypeError, ValueError, ValidationError)
State = Literal["holds", "fails", "unchecked"]
SAID: dict[str, str | Promise] = {
    "key": _("The key it is sealed with is known to this centre"),
    "sha256": _("Its document is the one its SHA-256 was taken of"),
    "signature": _("Its signature was made with that key over that document"),
    "document": _("What it says of itself is what its entries say"),
    "entries": _("Its entries lead one to the next, to the end that was sealed"),
    "disclosures": _("Each personal value kept beside it is the one its entry names"),
    "columns": _("What it is found by is what its document says"),
    "log": _("Its entries are those of the centre's log"),
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that has to hold, and whether it does; after one that fails none is looked at."""

    says: str | Promise
    state: State


@dataclasses.dataclass(frozen=True, kw_only=True)
class Opened:
    """What a file tells with the values at hand, and what came of checking it.

    `facts` is None where its entries cannot be read; `told` is what does not hold, in English.
    """

    facts: reading.Facts | None
    timeline: list[dict[str, Any]]
    checks: list[Check]
    told: str

    @property
    def holds(self) -> bool:
        """Say whether everything does."""
        return not self.told


def open_file(file: SealedFile, *, record: UUID, reader: Actor) -> Opened:
    """Open a file that an access record names; its values only where that says disclosed.

    A desk sees of it what it needs, as it did of the open case.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT document, beside FROM cae_open_file(%s)", [record])
        document, told = cursor.fetchone()
    rows = json.loads(told) if isinstance(told, str) else told or ()
    beside = [(UUID(stream), seq, encoded) for stream, seq, encoded in rows]
    fault = _fault(file, document, beside)
    facts, timeline = _told(document, beside, reader)
    return Opened(
        facts=facts, timeline=timeline, checks=_checks(fault), told=str(fault) if fault else ""
    )


def _told(
    document: str, beside: reading.Beside, reader: Actor
) -> tuple[reading.Facts | None, list[dict[str, Any]]]:
    """Give a document's facts and timeline; neither where it was made unreadable."""
    try:
        whole = reading.of_document(json.loads(document), beside)
        lines = list(by_need.lines(whole, kept_here.kept_from(whole, reader)))
        told = (line for line in lines if line.data or not line.withheld)
        return reading.facts(told), chronology.rows(lines)
    except UNREADABLE:
        return None, []


def _fault(file: SealedFile, document: str, beside: reading.Beside) -> proof.Unproven | None:
    public = SigningKey.objects.filter(id=file.key_id).values_list("public", flat=True).first()
    names = {field.name for field in dataclasses.fields(file_checks.File)}
    columns = {name: getattr(file, name) for name in names - {"document", "public"}}
    whole = file_checks.File(**columns, document=document, public=public)
    try:
        file_checks.prove(whole, beside, trusted=None, using="default")
    except proof.Unproven as fault:
        return fault
    except UnicodeError as error:
        return proof.Unproven(str(error), check="document")
    return None


def _checks(fault: proof.Unproven | None) -> list[Check]:
    reached = proof.CHECKS.index(fault.check) if fault else len(proof.CHECKS)
    return [Check(says=SAID[name], state=_state(at, reached)) for at, name in enumerate(SAID)]


def _state(at: int, reached: int) -> State:
    if at == reached:
        return "fails"
    return "holds" if at < reached else "unchecked"
