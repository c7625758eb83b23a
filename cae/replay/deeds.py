"""One moment of a plan, done through the same services as people use."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from cae.replay import cast, dispositions, unasked
from cae.replay import plan as plans
from cae.replay.plan import Deed, Moment
from calls.casefile import door, refusals
from calls.casefile.kinds import Severity, Stage
from calls.casefile.models import Call, Case, Commitment
from calls.people.actor import Actor
from calls.protocols import reader
from calls.stages.closure import services as closure
from calls.stages.followup import services as followup
from calls.stages.intake import incidents, proposals
from calls.stages.intake import services as intake
from calls.stages.transfer import commitments as transferred
from calls.stages.transfer import services as transfer
from calls.stages.transfer.models import Offer, OfferState
from calls.stages.triage import services as triage
from calls.stages.triage import time_critical
from calls.telephony import announcement
from calls.telephony import services as telephony
from dispatch import services as dispatch
from dispatch.models import AssignmentStamp, UnitStatus
from dispatch.transitions import HAS_ARRIVED

NOTHING: Mapping[str, Any] = {"location": {}, "complaint": {}, "life": {}, "caller": {}}
MOVES = {
    "en_route": UnitStatus.EN_ROUTE,
    "on_scene": UnitStatus.ON_SCENE,
    "transporting": UnitStatus.TRANSPORTING,
    "at_hospital": UnitStatus.AT_HOSPITAL,
    "available": UnitStatus.AVAILABLE,
}
CANCELLED = "No unit of the centre reached the place, as the source reports it."
NOT_TOLD = "The source tells of no unit."
UNTOLD = "The source tells nothing of this."
AS_REPORTED = "As the source reports it"
# Done before the replay was interrupted, when the case stood elsewhere.
ALREADY_DONE = contextlib.suppress(refusals.CommandReused)
UNKNOWN = {"another_victim": "unknown", "other_place": "unknown", "worse": "unknown"}


class Doer:
    """Does moments; the same one again has no second effect."""

    def __init__(self, plan: plans.Plan, people: cast.Cast, *, run_id: UUID) -> None:
        self._plan = plan
        self._people = people
        self._run = run_id
        self._deeds: dict[Deed, Callable[[Moment], None]] = {
            Deed.RING: self._ring,
            Deed.ANSWER: self._answer,
            Deed.RECORD: self._record,
            Deed.ASSOCIATE: self._associate,
            Deed.JUDGE: self._judge,
            Deed.OFFER: self._offer,
            Deed.ACCEPT: self._accept,
            Deed.CARRY_ON: self._carry_on,
            Deed.ASSIGN: self._assign,
            Deed.MOVE: self._move,
            Deed.REMARK: self._remark,
            Deed.FREE: self._move,
            Deed.CLOSE: self._close,
        }

    def do(self, moment: Moment) -> None:
        """Do one moment; raise the Refusal where the room refuses it."""
        with ALREADY_DONE:
            self._deeds[moment.deed](moment)

    def gateway_id(self, call: int) -> str:
        """Give the id by which the gateway knows a call of the file."""
        return f"{prefix(self._run)}{self._plan.file.calls[call].key}"

    def passage_of(
        self, actor: Actor, at: datetime, *, case_id: UUID | None = None
    ) -> door.Passage:
        """Give the passage of something no plan foresaw."""
        return door.Passage(actor=actor, at=at, case_id=case_id)

    def _ring(self, moment: Moment) -> None:
        told = {
            "call_id": self.gateway_id(moment.call),
            "kind": "telephone",
            "dialled": "112",
            "received_at": moment.happened_at.isoformat(),
        }
        passage = self._passage(moment, cast.GATEWAY)
        read = announcement.read(json.dumps(told).encode(), now=moment.learned_at)
        telephony.announce_call(passage, announcement=read)

    def _answer(self, moment: Moment) -> None:
        call = Call.objects.only("id", "case_id").get(gateway_call_id=self.gateway_id(moment.call))
        if call.case_id is None:
            operator = self._people.operator(moment.call)
            intake.answer_call(self._passage(moment, operator), call_id=call.id)

    def _record(self, moment: Moment) -> None:
        call, kind = self._plan.file.calls[moment.call], self._plan.mapped[moment.call]
        case = self.case_of(moment.call)
        location: dict[str, Any] = {"location_text": call.place, "location_source": "caller"}
        if call.latitude is not None and call.longitude is not None:
            location |= {"latitude": call.latitude, "longitude": call.longitude}
        known = kind.protocol in reader.book().protocols
        complaint = {
            "complaint_text": call.type,
            "complaint_protocol": kind.protocol if known else "",
        }
        intake.record_intake(
            self._on(moment, case, self._people.operator(moment.call)),
            **{**NOTHING, "location": location, "complaint": complaint},
        )

    def _associate(self, moment: Moment) -> None:
        """Join the incident the source names, or else the first that is proposed."""
        case = self.case_of(moment.call)
        operator = self._people.operator(moment.call)
        if case.joined_to_id is not None or case.origin_id is not None:
            return
        if moment.earlier >= 0:
            into = self.case_of(moment.earlier)
            into = into.joined_to or into
        else:
            found = proposals.proposals(case, actor=operator, at=moment.learned_at)
            same = [each for each in found if each["kind"] == "same"]
            if not same:
                return
            into = Case.objects.get(id=same[0]["case"])
        passage = self._on(moment, case, operator)
        if into.stage == Stage.CLOSED:
            incidents.continue_case(passage, closed_id=into.id)
        else:
            passage = door.Passage(
                actor=operator,
                at=passage.at,
                recorded_at=passage.recorded_at,
                command_id=passage.command_id,
                case_id=case.id,
                other_id=into.id,
            )
            incidents.join_case(passage, told=UNKNOWN)

    def _judge(self, moment: Moment) -> None:
        """Work the protocol through as its type tells, or judge by hand where there is none."""
        told, judged = self._plan.severities[moment.call], self._plan.judged[moment.call]
        case = self.case_of(moment.call)
        if case.joined_to_id is not None:
            return
        operator = self._people.operator(moment.call)
        if judged.protocol:
            with ALREADY_DONE:
                triage.start_protocol(
                    self._on(moment, case, operator, part="protocol"), protocol=judged.protocol
                )
        for question, answer in judged.answers:
            case.refresh_from_db(fields=["version"])
            with ALREADY_DONE:
                triage.answer_question(
                    self._on(moment, case, operator, part=f"answer/{question}"),
                    question=question,
                    answer=answer,
                )
        case.refresh_from_db(fields=["version", "severity"])
        if told and told != case.severity:
            triage.judge_severity(
                self._on(moment, case, operator), severity=Severity(told), reason=AS_REPORTED
            )
        self._take_back(moment, case, operator)

    def _take_back(self, moment: Moment, case: Case, operator: Actor) -> None:
        """Leave nothing owed that the room asked by itself and the source tells nothing of."""
        call, kind = self._plan.file.calls[moment.call], self._plan.mapped[moment.call]
        asked = [self._people.desk(each).centre_id for each in plans.agencies_of(call, kind)]
        for condition in unasked.prealerts(case):
            case.refresh_from_db(fields=["version"])
            passage = self._on(moment, case, operator, part=f"prealert/{condition}")
            time_critical.waive_prealert(passage, condition=condition, reason=UNTOLD)
        for offer in unasked.offers(case, asked=asked):
            case.refresh_from_db(fields=["version"])
            passage = self._on(moment, case, operator, part="unasked")
            transfer.withdraw_transfer(passage, offer_id=offer, reason=UNTOLD)

    def _offer(self, moment: Moment) -> None:
        case = self._target(moment.call)
        desk = self._people.desk(moment.agency)
        if self._standing(case, desk) is None:
            operator = self._holder(case, moment)
            transfer.offer_transfer(self._on(moment, case, operator), centre=desk.centre_id)

    def _accept(self, moment: Moment) -> None:
        case = self._target(moment.call)
        desk = self._people.desk(moment.agency)
        offer = self._standing(case, desk)
        if offer is not None and offer.state != OfferState.ACCEPTED:
            transfer.accept_transfer(self._on(moment, case, desk), offer_id=offer.id)

    def _carry_on(self, moment: Moment) -> None:
        case = self._target(moment.call)
        self._end_waiting(moment, case, moment.agency)

    def _assign(self, moment: Moment) -> None:
        run = self._plan.file.calls[moment.call].units[moment.run]
        case = self._target(moment.call)
        passage = self._on(moment, case, self._people.desk(run.agency))
        dispatch.assign_unit(passage, unit_id=self._people.unit(run))

    def _move(self, moment: Moment) -> None:
        run = self._plan.file.calls[moment.call].units[moment.run]
        case = self._target(moment.call)
        dispatch.set_status_on_case(
            self._on(moment, case, self._people.desk(run.agency)),
            unit_id=self._people.unit(run),
            status=MOVES[moment.status],
        )

    def _remark(self, moment: Moment) -> None:
        run = self._plan.file.calls[moment.call].units[moment.run]
        case = self._target(moment.call)
        text = (
            f"{run.unit}: {moment.status} {moment.happened_at:%Y-%m-%d %H:%M:%S}Z. {AS_REPORTED}."
        )
        followup.add_note(self._on(moment, case, self._holder(case, moment)), text=text)

    def _close(self, moment: Moment) -> None:
        case = self.case_of(moment.call)
        if case.joined_to_id is not None or case.stage == Stage.CLOSED:
            return
        for agency in plans.agencies(self._plan):
            self._end_waiting(moment, case, agency)
        call = self._plan.file.calls[moment.call]
        came = AssignmentStamp.objects.filter(
            assignment__case=case, status__in=HAS_ARRIVED
        ).exists()
        case.refresh_from_db(fields=["version"])
        closure.close_case(
            self._on(moment, case, self._holder(case, moment)),
            disposition=dispositions.read(call.disposition, came=came),
            summary=f"{call.type}. {call.disposition or NOT_TOLD}"[:4000],
        )

    def _end_waiting(self, moment: Moment, case: Case, agency: str) -> None:
        """Say what the source says of a centre whose first unit is still awaited."""
        desk = self._people.desk(agency)
        offer = self._standing(case, desk)
        if offer is None:
            return
        waits = Commitment.objects.filter(
            case=case, kind=transferred.MOBILISE, ref=offer.id, settled_at__isnull=True
        )
        if not waits.exists():
            return
        calls = self._plan.file.calls[moment.call]
        cancelled = any(run.stamps and not run.freed_by_rule for run in calls.units)
        part = f"end/{agency}"
        with ALREADY_DONE:
            if cancelled:
                operator = self._holder(case, moment)
                passage = self._on(moment, case, operator, part=part)
                transfer.withdraw_transfer(passage, offer_id=offer.id, reason=CANCELLED)
            else:
                passage = self._on(moment, case, desk, part=part)
                transfer.carry_on_alone(passage, offer_id=offer.id, text=NOT_TOLD)

    def case_of(self, call: int) -> Case:
        """Give the case of a call of the file, as it stands now."""
        return Case.objects.select_related("joined_to", "holder").get(
            calls__gateway_call_id=self.gateway_id(call)
        )

    def _target(self, call: int) -> Case:
        case = self.case_of(call)
        return case.joined_to or case

    def _standing(self, case: Case, desk: Actor) -> Offer | None:
        return Offer.objects.filter(
            case=case, centre_id=desk.centre_id, state__in=transfer.STANDING
        ).first()

    def _holder(self, case: Case, moment: Moment) -> Actor:
        held = (each for each in self._people.operators if each.id == case.holder_id)
        return next(held, self._people.operator(moment.call))

    def _on(self, moment: Moment, case: Case, actor: Actor, *, part: str = "") -> door.Passage:
        return self._passage(moment, actor, case=case, part=part)

    def _passage(
        self, moment: Moment, actor: Actor, *, case: Case | None = None, part: str = ""
    ) -> door.Passage:
        return door.Passage(
            actor=actor,
            at=moment.happened_at,
            recorded_at=moment.learned_at,
            command_id=uuid5(self._run, f"{moment.name}/{part}"),
            case_id=case.id if case else None,
            base_version=case.version if case else None,
        )


def run_id(plan: plans.Plan, *, scope: str = "") -> UUID:
    """Give the id of a plan's run: the same content is the same run."""
    return uuid5(NAMESPACE_OID, f"cae.replay/{plan.file.name}/{plan.file.digest}/{scope}")


def prefix(run_id: UUID) -> str:
    """Give how the gateway's ids of a run's calls begin."""
    return f"replay-{run_id.hex[:12]}-"
