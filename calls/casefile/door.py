"""The one door: every change of a case goes through here, in one transaction.

Lock order: command, cases by id, units by id, commitments.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from psycopg import errors as pg
from uuid_utils.compat import uuid7

from calls.casefile import announce, commands, deployment, log, refusals, stage_table
from calls.casefile.kinds import CallState, Stage
from calls.casefile.models import Call, Case, Hand, Leg
from calls.casefile.sheet import Aside, Sheet
from calls.people import access
from calls.people.access import Decision, Relation
from calls.people.actor import Actor

Answer = dict[str, Any]
# For one lock; in the queue for it; for one that another holds who waits for ours.
WAITED_TOO_LONG = (pg.LockNotAvailable, pg.QueryCanceled, pg.DeadlockDetected)
P = ParamSpec("P")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Passage:
    """Who comes through the door, with which command, when, and to which case.

    `at` is when it happened, `recorded_at` (the same where absent) when the centre learned it;
    `base_version` is the version an edit was made from; `other_id` is the second case of a step
    on two. A system's own step has no command.
    """

    actor: Actor
    at: datetime
    command_id: UUID | None = None
    case_id: UUID | None = None
    other_id: UUID | None = None
    base_version: int | None = None
    recorded_at: datetime | None = None

    @property
    def learned_at(self) -> datetime:
        """Give when the centre learned it."""
        return self.recorded_at or self.at


def relation(actor: Actor, case: Case, *, worked_on: bool | None = None) -> Relation:
    """Say how an actor stands to a case: it is theirs, their centre's, on their board, or not.

    `worked_on` says, where it is known already, whether they have worked on it. Whoever speaks
    to somebody who called about a case is in it, while they speak.
    """
    if actor.kind == "system":
        return "own"
    if actor.role == "dispatcher":
        return "leg" if _addressed(actor, case) else "outside"
    # Of what is on the board anyway, a list does not ask who speaks for each of its rows.
    may_speak = case.covert or worked_on is None
    if worked_on is None:
        worked_on = actor.id is not None and _has_worked_on(actor.id, case)
    if worked_on or (may_speak and _speaks_with_its_caller(actor, case)):
        return "own"
    on_board = actor.role == "operator" and not case.covert and case.stage != Stage.CLOSED
    return "board" if on_board or actor.role == "supervisor" else "outside"


def admit(actor: Actor, action: str, case: Case) -> None:
    """Raise NotFound or Forbidden unless the policy lets this actor do this to this case."""
    decision = access.decide(actor=actor, action=action, relation=relation(actor, case))
    if decision is Decision.NOT_FOUND:
        raise refusals.NotFound(_("There is no such case for you."))
    if decision is Decision.FORBIDDEN:
        raise refusals.Forbidden(_("This case is not yours to change; take it over first."))


def judge(actor: Actor, action: str, case_id: UUID) -> None:
    """Raise what entering would: NotFound, Forbidden or OutOfStage; change and lock nothing."""
    case = Case.objects.filter(id=case_id).first()
    if case is None:
        raise refusals.NotFound(_("There is no such case for you."))
    admit(actor, action, case)
    if action in stage_table.ALLOWED and not stage_table.allows(action, case.stage):
        raise refusals.OutOfStage(_("This cannot be done where the case stands now."))


def step(
    action: str, *, other: str | None = None, with_joined: bool = False
) -> Callable[[Callable[Concatenate[Sheet, P], Answer]], Callable[Concatenate[Passage, P], Answer]]:
    """Make a service of a piece of work on one locked case.

    With `other`, on two: the work finds the second case as `sheet.other`, admitted by that
    action. With `with_joined`, the cases joined to the first come along as `sheet.joined`.
    The service takes a Passage and gives the work's answer with the case's id and version.
    Raises Refusal (and has then changed nothing).
    """

    def decorate(
        work: Callable[Concatenate[Sheet, P], Answer],
    ) -> Callable[Concatenate[Passage, P], Answer]:
        @functools.wraps(work)
        def through(passage: Passage, /, *args: P.args, **content: P.kwargs) -> Answer:
            with _transaction(passage, action, content) as claimed:
                if claimed.answer is not None:
                    return claimed.answer
                sheet = _enter(passage, action, other=other, with_joined=with_joined)
                answer = work(sheet, *args, **content)
                return claimed.settle(_leave(sheet, answer))

        return through

    return decorate


def opens(
    action: str,
) -> Callable[[Callable[Concatenate[Sheet, P], Answer]], Callable[Concatenate[Passage, P], Answer]]:
    """Make a service of a piece of work that begins with a new case."""

    def decorate(
        work: Callable[Concatenate[Sheet, P], Answer],
    ) -> Callable[Concatenate[Passage, P], Answer]:
        @functools.wraps(work)
        def through(passage: Passage, /, *args: P.args, **content: P.kwargs) -> Answer:
            with _transaction(passage, action, content) as claimed:
                if claimed.answer is not None:
                    return claimed.answer
                _admit_role(passage.actor, action)
                sheet = _new_sheet(passage)
                answer = work(sheet, *args, **content)
                return claimed.settle(_leave(sheet, answer))

        return through

    return decorate


def aside(
    action: str,
) -> Callable[[Callable[Concatenate[Aside, P], Answer]], Callable[Concatenate[Passage, P], Answer]]:
    """Make a service of a piece of work that touches no case: a ring, a unit's move."""

    def decorate(
        work: Callable[Concatenate[Aside, P], Answer],
    ) -> Callable[Concatenate[Passage, P], Answer]:
        @functools.wraps(work)
        def through(passage: Passage, /, *args: P.args, **content: P.kwargs) -> Answer:
            with _transaction(passage, action, content) as claimed:
                if claimed.answer is not None:
                    return claimed.answer
                _admit_role(passage.actor, action)
                beside = Aside(actor=passage.actor, at=passage.at, recorded_at=passage.learned_at)
                return claimed.settle(work(beside, *args, **content))

        return through

    return decorate


def open_beside(sheet: Sheet) -> Sheet:
    """Open a new case inside a step on another one, as `sheet.other`; both leave together."""
    passage = Passage(actor=sheet.actor, at=sheet.at, recorded_at=sheet.recorded_at)
    sheet.other = _new_sheet(passage)
    return sheet.other


@dataclasses.dataclass
class _Claim:
    command_id: UUID | None
    answer: Answer | None

    def settle(self, answer: Answer) -> Answer:
        if self.command_id is not None:
            commands.settle(command_id=self.command_id, answer=answer)
        return answer


@contextlib.contextmanager
def _transaction(passage: Passage, action: str, content: Mapping[str, Any]) -> Iterator[_Claim]:
    asked = dict(content) | {
        "case": passage.case_id,
        "other": passage.other_id,
        "base_version": passage.base_version,
    }
    try:
        with transaction.atomic():
            answer = None
            if passage.command_id is not None:
                answer = commands.claim(
                    command_id=passage.command_id,
                    actor=passage.actor,
                    request_hash=commands.fingerprint(action, asked),
                    at=passage.learned_at,
                )
            yield _Claim(passage.command_id, answer)
    except OperationalError as error:
        if isinstance(error.__cause__, WAITED_TOO_LONG):
            raise refusals.Busy(_("Somebody is writing here; try again.")) from error
        raise


def _enter(passage: Passage, action: str, *, other: str | None, with_joined: bool) -> Sheet:
    cases = _locked(passage, with_other=other is not None, with_joined=with_joined)
    sheet = _admitted(passage, action, cases.pop(passage.case_id, None))
    if other is not None:
        sheet.other = _admitted(passage, other, cases.pop(passage.other_id, None))
    sheet.joined = [_sheet(passage, case) for case in cases.values()]
    return sheet


def _locked(passage: Passage, *, with_other: bool, with_joined: bool) -> dict[UUID | None, Case]:
    """Lock the cases of a step, in the order of their ids."""
    wanted = Q(id=passage.case_id)
    if with_other:
        wanted |= Q(id=passage.other_id)
    if with_joined:
        wanted |= Q(joined_to=passage.case_id)
    rows = Case.objects.select_for_update(of=("self",)).filter(wanted).order_by("id")
    cases: dict[UUID | None, Case] = {case.id: case for case in rows}
    if with_joined:
        # One that was joined while its lock was waited for is not among them.
        joined = Case.objects.filter(joined_to=passage.case_id).values_list("id", flat=True)
        if not set(joined) <= set(cases):
            raise refusals.Busy(_("Somebody is writing here; try again."))
    return cases


def _admitted(passage: Passage, action: str, case: Case | None) -> Sheet:
    if case is None:
        raise refusals.NotFound(_("There is no such case for you."))
    admit(passage.actor, action, case)
    if not stage_table.allows(action, case.stage):
        raise refusals.OutOfStage(_("This cannot be done where the case stands now."))
    return _sheet(passage, case)


def _sheet(passage: Passage, case: Case) -> Sheet:
    return Sheet(
        case=case,
        stream=log.lock(case.id),
        actor=passage.actor,
        at=passage.at,
        recorded_at=passage.learned_at,
        base_version=passage.base_version,
    )


def _new_sheet(passage: Passage) -> Sheet:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('casefile_case_number')")
        (number,) = cursor.fetchone()
    case = Case(
        id=uuid7(),
        number=number,
        reference=f"{passage.learned_at.year}-{number:06d}",
        exercise=deployment.is_exercise(),
        opened_at=passage.at,
    )
    case.save(force_insert=True)
    return Sheet(
        case=case,
        stream=log.begin(stream_id=case.id, kind="case"),
        actor=passage.actor,
        at=passage.at,
        recorded_at=passage.learned_at,
        base_version=0,
    )


def _leave(sheet: Sheet, answer: Answer) -> Answer:
    changed = [sheet, *(each for each in sheet.beside() if each.has_changed)]
    for each in changed:
        each.finish()
        announce.after_commit("case", each.case.id)
    return {"case": str(sheet.case.id), "version": sheet.case.version} | answer


def _admit_role(actor: Actor, action: str) -> None:
    if actor.kind != "system" and not access.may(actor.role, action):
        raise refusals.Forbidden(_("Your role may not do this."))


def _has_worked_on(user_id: UUID, case: Case) -> bool:
    return case.holder_id == user_id or Hand.objects.filter(case=case, user_id=user_id).exists()


def _speaks_with_its_caller(actor: Actor, case: Case) -> bool:
    if actor.kind != "person" or case.stage == Stage.CLOSED:
        return False
    told_of_it = Call.objects.filter(Q(case=case) | Q(case__joined_to=case)).exclude(number="")
    spoken = Call.objects.filter(
        answered_by=actor.id,
        state=CallState.ANSWERED,
        ended_at=None,
        case__closed_at=None,
        number__in=told_of_it.values("number"),
    )
    return spoken.exclude(case=case).exists()


def _addressed(actor: Actor, case: Case) -> bool:
    return (
        actor.centre_id is not None
        and Leg.objects.filter(case=case, centre_id=actor.centre_id).exists()
    )
