"""A rush of real calls and a room of so many operators, in a time of its own.

When calls ring is the file's; how long people take is ours: drawn with a fixed seed from the
lengths below, and said wherever a figure of this is shown.
"""

from __future__ import annotations

import dataclasses
import functools
import heapq
import itertools
import random
import statistics
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cae.replay import cast, deeds
from cae.replay import plan as plans
from cae.replay.plan import Deed, Moment
from cae.replay.quality import Proposal
from calls.casefile import clock, commitments, door
from calls.casefile.kinds import CallState, EndedBy, Stage
from calls.casefile.models import Call, Case, Commitment
from calls.stages.intake import commitments as intake_owes
from calls.stages.intake import proposals, unanswered
from calls.stages.intake import services as intake
from calls.stages.intake.codes import UnansweredResult

SECONDS_TO_PLACE = (25.0, 0.4)
"""Median and spread (log-normal) of the seconds until place and reason are written down."""
SECONDS_ALONE = (70.0, 0.5)
"""The rest of a call that nobody told of before."""
SECONDS_JOINED = (20.0, 0.4)
"""The rest of a call that joins a case: the brief, and good-bye."""
SECONDS_PATIENT = (150.0, 0.7)
"""How long a caller lets it ring."""
PROMPT_S = 10
CALLED_BACK = "Called back."


@dataclasses.dataclass
class Outcome:
    """What a storm came to, in the room's seconds."""

    waits: list[float] = dataclasses.field(default_factory=list)
    joined: int = 0
    abandoned: int = 0
    called_back: int = 0
    most_waiting: int = 0
    last_answered_after_s: float = 0
    proposals: list[Proposal] = dataclasses.field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Give the figures of the waits."""
        waits = sorted(self.waits) or [0.0]
        return {
            "answered": len(self.waits),
            "abandoned": self.abandoned,
            "called_back": self.called_back,
            "joined": self.joined,
            "most_waiting": self.most_waiting,
            "wait_median_s": round(statistics.median(waits), 1),
            "wait_p90_s": round(waits[int(0.9 * (len(waits) - 1))], 1),
            "wait_longest_s": round(waits[-1], 1),
            "answered_within_10_s": round(sum(wait <= PROMPT_S for wait in waits) / len(waits), 3),
            "last_answered_after_s": round(self.last_answered_after_s),
        }


class Storm:
    """One rush. The calls ring `rate` times as fast as they did: `rung` has them so."""

    def __init__(self, plan: plans.Plan, *, operators: int, rate: float, seed: int) -> None:
        self.outcome = Outcome()
        self._plan = plan
        self._chance = random.Random(seed)  # noqa: S311 - no secret hangs on it  # nosec B311
        self._first = plan.file.calls[0].received_at
        self.rung = [
            dataclasses.replace(
                call, received_at=self._first + (call.received_at - self._first) / rate
            )
            for call in plan.file.calls
        ]
        self._people = cast.Cast(plan, at=self._first)
        self._doer = deeds.Doer(
            plan, self._people, run_id=deeds.run_id(plan, scope=f"storm/{rate:g}")
        )
        self._idle = list(range(operators))
        self._todo: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._order = itertools.count()
        self._call_of: dict[UUID, int] = {}
        self._case_of: dict[UUID, int] = {}

    def run(self, progress: Callable[[datetime], None]) -> Outcome:
        """Let it all happen, in order."""
        for index, call in enumerate(self.rung):
            self._at(call.received_at, self._ringing(index))
        while self._todo:
            now, _order, work = heapq.heappop(self._todo)
            clock.turn(now)
            commitments.sweep_due(now)
            work(now)
            progress(now)
        clock.let_go()
        return self.outcome

    def _at(self, moment: datetime, work: Callable[[datetime], None]) -> None:
        heapq.heappush(self._todo, (moment, next(self._order), work))

    def _lasting(self, length: tuple[float, float]) -> timedelta:
        median, spread = length
        return timedelta(seconds=median * self._chance.lognormvariate(0, spread))

    def _do(self, deed: Deed, call: int, now: datetime, **more: Any) -> None:
        self._doer.do(Moment(learned_at=now, happened_at=now, deed=deed, call=call, **more))

    def _ringing(self, index: int) -> Callable[[datetime], None]:
        def ring(now: datetime) -> None:
            self._do(Deed.RING, index, now)
            call = Call.objects.get(gateway_call_id=self._doer.gateway_id(index))
            self._call_of[call.id] = index
            patient = self._lasting(SECONDS_PATIENT)
            self._at(now + patient, functools.partial(self._give_up, call.id))
            self._take(now)

        return ring

    def _give_up(self, call_id: UUID, now: datetime) -> None:
        if Call.objects.filter(id=call_id, state=CallState.RINGING).exists():
            passage = self._doer.passage_of(cast.GATEWAY, now)
            unanswered.end_call(passage, call_id=call_id, ended_by=EndedBy.CALLER)
            self.outcome.abandoned += 1

    def _take(self, now: datetime) -> None:
        """Let whoever is free answer the call whose turn it is, or call one back."""
        while self._idle:
            waiting = Call.objects.filter(state=CallState.RINGING).count()
            self.outcome.most_waiting = max(self.outcome.most_waiting, waiting)
            call = self._answer(now) if waiting else self._call_back(now)
            if call is None:
                return
            operator = self._idle.pop(0)
            index = self._call_of[call.id]
            self._people.answers(index, operator)
            if call.case_id is not None:
                self._case_of[call.case_id] = index
            written = self._lasting(SECONDS_TO_PLACE)
            self._at(now + written, functools.partial(self._hear, index, operator))

    def _answer(self, now: datetime) -> Call:
        told = intake.answer_call(self._passage(now))
        call = Call.objects.get(id=told["call"])
        self.outcome.waits.append((now - call.received_at).total_seconds())
        self.outcome.last_answered_after_s = (now - self._first).total_seconds()
        return call

    def _call_back(self, now: datetime) -> Call | None:
        """Take the oldest call that rang off unanswered; its caller still needs help."""
        owed = (
            Commitment.objects.filter(
                kind=intake_owes.ABANDONED, settled_at__isnull=True, case__holder__isnull=True
            )
            .order_by("id")
            .first()
        )
        if owed is None:
            return None
        passage = self._passage(now, owed.case_id)
        intake.take_over(passage, reason="")
        unanswered.settle_unanswered(
            passage, result=UnansweredResult.REACHED_NEEDS_HELP, text=CALLED_BACK
        )
        self.outcome.called_back += 1
        return Call.objects.get(case=owed.case_id)

    def _passage(self, now: datetime, case_id: UUID | None = None) -> door.Passage:
        operator = self._people.operators[self._idle[0]]
        return self._doer.passage_of(operator, now, case_id=case_id)

    def _hear(self, index: int, operator: int, now: datetime) -> None:
        """Write down place and reason, look at what is proposed, join or go on alone."""
        self._do(Deed.RECORD, index, now)
        self._note_proposals(index, now)
        self._do(Deed.ASSOCIATE, index, now)
        joined = self._doer.case_of(index).joined_to_id is not None
        self.outcome.joined += joined
        rest = SECONDS_JOINED if joined else SECONDS_ALONE
        self._at(now + self._lasting(rest), functools.partial(self._free, operator))
        self._do(Deed.JUDGE, index, now)
        for agency in plans.agencies_of(self._plan.file.calls[index], self._plan.mapped[index]):
            for deed in (Deed.OFFER, Deed.ACCEPT, Deed.CARRY_ON):
                self._do(deed, index, now, agency=agency)
        self._at(now + plans.STAYS_OPEN, functools.partial(self._do, Deed.CLOSE, index))

    def _note_proposals(self, index: int, now: datetime) -> None:
        case = self._doer.case_of(index)
        before = frozenset(self._open(case))
        found = proposals.proposals(case, actor=self._people.operator(index), at=now)
        same = [UUID(str(each["case"])) for each in found if each["kind"] == "same"]
        proposed = tuple(self._case_of.get(each, -1) for each in same)
        noted = Proposal(call=index, proposed=proposed, open_before=before)
        self.outcome.proposals.append(noted)

    def _open(self, but: Case) -> Iterable[int]:
        """Name the calls whose cases, already written down, stand open now."""
        rows = (
            Case.objects.filter(id__in=list(self._case_of))
            .exclude(stage=Stage.CLOSED)
            .exclude(id=but.id)
            .exclude(complaint_text="")
        )
        return [self._case_of[each] for each in rows.values_list("id", flat=True)]

    def _free(self, operator: int, now: datetime) -> None:
        self._idle.append(operator)
        self._take(now)
