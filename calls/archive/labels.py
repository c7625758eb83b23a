"""The words of the archive's columns and facets, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.archive import search
from calls.casefile.kinds import Disposition, Severity
from calls.directory.models import Agency, Municipality
from calls.stages.triage import wording

TITLES: Mapping[str, str | Promise] = {
    "period": _("Closed in the last"),
    "severity": _("Severity"),
    "disposition": _("Disposition"),
    "province": _("Province"),
    "municipality": _("Municipality"),
    "protocol": _("Reason"),
    "agency": _("Agency"),
    "exercise": _("Rehearsal"),
}
PERIODS: Mapping[str, str | Promise] = {
    "day": _("24 hours"),
    "week": _("7 days"),
    "month": _("30 days"),
    "year": _("12 months"),
}


def of(name: str, values: Iterable[str]) -> dict[str, str]:
    """Give value → what it is called, for a facet or column."""
    wanted = list(dict.fromkeys(values))
    known = {
        "period": _periods,
        "severity": _severities,
        "disposition": _dispositions,
        "province": _provinces,
        "municipality": _municipalities,
        "protocol": _protocols,
        "agency": _agencies,
        "exercise": _exercises,
    }[name](wanted)
    empty = {"severity": _("Not assessed"), "protocol": _("Without a protocol")}
    known[search.NOTHING] = str(empty.get(name, _("Not known")))
    return {value: known.get(value, value) for value in wanted}


def _periods(_wanted: list[str]) -> dict[str, str]:
    return {name: str(label) for name, label in PERIODS.items()}


def _severities(_wanted: list[str]) -> dict[str, str]:
    return {kind.value: f"{kind.value} · {kind.label}" for kind in Severity}


def _dispositions(_wanted: list[str]) -> dict[str, str]:
    return {kind.value: str(kind.label) for kind in Disposition}


def _provinces(wanted: list[str]) -> dict[str, str]:
    rows = Municipality.objects.filter(province_code__in=wanted)
    return dict(rows.values_list("province_code", "province").distinct())


def _municipalities(wanted: list[str]) -> dict[str, str]:
    return dict(Municipality.objects.filter(ine_code__in=wanted).values_list("ine_code", "name"))


def _protocols(wanted: list[str]) -> dict[str, str]:
    return {code: wording.title(code) for code in wanted}


def _agencies(wanted: list[str]) -> dict[str, str]:
    return {agency.code: agency.name for agency in Agency.objects.filter(code__in=wanted)}


def _exercises(_wanted: list[str]) -> dict[str, str]:
    return {"yes": str(_("Only rehearsals")), "no": str(_("Without rehearsals"))}
