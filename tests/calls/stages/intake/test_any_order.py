"""Reports join, part, split, go on and end in any order: what must always hold holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Max
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from calls.archive import services as archive
from calls.archive.models import SealedFile
from calls.casefile import refusals
from calls.casefile.kinds import Disposition, Severity, Stage
from calls.casefile.models import Case, Event
from calls.people.models import User
from calls.stages.closure import services as closure
from calls.stages.intake import incidents
from calls.stages.intake import services as intake
from calls.stages.triage import services as triage
from tests.calls import room as rooms
from tests.calls.stages.intake.joining import NOTHING_NEW
from tests.calls.stages.intake.test_races import hold_what_must_hold

EXAMPLES = 8
ROUNDS = 10
STEPS = 20

which = st.integers(0, 5)
people = st.sampled_from(["lucia", "marcos", "carmen"])
told = st.sampled_from(["yes", "no", "unknown"])


class Incidents(RuleBasedStateMachine):
    """A few reports, worked by three people who may be wrong about what is what."""

    room: rooms.Room

    @initialize()
    def open_some(self) -> None:
        """Begin with three reports."""
        self.since = Case.objects.aggregate(last=Max("number"))["last"] or 0
        self.cases: list[UUID] = [self.room.case(), self.room.case(), self.room.case()]

    @rule(name=people)
    def open_one(self, name: str) -> None:
        """Answer one more."""
        self.cases.append(self.room.case(self.who(name)))

    @rule(one=which, other=which, name=people, worse=told, asks=st.booleans())
    def join(self, one: int, other: int, name: str, worse: str, *, asks: bool) -> None:
        """Take two for one."""
        passage = dataclasses.replace(self.passage(one, name), other_id=self.case_id(other))
        news = NOTHING_NEW | {"worse": worse}
        self.attempt(incidents.join_case, passage, told=news, asks_whereabouts=asks)

    @rule(one=which, name=people)
    def separate(self, one: int, name: str) -> None:
        """Undo it."""
        self.attempt(incidents.separate_case, self.passage(one, name))

    @rule(one=which, name=people)
    def split(self, one: int, name: str) -> None:
        """Hear of a second incident."""
        answer = self.attempt(incidents.split_case, self.passage(one, name))
        if answer is not None:
            self.cases.append(UUID(answer["case"]))

    @rule(one=which, other=which, name=people)
    def go_on(self, one: int, other: int, name: str) -> None:
        """Hear of a closed one again."""
        closed = self.case_id(other)
        self.attempt(incidents.continue_case, self.passage(one, name), closed_id=closed)

    @rule(one=which, name=people)
    def take_over(self, one: int, name: str) -> None:
        """Hold it oneself."""
        self.attempt(intake.take_over, self.passage(one, name), reason="relevo")

    @rule(one=which, severity=st.sampled_from(list(Severity)))
    def judge(self, one: int, severity: Severity) -> None:
        """Judge it."""
        passage = self.passage(one, "lucia")
        passage = dataclasses.replace(passage, base_version=rooms.version(self.case_id(one)))
        self.attempt(triage.judge_severity, passage, severity=severity, reason="visto")

    @rule(one=which, name=people)
    def close(self, one: int, name: str) -> None:
        """End it."""
        self.attempt(
            closure.close_case,
            self.passage(one, name),
            disposition=Disposition.NOTHING_FOUND,
            summary="x",
        )

    @invariant()
    def all_that_must_hold_holds(self) -> None:
        hold_what_must_hold(self.since)

    @invariant()
    def a_severity_is_what_its_log_says(self) -> None:
        for case in Case.objects.filter(number__gt=self.since):
            said = [kind for kind in rooms.kinds(case.id) if "severity" in kind]
            assert bool(said) == (case.severity is not None)

    def teardown(self) -> None:
        """End all of it, and seal each case once."""
        for case in Case.objects.filter(number__gt=self.since, joined_to__isnull=True):
            if case.stage != Stage.CLOSED:
                intake.take_over(self.room.passage(self.room.carmen, case.id), reason="x")
                closure.close_case(
                    self.room.passage(self.room.carmen, case.id),
                    disposition=Disposition.NOTHING_FOUND,
                    summary="x",
                )
        hold_what_must_hold(self.since)
        ended = Case.objects.filter(number__gt=self.since)
        assert {case.stage for case in ended} == {Stage.CLOSED}
        for case in ended:
            file = archive.seal_case(case_id=case.id, at=self.room.now)
            assert file.id == archive.seal_case(case_id=case.id, at=self.room.now).id
            assert file.reference == case.reference
        sealed = SealedFile.objects.using("sealer").filter(case_id__in=[c.id for c in ended])
        assert sealed.count() == len(self.cases) == len(ended)

    def attempt(
        self, service: Callable[..., Any], passage: Any, **content: Any
    ) -> dict[str, Any] | None:
        """Come through the door; a refusal leaves everything as it was."""
        before = self.traces()
        try:
            answer: dict[str, Any] = service(passage, **content)
        except (refusals.Conflict, refusals.Invalid, refusals.Busy):
            raise
        except refusals.Refusal:
            assert self.traces() == before
            return None
        return answer

    def traces(self) -> tuple[list[Any], int]:
        """Give what a refusal may not touch."""
        cases = Case.objects.filter(number__gt=self.since).order_by("id")
        return list(cases.values()), Event.objects.count()

    def case_id(self, number: int) -> UUID:
        """Give one of the cases."""
        return self.cases[number % len(self.cases)]

    def passage(self, number: int, name: str) -> Any:
        """Come to the door of one of the cases."""
        self.room.later(seconds=1)
        return self.room.passage(self.who(name), self.case_id(number))

    def who(self, name: str) -> User:
        """Give somebody by name."""
        user: User = getattr(self.room, name)
        return user


def test_reports_join_and_part_in_any_order(room: rooms.Room) -> None:
    Incidents.room = room
    # A round may by chance join nothing: then another is played.
    for _round in range(ROUNDS):
        run_state_machine_as_test(
            Incidents,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        if Event.objects.filter(kind="intake.case_joined").exists():
            return
    raise AssertionError("it tried nothing")
