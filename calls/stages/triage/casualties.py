"""How many are hurt, by colour: told in numbers, or one after the other as a crew sorts them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.events import Code, stamp
from calls.casefile.sheet import Sheet
from calls.stages.triage import events, sorting
from calls.stages.triage.models import CasualtyCount, CountedBy
from calls.stages.triage.sorting import Colour

MOST = 9_999
MISSING = {
    "breathing": _("Does it breathe? A child with a pulse gets five breaths first."),
    "rate": _("How many breaths a minute?"),
    "pulse": _("Is there a pulse?"),
    "responds": _("Do they respond?"),
}


@door.step("triage.count_casualties")
def count_casualties(sheet: Sheet, *, counts: Mapping[str, int], source: CountedBy) -> door.Answer:
    """Write down how many there are of each colour now.

    Raises Invalid where somebody more is counted deceased by telephone, Conflict where somebody
    counted since the sheet was read.
    """
    before = CasualtyCount.objects.filter(case=sheet.case).first()
    # Those a crew has found dead stay so, whatever is counted by telephone afterwards.
    known = before.deceased if before is not None else 0
    if source == CountedBy.CALLER and counts[Colour.DECEASED] > known:
        raise refusals.Invalid(
            _("Nobody is counted deceased by telephone."),
            fields={"deceased": [_("A crew on scene says so; until then they are immediate.")]},
        )
    if sheet.base_version is None:
        raise refusals.Invalid(
            _("An edit carries the version it was made from."),
            fields={"base_version": [_("A whole number is needed.")]},
        )
    if before is not None and before.seq > sheet.base_version:
        raise refusals.Conflict(
            _("Somebody counted since you looked."),
            version=sheet.case.version,
            conflicts={
                "casualties": {
                    "mine": {colour: counts[colour] for colour in Colour.values},
                    "theirs": {colour: getattr(before, colour) for colour in Colour.values},
                    "by": before.position,
                    "at": stamp(before.at),
                }
            },
        )
    if source == CountedBy.CALLER:
        counts = {**counts, Colour.DECEASED: known}
    return {"seq": _count(sheet, counts, source)}


@door.step("triage.sort_casualty")
def sort_casualty(
    sheet: Sheet, *, method: sorting.Method, signs: sorting.Signs, source: CountedBy
) -> door.Answer:
    """Sort one casualty and add them to the count; give the colour.

    By telephone nobody is deceased: such a one counts as immediate. Raises Invalid naming what
    must be looked at first.
    """
    try:
        colour = sorting.sort(method, signs)
    except sorting.Missing as missing:
        raise refusals.Invalid(
            _("One more thing must be known."),
            fields={missing.field: [str(MISSING[missing.field])]},
        ) from missing
    if source == CountedBy.CALLER and colour == Colour.DECEASED:
        colour = Colour.IMMEDIATE
    before = CasualtyCount.objects.filter(case=sheet.case).first()
    counts = {name: getattr(before, name) if before else 0 for name in Colour.values}
    counts[colour] += 1
    _count(sheet, counts, source, sorted_as=colour)
    return {"colour": colour.value}


def _count(
    sheet: Sheet,
    counts: Mapping[str, int],
    source: CountedBy,
    *,
    sorted_as: Colour | None = None,
) -> int:
    told = {colour: counts[colour] for colour in Colour.values}
    seq = sheet.record(
        events.CasualtiesCounted(
            **told, source=Code(source), sorted=Code(sorted_as) if sorted_as else None
        )
    )
    CasualtyCount.objects.update_or_create(
        case=sheet.case,
        defaults=told
        | {"source": source, "position": sheet.actor.position, "at": sheet.at, "seq": seq},
    )
    return seq
