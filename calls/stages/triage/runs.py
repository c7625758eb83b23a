"""The protocol a case is worked through in, pinned to the exact edition it was opened in."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from calls.casefile import refusals
from calls.casefile.events import Code, stamp
from calls.casefile.models import Case
from calls.casefile.sheet import Sheet
from calls.protocols import contents, reader, walk
from calls.protocols.faults import NotInBook
from calls.stages.triage import events
from calls.stages.triage.models import TriageRun


class EditionGone(refusals.Refusal):
    """The edition a case is asked in is kept nowhere; `fields["protocol"]` names what there is."""

    code = "edition_gone"
    status = 409

    def __init__(self, run: TriageRun) -> None:
        held = sorted(reader.book().protocols)
        super().__init__(
            _("The version of the protocol that this case was asked in is no longer kept."),
            fields={"protocol": [run.protocol] if run.protocol in held else held},
        )


def newest(case: Case) -> TriageRun | None:
    """Give the protocol a case is worked through in now, or None."""
    return TriageRun.objects.filter(case=case).order_by("-started_at", "-id").first()


def pinned(run: TriageRun) -> contents.Protocol:
    """Give the very protocol a run was opened in, else raise EditionGone."""
    try:
        if run.edition:
            return reader.edition(run.edition)
        return reader.book().protocol(run.protocol, run.protocol_version)
    except NotInBook as error:
        raise EditionGone(run) from error


def is_kept(run: TriageRun) -> bool:
    """Say whether the edition a run was opened in can still be gone on in."""
    try:
        pinned(run)
    except EditionGone:
        return False
    return True


def named(run: TriageRun) -> tuple[contents.Determinant, ...]:
    """Give every determinant a run has come to, gravest first; one given at once with them."""
    protocol = pinned(run)
    codes = {each.code for each in walk.named(protocol, run.answered)} | {run.determinant}
    return tuple(each for each in protocol.determinants if each.code in codes)


def each(case: Case) -> list[TriageRun]:
    """Give the newest run of every protocol the case was worked through in, newest first.

    One whose edition is gone is left out.
    """
    latest: dict[str, TriageRun] = {}
    for run in TriageRun.objects.filter(case=case).order_by("-started_at", "-id"):
        latest.setdefault(run.protocol, run)
    return [run for run in latest.values() if is_kept(run)]


def called_for(case: Case) -> tuple[contents.Determinant, ...]:
    """Give every determinant that calls for help, those of the newest protocol first.

    What one protocol found stands while another is asked. While the reason's own protocol has
    come to none, the gravest that the reason may mean is the last of them.
    """
    worked = {run.protocol: named(run) for run in each(case)}
    told = [determinant for determinants in worked.values() for determinant in determinants]
    reason = reader.book().protocols.get(case.complaint_protocol)
    if reason is not None and not worked.get(reason.code):
        told.append(reason.determinants[0])
    return tuple(told)


def found(run: TriageRun) -> contents.Determinant | None:
    """Give the determinant that stands, or None."""
    return pinned(run).determinant(run.determinant) if run.determinant else None


def begin(sheet: Sheet, protocol: contents.Protocol, *, keep_reason: bool = False) -> TriageRun:
    """Open a protocol on a case; what the life questions told is not asked again.

    It becomes the reason of the case, save where one is to be kept that stands already.
    """
    case = sheet.case
    run = TriageRun(
        case=case,
        protocol=protocol.code,
        protocol_version=protocol.version,
        edition=protocol.digest,
        started_at=sheet.at,
    )
    keep(run, walk.settle(protocol, {}, known(case)), sheet)
    run.save(force_insert=True)
    points_elsewhere = case.complaint_protocol != protocol.code
    if points_elsewhere and keep_reason and case.complaint_protocol:
        points_elsewhere = False
    elif points_elsewhere:
        case.complaint_protocol = protocol.code
    sheet.record(
        events.ProtocolStarted(
            protocol=Code(protocol.code),
            protocol_version=protocol.version,
            edition=Code(protocol.digest),
        ),
        group="complaint" if points_elsewhere else None,
    )
    return run


def keep(run: TriageRun, answers: Mapping[str, str], sheet: Sheet) -> None:
    """Hold these answers; one that stood already keeps its time."""
    before = run.answers
    run.answers = {
        question: before[question]
        if before.get(question, {}).get("answer") == code
        else {"answer": code, "at": stamp(sheet.at)}
        for question, code in answers.items()
    }


def known(case: Case) -> dict[str, str]:
    """Give what the two life questions were answered, by whomever."""
    return {"awake": case.awake, "breathing": case.breathing}
