"""Begin a case's log with the contact it was opened for."""

from __future__ import annotations

from calls.casefile.events import Code
from calls.casefile.models import Call
from calls.casefile.sheet import Sheet
from calls.stages.intake import events


def open_for(sheet: Sheet, call: Call) -> None:
    """Write down that the case was opened for this call, and the number to call back."""
    sheet.case.callback_raw = call.number_raw
    sheet.case.callback_number = call.number
    sheet.record(
        events.CaseOpened(
            call=call.id,
            channel=Code(call.kind),
            exercise=sheet.case.exercise,
            reference=Code(sheet.case.reference),
            callback_number=call.number or call.number_raw,
        )
    )
