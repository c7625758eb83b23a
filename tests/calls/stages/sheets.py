"""A case in which every command has something to act on, and every command with it."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from calls.casefile.kinds import Disposition
from calls.stages.closure import services as closure
from calls.stages.intake import codes
from tests.calls import room as rooms


@dataclasses.dataclass
class Sheet:
    """A case with everything prepared that a command can ask for."""

    room: rooms.Room
    case_id: UUID
    offer: UUID
    promise: UUID

    def commands(self) -> dict[str, tuple[str, str, dict[str, Any]]]:
        """Give each command's route: its path, who sends it, and fields that are right."""
        base = rooms.version(self.case_id)
        here = f"/cases/{self.case_id}/"
        lucia, elena = "lucia", "elena"
        into, closed = self.room.case(), self.room.answered()
        closure.dismiss_case(self.room.passage(case_id=closed), outcome=Disposition.HOAX)
        return {
            "stages:open_case": (
                "/cases/open/",
                lucia,
                {"channel": "radio", "received_at": "", "callback_number": ""},
            ),
            "stages:offer_plan": (here + "transfer/plan/", lucia, {}),
            "stages:record": (
                here + "intake/record/",
                lucia,
                {
                    "base_version": base,
                    "location_text": "Calle Toro",
                    "municipality": "37274",
                    "latitude": "40.97",
                    "longitude": "-5.66",
                    "location_source": "caller",
                    "complaint_text": "humo",
                    "complaint_protocol": "general",
                    "awake": "yes",
                    "breathing": "yes",
                    "caller_name": "Ana",
                    "callback_number": "600123123",
                    "caller_kind": "witness",
                    "caller_reference": "A-1",
                },
            ),
            "stages:take_over": (here + "take-over/", "marcos", {"reason": "relevo"}),
            "stages:settle_unanswered": (
                here + "intake/unanswered/settle/",
                lucia,
                {"result": "reached_safe", "text": ""},
            ),
            "stages:open_silence": (here + "intake/silence/open/", lucia, {}),
            "stages:hear_sound": (here + "intake/silence/heard/", lucia, {"sound": "cough"}),
            "stages:answer_silently": (
                here + "intake/silence/answer/",
                lucia,
                {"asked": "fire", "answer": "no", "by": "key"},
            ),
            "stages:end_silence": (
                here + "intake/silence/end/",
                lucia,
                {"result": "safe_voice"},
            ),
            "stages:mark_case": (
                here + "intake/mark/",
                lucia,
                {"mark": "minor", "on": "1", "reason": ""},
            ),
            "stages:mark_covert": (
                here + "intake/covert/",
                lucia,
                {"covert": "0", "reason": "x"},
            ),
            "stages:start_protocol": (here + "triage/start/", lucia, {"protocol": "general"}),
            "stages:answer_question": (
                here + "triage/answer/",
                lucia,
                {"question": "awake", "answer": "no"},
            ),
            "stages:judge": (
                here + "triage/severity/",
                lucia,
                {"base_version": base, "severity": "P3", "reason": "leve"},
            ),
            "stages:answer_life": (
                here + "life/",
                lucia,
                {"base_version": base, "awake": "yes", "breathing": "yes"},
            ),
            "stages:see_change": (here + "triage/seen/", "elena", {"seq": "1"}),
            "stages:record_onset": (
                here + "triage/onset/",
                lucia,
                {
                    "condition": "stroke",
                    "onset": "last_seen_well",
                    "onset_time": "10:40",
                    "onset_date": str(timezone.localdate() - timedelta(days=1)),
                    "said_by": "su hija",
                },
            ),
            "stages:waive_prealert": (
                here + "triage/no-prealert/",
                lucia,
                {"condition": "stroke", "reason": "no se traslada"},
            ),
            "stages:alert_hospital": (
                here + "triage/prealert/",
                lucia,
                {"condition": "stroke", "hospital": "Clínico", "taken_by": "Dra. Ruiz"},
            ),
            "stages:count_casualties": (
                here + "triage/casualties/",
                lucia,
                {
                    "base_version": base,
                    "immediate": "1",
                    "delayed": "2",
                    "minor": "3",
                    "deceased": "0",
                    "source": "crew",
                },
            ),
            "stages:sort_casualty": (
                here + "triage/sort/",
                lucia,
                {
                    "method": "start",
                    "walks": "no",
                    "breathing": "yes",
                    "rate": "20",
                    "pulse": "yes",
                    "responds": "yes",
                    "source": "crew",
                },
            ),
            "stages:arrest": (here + "arrest/", lucia, {}),
            "stages:start_script": (here + "instructions/start/", lucia, {"script": "cpr_adult"}),
            "stages:record_step": (
                here + "instructions/step/",
                lucia,
                {"step": "speaker", "result": "done"},
            ),
            "stages:choose_wording": (
                here + "instructions/wording/",
                lucia,
                {"language": "en", "child": "1"},
            ),
            "stages:resume_script": (
                here + "instructions/resume/",
                lucia,
                {"script": "recovery_position"},
            ),
            "stages:offer": (
                here + "transfer/offer/",
                lucia,
                {"agency": "fire", "centre": str(self.room.fire.id)},
            ),
            "stages:withdraw": (
                here + "transfer/withdraw/",
                lucia,
                {"offer": str(self.offer), "reason": "x"},
            ),
            "stages:accept": (here + "transfer/accept/", elena, {"offer": str(self.offer)}),
            "stages:refuse": (
                here + "transfer/refuse/",
                elena,
                {"offer": str(self.offer), "reason": "x"},
            ),
            "stages:carry_on_alone": (
                here + "transfer/own-means/",
                elena,
                {"offer": str(self.offer), "text": "Helicóptero"},
            ),
            "stages:note": (here + "followup/note/", lucia, {"text": "x"}),
            "stages:callback": (here + "followup/callback/", lucia, {"minutes": 5, "text": ""}),
            "stages:settle": (
                here + "followup/settle/",
                lucia,
                {"commitment": str(self.promise), "result": "done", "text": ""},
            ),
            "stages:join": (
                here + "join/",
                lucia,
                {
                    "into": str(into),
                    **dict.fromkeys(codes.JOIN_NEWS, "yes"),
                    "asked": "whereabouts",
                },
            ),
            "stages:separate": (here + "separate/", lucia, {}),
            "stages:split": (here + "split/", lucia, {}),
            "stages:continue": (here + "continue/", lucia, {"closed": str(closed)}),
            "stages:close": (
                here + "closure/close/",
                lucia,
                {"disposition": "deceased", "summary": "x", "discard_drafts": ""},
            ),
            "stages:dismiss": (
                here + "closure/dismiss/",
                lucia,
                {"outcome": "hoax", "discard_drafts": ""},
            ),
            "stages:answer": (f"/calls/{self.room.ring()}/answer/", lucia, {}),
            "stages:answer_next": ("/calls/next/answer/", lucia, {}),
        }


def fields_of(answer: Any) -> dict[str, list[str]]:
    """Give what an answer says about fields."""
    told: dict[str, Any] = json.loads(answer.content)
    assert told["code"]
    assert told["message"]
    fields: dict[str, list[str]] = told.get("fields", {})
    return fields
