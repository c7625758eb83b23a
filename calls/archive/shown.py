"""What the archive's pages show: rows of files, facets with their addresses, one file whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from calls.archive import box, facets, labels, opening, reading, search
from calls.archive.models import SealedFile
from calls.casefile.events import stamp
from calls.casefile.kinds import UNJUDGED_COUNTS_AS
from calls.stages.triage import wording
from calls.telephony import numbers

CHOSEN = tuple(labels.TITLES)
NAMED = ("disposition", "municipality", "protocol")


def files(rows: Iterable[Mapping[str, Any]], *, disclosed: bool) -> list[dict[str, Any]]:
    """Give the files of a page with their columns in words; `kept` says whether words are."""
    rows = list(rows)
    words = {name: labels.of(name, (row[name] for row in rows if row[name])) for name in NAMED}
    return [
        {
            **row,
            "words": {name: words[name].get(row[name], "") for name in NAMED},
            "kept": disclosed and row["entry__place"] is not None,
            "place": row.get("entry__place"),
            "complaint": row.get("entry__complaint"),
            "number": telephone(row.get("entry__number") or ""),
        }
        for row in rows
    ]


def facet_list(
    counts: facets.Counts, chosen: Mapping[str, str], query: QueryDict
) -> list[dict[str, Any]]:
    """Give the facets, each value with its count and the address that chooses or drops it."""
    told = []
    for name, title in labels.TITLES.items():
        found = dict(counts.facets.get(name, ()))
        if chosen.get(name):
            found = {chosen[name]: found.get(chosen[name], 0)}
        elif len(found) < 1 or (name == "municipality" and not chosen.get("province")):
            continue
        shown = list(found.items())[: facets.SHOWN]
        # What is of no kind is rare and looked for: it never hides among the others.
        if search.NOTHING in found and search.NOTHING not in dict(shown):
            shown.append((search.NOTHING, found[search.NOTHING]))
        words = labels.of(name, (value for value, _count in shown))
        told.append(
            {
                "name": name,
                "title": title,
                "values": [
                    {
                        "value": value,
                        "label": words[value],
                        "count": count,
                        "chosen": bool(chosen.get(name)),
                        "address": address(query, **{name: None if chosen.get(name) else value}),
                    }
                    for value, count in shown
                ],
                "others": len(found) - len(shown),
            }
        )
    return told


def address(query: QueryDict, **changed: object) -> str:
    """Give the address of another search: what is changed, from its first page on."""
    asked = query.copy()
    for name in ("before", "after"):
        asked.pop(name, None)
    for name in [name for name, value in asked.items() if not value]:
        asked.pop(name)
    for name, value in changed.items():
        if value is None:
            asked.pop(name, None)
        else:
            asked[name] = str(value)
    return f"?{asked.urlencode()}"


def understood(asked: box.Asked | None, *, disclosed: bool) -> str:
    """Say in words what the box was taken for."""
    if asked is None:
        return ""
    if asked.reference:
        return _("Incident {reference}").format(reference=asked.reference)
    if asked.telephone:
        return _("Telephone {number}").format(number=telephone(asked.telephone))
    if asked.digits and disclosed:
        return _("Incident or telephone ending in {digits}").format(digits=asked.digits)
    if asked.digits:
        return _("Incident ending in {digits}").format(digits=asked.digits)
    return _("Words: {words}").format(words=" · ".join(asked.words))


def whole(file: SealedFile, opened: opening.Opened, *, disclosed: bool) -> dict[str, Any]:
    """Give a file as its page shows it; without what was told unless `disclosed`."""
    facts, timeline = opened.facts or reading.Facts(), opened.timeline
    if not disclosed:
        timeline = [{**row, "text": "", "now": ""} for row in timeline]
    place = labels.of("municipality", [file.municipality]) if file.municipality else {}
    return {
        "reference": file.reference,
        "severity": file.severity,
        "effective_severity": file.severity or UNJUDGED_COUNTS_AS,
        "exercise": file.exercise,
        "covert": facts.covert,
        "opened_at": stamp(facts.opened_at) if facts.opened_at else "",
        "closed_at": stamp(file.closed_at),
        "location": {
            "text": facts.place,
            "municipality_name": place.get(file.municipality, ""),
            "latitude": facts.latitude,
            "longitude": facts.longitude,
        },
        "complaint": {
            "text": facts.complaint,
            "protocol_title": wording.title(file.protocol) if file.protocol else "",
        },
        "caller": {
            "name": facts.caller,
            "callback_display": facts.number and telephone(facts.number),
        },
        "triage": {"determinant": _determinant(facts) if disclosed else None},
        "disposition_label": labels.of("disposition", [file.disposition])[file.disposition],
        "summary": facts.summary,
        "timeline": timeline,
        "missing": sum(row["missing"] for row in opened.timeline),
    }


def telephone(number: str) -> str:
    """Give a number as people read it."""
    return numbers.display(numbers.read(number).e164, number) if number else ""


def _determinant(facts: reading.Facts) -> dict[str, str] | None:
    if not facts.determinant:
        return None
    title = wording.determinant(facts.determinant_protocol, facts.determinant)
    return {"code": facts.determinant, "title": title}
