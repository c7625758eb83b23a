"""Any life of calls: rung, located, answered, ended in any order, no question vanishes unended."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from calls.casefile import door, log, refusals
from calls.casefile.kinds import CallState, Disposition, EndedBy, Stage
from calls.casefile.models import Call, Case, Commitment, Event, Fix, Stream
from calls.people.models import User
from calls.stages.closure import services as closure
from calls.stages.intake import covert, silence, unanswered
from calls.stages.intake import services as intake
from calls.stages.intake.codes import UnansweredResult
from calls.stages.intake.models import SilenceResult, SilentCall
from calls.telephony import announcement, gateway, locating
from calls.telephony import services as telephony
from tests.calls import room as rooms

EXAMPLES = 15
STEPS = 20
UNHEARD = ("intake.abandoned_call", "intake.dropped_call")
QUESTIONS = (*UNHEARD, "intake.silent_call")
# How a question may end; after the other two it stands open again, under the same name.
ENDINGS = {
    "intake.silent_call": set(SilenceResult.values),
    **dict.fromkeys(UNHEARD, set(UnansweredResult.values) - {"no_answer"}),
}
GOES_ON = {"no_answer", "lasted"}

# Mostly whoever holds the case; sometimes a colleague, sometimes the supervisor.
users = st.sampled_from(["", "", "", "marcos", "carmen"])
picks = st.integers(0, 1)


class LifeOfCalls(RuleBasedStateMachine):
    """Calls come, are answered by some desk or by none, and end."""

    room: rooms.Room

    @initialize(number=st.sampled_from(["+34600123123", None]))
    def begin(self, number: str | None) -> None:
        self.questions: set[tuple[UUID, str]] = set()
        self.calls = [self.room.ring(callback_number=number) for _line in range(2)]
        # One of the two was given up, so that there is something to work on from the start.
        self.end(pick=0, by=EndedBy.CALLER, later=False)
        self.take_over(pick=0, user="")

    # What callers and gateways do.

    @precondition(lambda self: not self.cases().exclude(stage=Stage.CLOSED).exists())
    @rule(number=st.sampled_from(["+34600123123", None]))
    def ring(self, number: str | None) -> None:
        self.calls = [self.calls[-1], self.room.ring(callback_number=number)]

    @rule(pick=picks, by=st.sampled_from(EndedBy), later=st.booleans())
    def end(self, *, pick: int, by: EndedBy, later: bool) -> None:
        call_id = self.calls[pick]
        if later:
            self.room.later(seconds=7)
        passage = door.Passage(actor=rooms.GATEWAY, at=self.room.now)
        first = unanswered.end_call(passage, call_id=call_id, ended_by=by)
        told = self.everything()
        again = unanswered.end_call(passage, call_id=call_id, ended_by=EndedBy.CENTRE)
        assert (again.ended_at, again.ended_by) == (first.ended_at, first.ended_by)
        assert self.everything() == told, "told again, something happened"

    @rule(pick=picks, where=st.sampled_from([40.97, 41.38, -33.0]))
    def locate(self, *, pick: int, where: float) -> None:
        call_id = self.calls[pick]
        fixes = gateway.read_fixes({"latitude": where, "longitude": -5.66}, now=self.room.now)
        passage = door.Passage(actor=rooms.GATEWAY, at=self.room.now)
        before = Fix.objects.count()
        new = locating.locate(passage, call_id=call_id, fixes=fixes)
        assert Fix.objects.count() == before + new
        told = self.everything()
        assert locating.locate(passage, call_id=call_id, fixes=fixes) == 0
        assert self.everything() == told

    @rule(pick=picks)
    def announce_again(self, *, pick: int) -> None:
        call = Call.objects.get(id=self.calls[pick])
        raw = f'{{"call_id": "{call.gateway_call_id}"}}'.encode()
        told = self.everything()
        passage = door.Passage(actor=rooms.GATEWAY, at=self.room.now)
        telephony.announce_call(passage, announcement=announcement.read(raw, now=self.room.now))
        assert self.everything() == told

    # What people do.

    @rule(pick=picks, user=users)
    def answer(self, *, pick: int, user: str) -> None:
        self.attempt(
            lambda: intake.answer_call(
                self.passage(user or "lucia", None), call_id=self.calls[pick]
            )
        )

    @rule(pick=picks, user=users)
    def take_over(self, *, pick: int, user: str) -> None:
        self.work(pick, user, intake.take_over, reason="")

    @rule(pick=picks, user=users)
    def try_to_call_back(self, *, pick: int, user: str) -> None:
        no_answer = UnansweredResult.NO_ANSWER
        self.work(pick, user, unanswered.settle_unanswered, result=no_answer, text="")

    @rule(pick=picks, user=users, result=st.sampled_from(UnansweredResult), text=st.booleans())
    def settle(self, *, pick: int, user: str, result: UnansweredResult, text: bool) -> None:
        if result != UnansweredResult.CALLED_AGAIN:
            told = "lo decide la sala" if text else ""
            self.work(pick, user, unanswered.settle_unanswered, result=result, text=told)

    @rule(pick=picks, user=users)
    def open_silence(self, *, pick: int, user: str) -> None:
        self.work(pick, user, silence.open_silence)

    @rule(pick=picks, user=users, result=st.sampled_from(SilenceResult))
    def end_silence(self, *, pick: int, user: str, result: SilenceResult) -> None:
        self.work(pick, user, silence.end_silence, result=result)

    @rule(pick=picks, user=users, hidden=st.booleans())
    def cover(self, *, pick: int, user: str, hidden: bool) -> None:
        self.work(pick, user, covert.mark_covert, covert=hidden, reason="x")

    @rule(pick=picks, user=users)
    def dismiss(self, *, pick: int, user: str) -> None:
        self.work(pick, user, closure.dismiss_case, outcome=Disposition.MISDIAL)

    @rule(seconds=st.sampled_from([5, 25, 130, 600]))
    def let_time_pass(self, *, seconds: int) -> None:
        self.room.later(seconds=seconds)
        self.room.sweep()
        assert self.room.sweep() == 0

    # What must hold after each.

    @invariant()
    def every_call_rings_or_is_somebodys(self) -> None:
        for call in Call.objects.filter(id__in=self.calls):
            assert (call.state == CallState.RINGING) == (call.case_id is None)
            assert call.ended_at is None or call.state != CallState.RINGING
            if call.state == CallState.ABANDONED:
                assert call.ended_at is not None
                assert call.answered_by is None

    @invariant()
    def no_case_is_an_orphan_and_none_was_closed_over_a_question(self) -> None:
        for case in self.cases():
            owed = Commitment.objects.filter(case=case, settled_at=None)
            if case.stage == Stage.CLOSED:
                assert not owed
            else:
                assert case.holder_id is not None or any(each.due_at for each in owed)

    @invariant()
    def no_question_vanishes_without_one_of_its_endings(self) -> None:
        here = Commitment.objects.filter(case__in=self.cases(), kind__in=QUESTIONS)
        self.questions |= set(here.values_list("ref", "kind"))
        for ref, kind in self.questions:
            rows = Commitment.objects.filter(ref=ref, kind=kind)
            chain = list(rows.order_by("opened_seq"))
            assert chain, "the question itself is gone"
            for each in chain:
                ended = each.result in ENDINGS[kind] | GOES_ON
                assert ended == (each.settled_at is not None), each.result
            for each, onward in itertools.pairwise(chain):
                if each.result in GOES_ON:
                    assert onward.opened_seq == each.settled_seq, "nothing was owed in between"
            assert chain[-1].result not in GOES_ON, "it was let go"

    @invariant()
    def a_question_is_open_as_the_log_and_the_sheets_say(self) -> None:
        for case in self.cases():
            owed = set(rooms.owed(case.id))
            silent = SilentCall.objects.filter(case=case).first()
            assert ("intake.silent_call" in owed) == (silent is not None and not silent.result)
            open_now = False
            for line in log.read(case.id):
                match line.kind:
                    case "intake.call_abandoned":
                        open_now = True
                    case "intake.call_ended" if "due_at" in line.data:
                        open_now = True
                    case "intake.unanswered_settled":
                        open_now = False
            assert open_now == bool(owed & set(UNHEARD))

    @invariant()
    def every_chain_holds(self) -> None:
        ids = [*self.calls, *[case.id for case in self.cases()]]
        for stream in Stream.objects.filter(id__in=ids):
            rows = Event.objects.filter(stream=stream).order_by("seq")
            told = rows.values_list("seq", "body", "hash")
            assert log.first_fault(told, stream_id=stream.id, head=stream.head) is None

    # How it is done.

    def cases(self) -> QuerySet[Case]:
        """Give the cases of the calls in play."""
        return Case.objects.filter(calls__in=self.calls)

    def work(self, pick: int, user: str, service: Callable[..., Any], **content: Any) -> None:
        """Do something to one of the cases."""
        cases = list(self.cases().select_related("holder").order_by("id"))
        if cases:
            case = cases[pick % len(cases)]
            name = user or (case.holder.username if case.holder else "lucia")
            self.attempt(lambda: service(self.passage(name, case.id), **content))

    def attempt(self, act: Callable[[], Any]) -> None:
        """Come through the door; a refusal leaves everything as it was."""
        before = self.everything()
        try:
            act()
        except refusals.Refusal:
            assert self.everything() == before

    def passage(self, name: str, case_id: UUID | None) -> door.Passage:
        """Come as somebody."""
        user: User = getattr(self.room, name)
        return self.room.passage(user, case_id)

    def everything(self) -> dict[str, Any]:
        """Give all that a command may change."""
        return rooms.everything() | {
            "calls": list(Call.objects.order_by("id").values()),
            "fixes": Fix.objects.count(),
            "silences": list(SilentCall.objects.order_by("case").values()),
        }


def test_any_life_of_calls_keeps_what_must_hold(room: rooms.Room) -> None:
    LifeOfCalls.room = room
    run_state_machine_as_test(
        LifeOfCalls,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
