"""What counts minutes: since when, and the hospital that is told before."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.events import Code
from calls.casefile.sheet import Sheet
from calls.stages.triage import conditions, events, runs
from calls.stages.triage.models import Onset, TimeCritical

PREALERT = "triage.prealert"
"""A hospital is owed a word before such a patient comes."""
PREALERT_WITHIN = timedelta(minutes=15)
OLDEST_ONSET = timedelta(days=7)


def follow(sheet: Sheet) -> None:
    """Let the case count the minutes of what its determinants name, and of nothing else."""
    found = [each for run in runs.each(sheet.case) for each in runs.named(run)]
    named = {each.time_critical for each in found if each.time_critical}
    rows = {row.code: row for row in TimeCritical.objects.filter(case=sheet.case)}
    for code in sorted(named):
        row = rows.get(code)
        if row is None:
            row = TimeCritical.objects.create(case=sheet.case, code=code, found_at=sheet.at)
        elif row.active:
            continue
        else:
            row.active = True
            row.save(update_fields=["active"])
        seq = sheet.record(events.TimeCriticalFound(condition=Code(code)))
        if code in conditions.OWES_PREALERT and not (row.alerted_at or row.waived):
            sheet.open_commitment(
                PREALERT,
                ref=row.id,
                seq=seq,
                due_at=sheet.recorded_at + PREALERT_WITHIN,
                holder_user=sheet.case.holder_id,
            )
    for code, row in rows.items():
        if row.active and code not in named:
            row.active = False
            row.save(update_fields=["active"])
            sheet.settle_commitment(
                PREALERT, ref=row.id, seq=sheet.case.version, result="not_called_for"
            )


@door.step("triage.record_onset")
def record_onset(
    sheet: Sheet, *, condition: str, onset: Onset, onset_at: datetime | None, said_by: str
) -> door.Answer:
    """Write down when it began, and who said so.

    Raises Invalid where the condition was not found, or where time and kind do not fit: a time
    lies in the past, at most a week ago; nobody knows when has none.
    """
    row = _found(sheet, condition)
    if (onset_at is None) != (onset == Onset.UNKNOWN):
        raise _wrong_time(
            _("At what time?") if onset_at is None else _("Nobody knows when: leave it empty.")
        )
    if onset_at is not None and not sheet.at - OLDEST_ONSET <= onset_at <= sheet.at:
        raise _wrong_time(_("A time in the past, at most a week ago."))
    row.onset, row.onset_at, row.said_by = onset, onset_at, said_by
    row.save(update_fields=["onset", "onset_at", "said_by"])
    seq = sheet.record(
        events.OnsetRecorded(
            condition=Code(condition), onset=Code(onset), onset_at=onset_at, said_by=said_by
        )
    )
    return {"seq": seq}


@door.step("triage.alert_hospital")
def alert_hospital(sheet: Sheet, *, condition: str, hospital: str, taken_by: str) -> door.Answer:
    """Write down which hospital was told beforehand, and who took it.

    Raises Invalid where the condition was not found.
    """
    row = _found(sheet, condition)
    row.hospital, row.taken_by, row.alerted_at = hospital, taken_by, sheet.at
    row.waived = ""
    row.save(update_fields=["hospital", "taken_by", "alerted_at", "waived"])
    seq = sheet.record(
        events.HospitalAlerted(condition=Code(condition), hospital=hospital, taken_by=taken_by)
    )
    sheet.settle_commitment(PREALERT, ref=row.id, seq=seq, result="done")
    return {"seq": seq}


@door.step("triage.waive_prealert")
def waive_prealert(sheet: Sheet, *, condition: str, reason: str) -> door.Answer:
    """Say why no hospital is told beforehand; raise Invalid where one was, or none is due."""
    row = _found(sheet, condition)
    if row.alerted_at is not None:
        raise refusals.Invalid(
            _("A hospital was told already."),
            fields={"condition": [_("The one that was told counts.")]},
        )
    row.waived = reason
    row.save(update_fields=["waived"])
    seq = sheet.record(events.PrealertWaived(condition=Code(condition), reason=reason))
    sheet.settle_commitment(PREALERT, ref=row.id, seq=seq, result="waived")
    return {"seq": seq}


def _found(sheet: Sheet, condition: str) -> TimeCritical:
    rows = {row.code: row for row in TimeCritical.objects.filter(case=sheet.case, active=True)}
    if condition not in rows:
        raise refusals.Invalid(
            _("The assessment has found no such condition."),
            fields={"condition": sorted(rows) or [_("None was found.")]},
        )
    return rows[condition]


def _wrong_time(what: str) -> refusals.Invalid:
    return refusals.Invalid(
        _("Some fields cannot be taken as they are."), fields={"onset_time": [what]}
    )
