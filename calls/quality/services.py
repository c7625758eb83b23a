"""Mark a closed case against what the book expects of it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from calls.casefile import door, log, refusals
from calls.casefile.events import Code
from calls.casefile.kinds import Severity, Stage
from calls.casefile.models import Case
from calls.casefile.sheet import Aside
from calls.people import trace
from calls.protocols import reader
from calls.quality import course as courses
from calls.quality import events, expectations
from calls.quality.models import CaseReview, Mark


@door.aside("quality.review")
def review_case(
    beside: Aside,
    *,
    case_id: UUID,
    outcome: Severity,
    marks: Mapping[str, Mark],
    remark: str,
    source: str | None,
) -> door.Answer:
    """Write down how grave a closed case turned out, and a mark for each expectation.

    Raises NotFound for what is not a case, OutOfStage while it is open, Forbidden to whoever
    worked it, Invalid where a mark is missing or is of nothing that was expected.
    """
    if beside.actor.id is None:
        raise refusals.Forbidden(_("Only a person at a desk may do this."))
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise refusals.NotFound(_("There is no such case for you."))
    if case.stage != Stage.CLOSED:
        raise refusals.OutOfStage(_("A case is reviewed when it is closed."))
    course = courses.of(case.id)
    if beside.actor.id in course.people:
        raise refusals.Forbidden(_("Nobody reviews a case they have worked on."))
    expected = {each.code for each in expectations.of(course, reader.edition)}
    _refuse_other_marks(expected, marks)
    review = CaseReview.objects.filter(case=case).first()
    if review is None:
        review = CaseReview(case=case, reviewed_by_id=beside.actor.id, reviewed_at=beside.at)
        log.begin(stream_id=review.id, kind="review")
    review.reviewed_by_id, review.reviewed_at = beside.actor.id, beside.at
    review.judged = case.effective_severity
    review.outcome, review.remark = outcome, remark
    review.marks = {code: mark.value for code, mark in sorted(marks.items())}
    review.save()
    trace.record_access(
        actor=beside.actor,
        action="quality.review",
        subject_kind="case",
        subject_id=case.id,
        at=beside.at,
        source=source,
        covert=case.covert,
    )
    beside.record(
        review,
        events.CaseReviewed(
            case=case.id,
            severity=Severity(review.judged),
            outcome=outcome,
            met=_marked(marks, Mark.MET),
            missed=_marked(marks, Mark.MISSED),
            excused=_marked(marks, Mark.EXCUSED),
            remark=remark,
        ),
    )
    return {"case": str(case.id), "version": review.version}


def _refuse_other_marks(expected: set[str], marks: Mapping[str, Mark]) -> None:
    faults = {f"mark_{code}": [_("Say whether this was met.")] for code in expected - {*marks}}
    faults |= {
        f"mark_{code}": [_("Nothing of the kind was expected.")] for code in {*marks} - expected
    }
    if faults:
        raise refusals.Invalid(_("Some fields cannot be taken as they are."), fields=faults)


def _marked(marks: Mapping[str, Mark], mark: Mark) -> tuple[Code, ...]:
    return tuple(Code(code) for code in sorted(marks) if marks[code] == mark)
