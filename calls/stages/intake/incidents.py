"""Several reports of one incident become one, and two incidents of one report become two."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.events import Code
from calls.casefile.kinds import Origin, Severity, Stage
from calls.casefile.models import Case
from calls.casefile.sheet import Sheet
from calls.stages.intake import commitments, events, opening, relatives, unanswered
from calls.stages.intake import covert as hiding

CALLER = ("caller_name", "callback_raw", "callback_number", "caller_kind", "caller_reference")


@door.step("incident.join", other="incident.receive", with_joined=True)
def join_case(
    sheet: Sheet, *, told: Mapping[str, str], asks_whereabouts: bool = False
) -> door.Answer:
    """Let this case join another, which from now on stands for both and ends both.

    `told` answers each of `codes.JOIN_NEWS` that was asked. What had joined this case comes
    along; this case leaves its desk, what it owes stays owed. Raises a refusal
    `already_joined` where either tells of another incident already, naming that one.
    """
    into = _other(sheet)
    user = sheet.person()
    relatives.refuse_joined(sheet.case, field="case")
    relatives.refuse_joined(into.case, field="into")
    covert = sheet.case.covert and not into.case.covert
    into.record(
        events.CaseJoined(
            other=sheet.case.id,
            reference=Code(sheet.case.reference),
            another_victim=Code(told["another_victim"]),
            other_place=Code(told["other_place"]),
            worse=Code(told["worse"]),
            trapped=_code(told.get("trapped")),
            fire_or_load=_code(told.get("fire_or_load")),
            other_carriageway=_code(told.get("other_carriageway")),
            brought=tuple(each.case.id for each in sheet.joined) or None,
            covert=covert or None,
        )
    )
    if covert:
        into.case.covert = True
        hiding.hide(into, holder_id=into.case.holder_id)
    for each in (sheet, *sheet.joined):
        _join(each, into)
    sheet.release()
    if into.case.holder_id is None:
        into.hold(user)
    into.lend(user)
    if told["worse"] == "yes":
        _raise_severity(sheet, into)
    if asks_whereabouts:
        into.record(
            events.WhereaboutsAsked(other=sheet.case.id, reference=Code(sheet.case.reference))
        )
    _settle_unanswered(sheet, into)
    return {"into": str(into.case.id)}


def separate_case(passage: door.Passage) -> door.Answer:
    """Undo a join: the case stands alone again, held by who separates it.

    What came along with it returns to it. The incident it leaves stays as grave and as covert
    as it is: only a person judges that less. Raises a refusal `not_joined` where it stands alone.
    """
    target = relatives.incident_of(passage.case_id, command_id=passage.command_id)
    if target is None:
        return _refuse_to_separate(passage)
    case_id = passage.case_id
    return _separate(dataclasses.replace(passage, case_id=target, other_id=case_id))


@door.step("incident.split")
def split_case(sheet: Sheet) -> door.Answer:
    """Open a second case for another incident that the same call tells of.

    It has the caller and nothing of the place and the reason; joining it back undoes it.
    """
    user = sheet.person()
    new = door.open_beside(sheet)
    new.case.origin, new.case.origin_kind = sheet.case, Origin.SPLIT
    new.case.covert = sheet.case.covert
    new.hold(user)
    opening.open_for(new, relatives.latest_call(sheet.case))
    for name in CALLER:
        setattr(new.case, name, getattr(sheet.case, name))
    new.record(
        events.CallerRecorded(
            caller_kind=_code(new.case.caller_kind),
            number_understood=bool(new.case.callback_number),
            name=new.case.caller_name,
            callback_number=new.case.callback_number or new.case.callback_raw,
        ),
        group="caller",
    )
    new.record(events.CaseSplit(other=sheet.case.id, reference=Code(sheet.case.reference)))
    sheet.record(events.CaseSplit(other=new.case.id, reference=Code(new.case.reference)))
    return {"case": str(new.case.id), "version": new.case.version, "from": str(sheet.case.id)}


@door.step("incident.continue")
def continue_case(sheet: Sheet, *, closed_id: UUID) -> door.Answer:
    """Say that this case goes on where a closed one ended; the closed one stays as it is.

    Raises NotFound for a case that is not there for the actor, a refusal `still_open` for an
    open one (join it), `split_off` where this case came of another in a different way.
    """
    case = sheet.case
    closed = Case.objects.filter(id=closed_id).exclude(id=case.id).first()
    if closed is None or not relatives.may_name(sheet.actor, closed, at=sheet.recorded_at):
        raise refusals.NotFound(_("There is no such case for you."))
    if closed.stage != Stage.CLOSED:
        raise refusals.Refusal(
            _("{reference} is still open: join it.").format(reference=closed.reference),
            code="still_open",
            status=409,
            fields={"closed": [_("Choose a closed case.")]},
        )
    if case.origin_kind == Origin.SPLIT:
        raise refusals.Refusal(
            _("This case was split off another one."), code="split_off", status=409
        )
    if case.origin_id != closed.id:
        case.origin, case.origin_kind = closed, Origin.CONTINUATION
        sheet.record(events.CaseContinued(other=closed.id, reference=Code(closed.reference)))
    return {"origin": str(closed.id)}


@door.step("incident.receive", other="incident.separate", with_joined=True)
def _separate(sheet: Sheet) -> door.Answer:
    """Undo a join from the side of the incident, where all who may come along are locked."""
    alone = _other(sheet)
    user = sheet.person()
    if alone.case.joined_to_id != sheet.case.id:
        raise refusals.Busy(_("Somebody is writing here; try again."))
    alone.case.joined_to = None
    alone.hold(user)
    sheet.record(events.CaseSeparated(other=alone.case.id, reference=Code(alone.case.reference)))
    alone.record(events.CaseSeparated(other=sheet.case.id, reference=Code(sheet.case.reference)))
    came_with = relatives.came_with(sheet.case.id)
    for each in sheet.joined:
        if came_with.get(each.case.id) == alone.case.id:
            _join(each, alone)
    return {"case": str(alone.case.id), "version": alone.case.version, "from": str(sheet.case.id)}


@door.step("incident.separate")
def _refuse_to_separate(sheet: Sheet) -> door.Answer:
    if sheet.case.joined_to_id is not None:
        raise refusals.Busy(_("Somebody is writing here; try again."))
    raise refusals.Refusal(_("This case stands alone already."), code="not_joined", status=409)


def _join(sheet: Sheet, into: Sheet) -> None:
    sheet.case.joined_to = into.case
    sheet.record(events.JoinedTo(other=into.case.id, reference=Code(into.case.reference)))


def _raise_severity(sheet: Sheet, into: Sheet) -> None:
    graver = min(sheet.case.effective_severity, into.case.effective_severity)
    if graver == into.case.effective_severity:
        return
    before = Severity(into.case.severity) if into.case.severity else None
    into.judge(Severity(graver))
    into.record(
        events.SeverityRaised(
            other=sheet.case.id,
            reference=Code(sheet.case.reference),
            severity=Severity(graver),
            before=before,
        ),
        group="severity",
    )


def _settle_unanswered(sheet: Sheet, into: Sheet) -> None:
    """Let a caller who is heard in one of the two be no open question in the other."""
    number = sheet.case.callback_number
    if not number or number != into.case.callback_number:
        return
    open_here, open_there = commitments.unanswered(sheet), commitments.unanswered(into)
    if open_here and not open_there:
        unanswered.settle_by_new_call(sheet, by=into.case.id)
    elif open_there and not open_here:
        unanswered.settle_by_new_call(into, by=sheet.case.id)


def _other(sheet: Sheet) -> Sheet:
    if sheet.other is None:
        raise refusals.NotFound(_("There is no such case for you."))
    return sheet.other


def _code(text: str | None) -> Code | None:
    return Code(text) if text else None
