"""Any life of a case: whatever is done in whatever order, what must always hold holds."""

from __future__ import annotations

import json
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

from calls.casefile import log, refusals, stage_table
from calls.casefile.kinds import NEEDS_NO_RESPONSE, Disposition, Severity, Stage
from calls.casefile.models import Case, Commitment, Event, Stream
from calls.live import queries
from calls.people import actor as actors
from calls.people.models import User
from calls.protocols import reader
from calls.stages import arrest
from calls.stages.closure import services as closure
from calls.stages.followup import services as followup
from calls.stages.instructions import services as instructions
from calls.stages.intake import services as intake
from calls.stages.transfer import services as transfer
from calls.stages.transfer.models import Offer, OfferState
from calls.stages.triage import services as triage
from tests.calls import room as rooms

EXAMPLES = 8
STEPS = 25

words = st.sampled_from(["", "Calle Zamora", "no despierta", "arde un coche"])
life = st.sampled_from(["", "yes", "no", "unknown"])
desks = st.sampled_from(["elena", "jorge"])
operators = st.sampled_from(["lucia", "marcos"])
book = reader.book()


class Life(RuleBasedStateMachine):
    """One case, worked by two operators and two centres in any order at all."""

    room: rooms.Room

    @initialize(by_hand=st.booleans())
    def begin(self, by_hand: bool) -> None:  # noqa: FBT001 - hypothesis names it
        self.case_id = self.room.case() if by_hand else self.room.answered()
        self.stage = Stage.INTAKE

    # What people do.

    @rule(place=words, reason=words, awake=life, name=words, stale=st.booleans())
    def record(self, *, place: str, reason: str, awake: str, name: str, stale: bool) -> None:
        base = 1 if stale else rooms.version(self.case_id)
        self.attempt(
            intake.record_intake,
            base_version=base,
            location={"location_text": place},
            complaint={"complaint_text": reason},
            life={"awake": awake},
            caller={"caller_name": name},
        )

    @rule(user=operators)
    def take_over(self, user: str) -> None:
        self.attempt(intake.take_over, user, reason="relevo")

    @rule(protocol=st.sampled_from(sorted(book.protocols)))
    def open_protocol(self, protocol: str) -> None:
        self.attempt(triage.start_protocol, protocol=protocol)

    @rule(pick=st.integers(0, 5), user=st.sampled_from(["lucia", "elena"]))
    def answer(self, pick: int, user: str) -> None:
        asked = self.state()["triage"]["question"]
        given = asked["answers"][pick % len(asked["answers"])] if asked else {"code": "yes"}
        question = asked["code"] if asked else "awake"
        self.attempt(triage.answer_question, user, question=question, answer=given["code"])

    @rule(severity=st.sampled_from(Severity), reason=st.sampled_from(["", "tose"]))
    def judge(self, severity: Severity, reason: str) -> None:
        base = rooms.version(self.case_id)
        self.attempt(triage.judge_severity, base_version=base, severity=severity, reason=reason)

    @rule()
    def press_the_key(self) -> None:
        self.attempt(arrest.suspect_arrest)

    @rule(script=st.sampled_from(sorted(book.scripts)))
    def open_script(self, script: str) -> None:
        self.attempt(instructions.start_script, script=script)

    @rule(wrong=st.booleans(), result=st.sampled_from(["done", "skipped"]))
    def read_step(self, *, wrong: bool, result: str) -> None:
        steps = self.state()["instructions"]["steps"]
        current = next((step["code"] for step in steps if step["state"] == "current"), "none")
        step = "no_such_step" if wrong else current
        self.attempt(instructions.record_step, step=step, result=result)

    @rule(agency=st.sampled_from(["health", "fire", "police"]))
    def offer(self, agency: str) -> None:
        self.attempt(transfer.offer_transfer, agency=agency)

    @rule(desk=desks)
    def accept(self, desk: str) -> None:
        self.attempt(transfer.accept_transfer, desk, offer_id=self.newest_offer(desk))

    @rule(desk=desks)
    def refuse(self, desk: str) -> None:
        self.attempt(
            transfer.refuse_transfer, desk, offer_id=self.newest_offer(desk), reason="averiada"
        )

    @rule(desk=desks)
    def withdraw(self, desk: str) -> None:
        offer = self.newest_offer(desk)
        self.attempt(transfer.withdraw_transfer, offer_id=offer, reason="ya no hace falta")

    @rule(seconds=st.sampled_from([1, 50, 200]))
    def let_time_pass(self, seconds: int) -> None:
        self.room.later(seconds=seconds)
        self.room.sweep()
        assert self.room.sweep() == 0

    @rule(user=st.sampled_from(["lucia", "elena"]))
    def note(self, user: str) -> None:
        self.attempt(followup.add_note, user, text="la puerta verde")

    @rule(user=st.sampled_from(["lucia", "elena"]))
    def promise(self, user: str) -> None:
        self.attempt(followup.schedule_callback, user, minutes=1, text="")

    @rule(result=st.sampled_from(["done", "no_answer", "not_needed"]))
    def keep_promise(self, result: str) -> None:
        first = self.owed().order_by("opened_seq").first()
        self.attempt(
            followup.settle_callback,
            commitment_id=first.id if first else UUID(int=1),
            result=result,
            text="",
        )

    @rule(disposition=st.sampled_from(Disposition), early=st.integers(0, 2))
    def close(self, disposition: Disposition, early: int) -> None:
        # A life that ends at once shows little: two in three try only when nothing is owed.
        if early and self.owed():
            return
        if disposition in NEEDS_NO_RESPONSE:
            self.attempt(closure.dismiss_case, outcome=disposition)
        else:
            self.attempt(closure.close_case, disposition=disposition, summary="bien")

    @precondition(lambda self: self.stage == Stage.CLOSED)
    @rule()
    def go_on_to_the_next(self) -> None:
        self.begin(by_hand=False)

    # What must hold after each.

    @invariant()
    def the_version_is_the_length_of_a_chain_that_holds(self) -> None:
        stream = Stream.objects.get(id=self.case_id)
        rows = Event.objects.filter(stream=stream).order_by("seq")
        told = rows.values_list("seq", "body", "hash")
        assert log.first_fault(told, stream_id=stream.id, head=stream.head) is None
        assert self.case().version == stream.seq == len(told)

    @invariant()
    def an_open_case_is_somebodys_and_a_closed_one_owes_nothing(self) -> None:
        case = self.case()
        owed = self.owed()
        if case.stage == Stage.CLOSED:
            assert not owed
            assert case.closed_at is not None
            assert case.disposition
        else:
            assert case.holder_id is not None or any(promise.due_at for promise in owed)
            assert case.closed_at is None

    @invariant()
    def the_work_went_on_as_the_table_says(self) -> None:
        stage = Stage(self.case().stage)
        reachable, frontier = {self.stage}, {self.stage}
        while frontier:
            frontier = {on for at in frontier for on in stage_table.MOVES[at]} - reachable
            reachable |= frontier
        assert stage in reachable
        self.stage = stage

    @invariant()
    def every_offer_is_owed_what_its_state_says(self) -> None:
        owed = set(self.owed().values_list("kind", "ref"))
        closed = self.case().stage == Stage.CLOSED
        for offer in Offer.objects.filter(case=self.case_id):
            of_it = {kind for kind, ref in owed if ref == offer.id}
            match offer.state:
                case OfferState.OFFERED:
                    assert of_it == {"transfer.answer"}
                    assert offer.due_at > self.room.now
                case OfferState.ACCEPTED:
                    assert of_it == {"transfer.mobilise"}
                case OfferState.WITHDRAWN:
                    assert of_it == set()
                case _:
                    assert of_it <= {"transfer.other_way"}
            assert not (closed and of_it)

    @invariant()
    def the_log_alone_tells_how_the_case_stands(self) -> None:
        case = self.case()
        severity: str | None = None
        told = {"text": "", "complaint": "", "name": "", "awake": ""}
        for line in log.read(self.case_id):
            match line.kind:
                case "triage.severity_judged":
                    assert line.data.get("before") == severity
                    if line.data["severity"] > (severity or "P1"):
                        assert line.data["reason"], "lowered without a reason"
                    severity = line.data["severity"]
                case "triage.determinant_assigned":
                    assert line.data.get("before") == severity
                    assert line.data["severity"] <= (severity or "P4"), "a protocol lowered it"
                    severity = line.data["severity"]
                case "closure.case_closed":
                    assert line.data.get("severity") == case.severity
                    assert line.data["disposition"] == case.disposition
                    assert case.severity in {severity, "P4"}
                    severity = case.severity
                case "intake.location_recorded":
                    told["text"] = line.data.get("text", "")
                case "intake.complaint_recorded":
                    told["complaint"] = line.data.get("text", "")
                case "intake.caller_recorded":
                    told["name"] = line.data.get("name", "")
        assert case.severity == severity
        assert told["text"] == case.location_text
        assert told["complaint"] == case.complaint_text
        assert told["name"] == case.caller_name

    @invariant()
    def everybodys_screen_shows_it(self) -> None:
        who = ("lucia", "elena", "carmen")[rooms.version(self.case_id) % 3]
        state = json.loads(json.dumps(self.state(who)))
        assert state["version"] == len(state["timeline"]) == rooms.version(self.case_id)
        assert all(row["title"] for row in state["timeline"])

    # How it is done.

    def attempt(
        self,
        service: Callable[..., Any],
        name: str = "lucia",
        base_version: int | None = None,
        **content: Any,
    ) -> None:
        """Come through the door; a refusal leaves everything as it was."""
        before = self.traces()
        passage = self.room.passage(self.who(name), self.case_id, base_version=base_version)
        try:
            service(passage, **content)
        except refusals.Refusal:
            assert self.traces() == before
        else:
            assert before["case"]["stage"] != Stage.CLOSED, "a closed case was changed"

    def traces(self) -> dict[str, Any]:
        """Give what a refusal may not touch."""
        of_case = {"case": self.case_id}
        return {
            "case": Case.objects.filter(id=self.case_id).values().get(),
            "owed": list(Commitment.objects.filter(**of_case).order_by("id").values()),
            "offers": list(Offer.objects.filter(**of_case).order_by("id").values()),
            "events": Event.objects.filter(stream=self.case_id).count(),
        }

    def case(self) -> Case:
        """Give the case as it stands."""
        return Case.objects.select_related("holder", "municipality").get(id=self.case_id)

    def owed(self) -> QuerySet[Commitment]:
        """Give what the case owes."""
        return Commitment.objects.filter(case=self.case_id, settled_at=None)

    def state(self, name: str = "lucia") -> dict[str, Any]:
        """Give the case as somebody's screen shows it."""
        return queries.case_state(self.case(), actors.person(self.who(name)))

    def who(self, name: str) -> User:
        """Give somebody by name."""
        user: User = getattr(self.room, name)
        return user

    def newest_offer(self, desk: str) -> UUID:
        """Give the newest offer to a desk's centre, or one that never was."""
        offers = Offer.objects.filter(case=self.case_id, centre=self.who(desk).centre)
        found = offers.order_by("-id").first()
        return found.id if found else UUID(int=1)


def test_any_life_of_a_case_keeps_what_must_hold(room: rooms.Room) -> None:
    Life.room = room
    room.centre("police")
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
