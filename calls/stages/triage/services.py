"""Judge how grave a case is: by a protocol's questions, or by the operator's own judgement."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from calls.casefile import door, refusals
from calls.casefile.events import Code, stamp
from calls.casefile.kinds import Severity, Stage
from calls.casefile.sheet import Sheet
from calls.protocols import contents, reader, walk
from calls.stages.triage import events
from calls.stages.triage.models import TriageRun


@door.step("triage.start_protocol")
def start_protocol(sheet: Sheet, *, protocol: str) -> door.Answer:
    """Open a protocol; what intake already asked is not asked again."""
    run = _open(sheet, reader.book().protocol(protocol))
    return _go_on(sheet, run)


@door.step("triage.answer_question")
def answer_question(sheet: Sheet, *, question: str, answer: str) -> door.Answer:
    """Answer the open question, or correct an earlier one and go on from there.

    Raises Invalid where the question is not open or the answer unknown, naming what is allowed.
    """
    run = TriageRun.objects.filter(case=sheet.case).order_by("-started_at").first()
    if run is None:
        raise refusals.Invalid(
            _("No protocol is open."), fields={"question": [_("Open a protocol first.")]}
        )
    protocol = reader.book().protocol(run.protocol)
    given = walk.answer(protocol, run.answered, question, answer, known=_known(sheet))
    _keep(run, given, sheet)
    learnt = _learn(sheet, walk.filled(protocol, given))
    sheet.record(
        events.QuestionAnswered(
            protocol=Code(run.protocol), question=Code(question), answer=Code(answer)
        ),
        group="life" if learnt else None,
    )
    return _go_on(sheet, run)


@door.step("triage.judge")
def judge_severity(sheet: Sheet, *, severity: Severity, reason: str) -> door.Answer:
    """Raise the severity freely, or lower it with a reason.

    Raises Invalid without the reason, Conflict where somebody judged meanwhile.
    """
    before = Severity(sheet.case.severity) if sheet.case.severity else None
    lowers = severity.value > sheet.case.effective_severity
    if lowers and not reason:
        raise refusals.Invalid(
            _("A severity is lowered with a reason."),
            fields={"reason": [_("Say why it is less grave.")]},
        )
    if sheet.edit({"severity": {"severity": severity.value}}):
        sheet.record(
            events.SeverityJudged(severity=severity, before=before, reason=reason),
            group="severity",
        )
    return {"severity": severity.value}


def standing(sheet: Sheet, *, protocol: str) -> str:
    """Give the determinant a protocol has come to in this case, or nothing."""
    run = TriageRun.objects.filter(case=sheet.case).order_by("-started_at").first()
    return run.determinant if run is not None and run.protocol == protocol else ""


def assign(sheet: Sheet, *, protocol: str, determinant: str) -> contents.Determinant:
    """Assign a protocol's determinant inside another step.

    A determinant never makes a case less grave than it already counts as judged.
    """
    found = reader.book().protocol(protocol)
    run = TriageRun.objects.filter(case=sheet.case).order_by("-started_at").first()
    if run is None or run.protocol != protocol:
        run = _open(sheet, found)
    result = found.determinant(determinant)
    _assign(sheet, run, result)
    return result


def _open(sheet: Sheet, protocol: contents.Protocol) -> TriageRun:
    case = sheet.case
    run = TriageRun(
        case=case,
        protocol=protocol.code,
        protocol_version=protocol.version,
        started_at=sheet.at,
    )
    _keep(run, walk.settle(protocol, {}, _known(sheet)), sheet)
    run.save(force_insert=True)
    points_elsewhere = case.complaint_protocol != protocol.code
    case.complaint_protocol = protocol.code
    sheet.move_to(Stage.TRIAGE)
    sheet.record(
        events.ProtocolStarted(protocol=Code(protocol.code), protocol_version=protocol.version),
        group="complaint" if points_elsewhere else None,
    )
    return run


def _known(sheet: Sheet) -> dict[str, str]:
    return {"awake": sheet.case.awake, "breathing": sheet.case.breathing}


def _learn(sheet: Sheet, filled: Mapping[str, str]) -> bool:
    news = {name: told for name, told in filled.items() if getattr(sheet.case, name) != told}
    for name, told in news.items():
        setattr(sheet.case, name, told)
    return bool(news)


def _keep(run: TriageRun, answers: Mapping[str, str], sheet: Sheet) -> None:
    before = run.answers
    run.answers = {
        question: before[question]
        if before.get(question, {}).get("answer") == code
        else {"answer": code, "at": stamp(sheet.at)}
        for question, code in answers.items()
    }


def _go_on(sheet: Sheet, run: TriageRun) -> door.Answer:
    protocol = reader.book().protocol(run.protocol)
    standing = walk.standing(protocol, run.answered)
    if standing is not None:
        if standing.code != run.determinant:
            _assign(sheet, run, standing)
        sheet.case.plan = list(walk.agencies(protocol, run.answered))
    run.save(update_fields=["answers", "determinant"])
    following = walk.next_step(protocol, run.answered)
    asked = following.code if isinstance(following, contents.Question) else None
    return {"question": asked, "determinant": run.determinant or None}


def _assign(sheet: Sheet, run: TriageRun, determinant: contents.Determinant) -> None:
    run.determinant = determinant.code
    run.save(update_fields=["determinant"])
    before = Severity(sheet.case.severity) if sheet.case.severity else None
    severity = Severity(min(determinant.severity, before or determinant.severity))
    sheet.case.plan = list(determinant.agencies)
    sheet.judge(severity)
    sheet.record(
        events.DeterminantAssigned(
            protocol=Code(run.protocol),
            determinant=Code(determinant.code),
            severity=severity,
            before=before,
        ),
        group="severity" if severity != before else None,
    )
