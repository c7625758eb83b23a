"""End a case: nothing closes while anything is owed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from calls.casefile import door, refusals, registry
from calls.casefile.drafting import Draft
from calls.casefile.events import Code
from calls.casefile.kinds import Disposition, Severity, Stage
from calls.casefile.sheet import Sheet
from calls.stages.closure import events


@door.step("closure.close", with_joined=True)
def close_case(
    sheet: Sheet, *, disposition: Disposition, summary: str, discard_drafts: bool = False
) -> door.Answer:
    """Close a case with its disposition and summary.

    Raises a refusal `commitments_open` that names what is owed, `drafts_open` while somebody's
    typing is unsaved and was not said to be discarded.
    """
    _end(sheet, disposition, summary, discard_drafts=discard_drafts)
    return {"disposition": disposition.value}


@door.step("closure.dismiss", with_joined=True)
def dismiss_case(
    sheet: Sheet, *, outcome: Disposition, discard_drafts: bool = False
) -> door.Answer:
    """Close by one key a case that needs no help; it counts as P4."""
    if sheet.case.severity != Severity.P4:
        sheet.judge(Severity.P4)
    _end(sheet, outcome, "", discard_drafts=discard_drafts)
    return {"disposition": outcome.value}


def _end(sheet: Sheet, disposition: Disposition, summary: str, *, discard_drafts: bool) -> None:
    _refuse_to_leave(sheet, discard_drafts=discard_drafts)
    _close(sheet, disposition, summary)
    for joined in sheet.joined:
        _close(joined, Disposition.JOINED, "")


def _refuse_to_leave(sheet: Sheet, *, discard_drafts: bool) -> None:
    """Raise where anything is owed or typed in the case or in one that joined it.

    A case that joined another ends with that one alone.
    """
    incident = sheet.case.joined_to
    if incident is not None:
        raise refusals.Refusal(
            _("This case ends with {reference}; separate it first.").format(
                reference=incident.reference
            ),
            code="already_joined",
            status=409,
            fields={"case": [str(incident.id), incident.reference]},
        )
    together = [sheet, *sheet.joined]
    owed = [promise for each in together for promise in each.owed()]
    if owed:
        kinds = [str(registry.commitment_kinds[promise.kind].label) for promise in owed]
        raise refusals.Refusal(
            _("This case still owes something."),
            code="commitments_open",
            status=409,
            fields={"commitments": kinds},
        )
    drafts = Draft.objects.filter(case__in=[each.case for each in together])
    if not discard_drafts and drafts.exists():
        raise refusals.Refusal(
            _("Something typed is not saved yet: save it or discard it."),
            code="drafts_open",
            status=409,
            fields={"drafts": sorted(set(drafts.values_list("form", flat=True)))},
        )
    drafts.delete()


def _close(sheet: Sheet, disposition: Disposition, summary: str) -> None:
    case = sheet.case
    case.disposition = disposition
    case.summary = summary
    case.closed_at = sheet.at
    sheet.move_to(Stage.CLOSED)
    sheet.record(
        events.CaseClosed(
            disposition=Code(disposition.value),
            closed_at=sheet.at,
            severity=Code(case.severity) if case.severity else None,
            protocol=Code(case.complaint_protocol) if case.complaint_protocol else None,
            municipality=Code(case.municipality_id) if case.municipality_id else None,
            summary=summary,
        )
    )
