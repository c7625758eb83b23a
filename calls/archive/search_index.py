"""What files are found by, beside them: written with the seal, made anew from what is kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Func, Value
from django.db.models.expressions import Combinable

from calls.archive import reading
from calls.archive.models import (
    ArchiveHead,
    SealedDisclosure,
    SealedFile,
    SearchEntry,
    SearchNumber,
)
from calls.casefile.log import Line
from calls.directory import folding
from calls.directory.models import Municipality
from calls.telephony import numbers

SEALER = "sealer"
AT_ONCE = 100
SPOKEN = ("text", "name", "external", "summary", "reason")
"""The personal fields whose words are looked for; numbers and coordinates are none."""
TELEPHONES = ("callback_number", "number")
LONGEST_WORD, LONGEST_TAIL = 64, 64
MOST_WORDS = 5_000
log = logging.getLogger(__name__)


def write(*, file_id: UUID, leaf_index: int, municipality: str, told: Sequence[Line]) -> None:
    """Let a file be found by what its lines tell; belongs into the transaction of its seal."""
    facts = reading.facts(told)
    SearchEntry.objects.using(SEALER).create(
        file_id=file_id,
        leaf_index=leaf_index,
        place=facts.place or "",
        complaint=facts.complaint or "",
        number=facts.number or "",
        agencies=facts.agencies,
        words=_vector(_words(told, {municipality, facts.municipality})),
    )
    SearchNumber.objects.using(SEALER).bulk_create(
        SearchNumber(file_id=file_id, leaf_index=leaf_index, number=number, tail=tail)
        for number, tail in _numbers(told)
    )


def fill(*, at_most: int) -> int:
    """Make the entries that files lack, the oldest first, and give how many were made.

    A file lacks its own when it was sealed before there were any, and when something of it
    was shredded: then it is found by what is left.
    """
    count = 0
    while count < at_most:
        made = _fill_some(min(AT_ONCE, at_most - count))
        if not made:
            break
        count += made
    return count


def empty() -> int:
    """Take every entry away, for `fill` to make anew; give how many there were."""
    with transaction.atomic(using=SEALER):
        SearchNumber.objects.using(SEALER).all().delete()
        count, _by_model = SearchEntry.objects.using(SEALER).all().delete()
    return count


def _fill_some(at_most: int) -> int:
    with transaction.atomic(using=SEALER):
        # As while sealing: two that fill at once make each once, and none of what is going.
        ArchiveHead.objects.using(SEALER).select_for_update().get()
        files = list(
            SealedFile.objects.using(SEALER)
            .filter(entry=None)
            .order_by("leaf_index")
            .only("id", "reference", "leaf_index", "municipality", "document")[:at_most]
        )
        beside: dict[UUID, list[tuple[UUID, int, str]]] = {file.id: [] for file in files}
        rows = SealedDisclosure.objects.using(SEALER).filter(file__in=list(beside)).order_by("id")
        for row in rows.values_list("file_id", "stream", "seq", "encoded"):
            beside[row[0]].append(row[1:])
        for file in files:
            write(
                file_id=file.id,
                leaf_index=file.leaf_index,
                municipality=file.municipality,
                told=_lines(file, beside[file.id]),
            )
    return len(files)


def _lines(file: SealedFile, beside: reading.Beside) -> list[Line]:
    """Give what a file tells; nothing of one that cannot be read, which `verify` will name."""
    try:
        return reading.of_document(json.loads(file.document), beside)
    except (KeyError, TypeError, ValueError):
        log.warning("file %s cannot be read", file.reference)
        return []


def _words(told: Sequence[Line], places: Iterable[str]) -> list[str]:
    """Give the folded words of all that was said, and of the places it was about."""
    towns = Municipality.objects.using(SEALER).filter(ine_code__in=list(places))
    named = [text for names in towns.values_list("name", "province") for text in names]
    found: dict[str, None] = {}
    for text in (*named, *reading.said(told, SPOKEN)):
        found |= dict.fromkeys(word[:LONGEST_WORD] for word in folding.fold(text).split())
    return list(found)[:MOST_WORDS]


def _numbers(told: Sequence[Line]) -> set[tuple[str, str]]:
    """Give the telephones that were told: E.164 where understood, and the digits backwards."""
    found = set()
    for text in reading.said(told, TELEPHONES):
        understood = numbers.read(text).e164
        digits = "".join(filter(str.isdigit, understood or text))
        if digits:
            found.add((understood, digits[::-1][:LONGEST_TAIL]))
    return found


def _vector(words: list[str]) -> Combinable:
    """Give the expression of a vector of exactly these words, as no parser would cut them."""
    return Func(
        Value(words),
        function="array_to_tsvector",
        template="%(function)s(%(expressions)s::text[])",
        output_field=SearchVectorField(),
    )
