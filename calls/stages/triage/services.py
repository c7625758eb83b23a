"""Judge how grave a case is: by a protocol's questions, or by the operator's own judgement."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from calls.casefile import door, refusals, registry
from calls.casefile.events import Code
from calls.casefile.kinds import Severity, Stage
from calls.casefile.sheet import Sheet
from calls.protocols import contents, reader, walk
from calls.stages.triage import changes, events, runs, time_critical
from calls.stages.triage.models import TriageRun

VITAL_FOUND = "triage.vital_found"
COVERT_FOUND = "triage.covert_found"
"""What follows at once, in other rooms, from an answer that names a threat to life."""


@door.step("triage.start_protocol")
def start_protocol(sheet: Sheet, *, protocol: str, version: int | None = None) -> door.Answer:
    """Open a protocol, or another one; what the life questions told is not asked again.

    Raises NotInBook where the book in force has it not, or not in that version.
    """
    before = changes.picture(sheet)
    run = runs.begin(sheet, reader.book().protocol(protocol, version))
    sheet.move_to(Stage.TRIAGE)
    answer = _go_on(sheet, run)
    changes.tell(sheet, before)
    return answer


@door.step("triage.answer_question")
def answer_question(sheet: Sheet, *, question: str, answer: str) -> door.Answer:
    """Answer the open question, or correct an earlier one and go on from there.

    Raises Invalid where the question is not open or the answer unknown, naming what is allowed;
    EditionGone where the protocol's own version is kept nowhere.
    """
    run = runs.newest(sheet.case)
    if run is None:
        raise refusals.Invalid(
            _("No protocol is open."), fields={"question": [_("Open a protocol first.")]}
        )
    before = changes.picture(sheet)
    protocol = runs.pinned(run)
    given = walk.answer(protocol, run.answered, question, answer, known=runs.known(sheet.case))
    stood = walk.standing(protocol, run.answered)
    runs.keep(run, given, sheet)
    learnt = _learn(sheet, walk.filled(protocol, given))
    sheet.record(
        events.QuestionAnswered(
            protocol=Code(run.protocol),
            question=Code(question),
            answer=Code(answer),
            edition=Code(protocol.digest),
        ),
        group="life" if learnt else None,
    )
    told = _go_on(sheet, run, stood=stood)
    changes.tell(sheet, before)
    return told


@door.step("triage.judge")
def judge_severity(sheet: Sheet, *, severity: Severity, reason: str) -> door.Answer:
    """Raise the severity freely, or lower it with a reason.

    Raises Invalid without the reason, Conflict where somebody judged meanwhile.
    """
    pictured = changes.picture(sheet)
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
        changes.tell(sheet, pictured)
    return {"severity": severity.value}


def standing(sheet: Sheet) -> contents.Determinant | None:
    """Give the determinant the case stands at in its newest protocol, or None."""
    run = runs.newest(sheet.case)
    return runs.found(run) if run is not None and runs.is_kept(run) else None


def has_heard(sheet: Sheet, life: str) -> bool:
    """Say whether the newest protocol itself was told `awake` or `breathing`."""
    run = runs.newest(sheet.case)
    if run is None or not runs.is_kept(run):
        return False
    return life in walk.filled(runs.pinned(run), run.answered)


def assign(sheet: Sheet, *, protocol: str, determinant: str) -> contents.Determinant:
    """Assign a protocol's determinant inside another step.

    A determinant never makes a case less grave than it already counts as judged.
    """
    before = changes.picture(sheet)
    run = runs.newest(sheet.case)
    if run is None or run.protocol != protocol or not runs.is_kept(run):
        run = runs.begin(sheet, reader.book().protocol(protocol), keep_reason=True)
        sheet.move_to(Stage.TRIAGE)
    result = runs.pinned(run).determinant(determinant)
    _assign(sheet, run, result)
    changes.tell(sheet, before)
    return result


def hear_life(sheet: Sheet) -> door.Answer:
    """Let the open protocol know what the life questions are answered now.

    An answer of its own that they contradict is put right, one it still wants is given. Where
    its edition is gone nothing follows: the life questions are answered all the same.
    """
    run = runs.newest(sheet.case)
    if run is None or not runs.is_kept(run):
        return {}
    protocol = runs.pinned(run)
    before = changes.picture(sheet)
    stood = walk.standing(protocol, run.answered)
    agreed = walk.reconcile(protocol, run.answered, runs.known(sheet.case))
    if agreed == run.answered:
        return {}
    runs.keep(run, agreed, sheet)
    told = _go_on(sheet, run, stood=stood)
    changes.tell(sheet, before)
    return told


def _learn(sheet: Sheet, filled: Mapping[str, str]) -> bool:
    news = {name: told for name, told in filled.items() if getattr(sheet.case, name) != told}
    for name, told in news.items():
        setattr(sheet.case, name, told)
    return bool(news)


def _go_on(
    sheet: Sheet, run: TriageRun, *, stood: contents.Determinant | None = None
) -> door.Answer:
    """Judge by the answers there are; `stood` is what those before amounted to."""
    protocol = runs.pinned(run)
    found = walk.standing(protocol, run.answered)
    follows: dict[str, object] = {}
    run.save(update_fields=["answers"])
    if found is not None:
        is_news = found.code != run.determinant
        if is_news:
            lowers = walk.exemption(protocol, run.answered) is not None
            _assign(sheet, run, found, lowers=lowers)
        else:
            _call_for(sheet)
        # Under cover first: whoever is asked for help is told not to call back.
        if walk.covert(protocol, run.answered) and not sheet.case.covert:
            follows |= registry.follow(COVERT_FOUND, sheet)
        if is_news and found.severity == Severity.P0:
            follows |= registry.follow(VITAL_FOUND, sheet)
    elif stood is not None and stood.code == run.determinant:
        # The answers that named it were put right.
        run.determinant = ""
        run.save(update_fields=["determinant"])
        time_critical.follow(sheet)
    following = walk.next_step(protocol, run.answered)
    asked = following.code if isinstance(following, contents.Question) else None
    return {"question": asked, "determinant": run.determinant or None} | follows


def _assign(
    sheet: Sheet, run: TriageRun, determinant: contents.Determinant, *, lowers: bool = False
) -> None:
    """Let a determinant stand; only a signed exception lowers the severity by it."""
    run.determinant = determinant.code
    run.save(update_fields=["determinant"])
    before = Severity(sheet.case.severity) if sheet.case.severity else None
    graver = determinant.severity if lowers else before or determinant.severity
    severity = Severity(min(determinant.severity, graver))
    sheet.judge(severity)
    sheet.record(
        events.DeterminantAssigned(
            protocol=Code(run.protocol),
            determinant=Code(determinant.code),
            severity=severity,
            before=before,
            edition=Code(run.edition) if run.edition else None,
        ),
        group="severity" if severity != before else None,
    )
    _call_for(sheet)


def _call_for(sheet: Sheet) -> None:
    """Plan for all that was found, and count its minutes."""
    sheet.case.plan = list(walk.agencies(runs.called_for(sheet.case)))
    time_critical.follow(sheet)
