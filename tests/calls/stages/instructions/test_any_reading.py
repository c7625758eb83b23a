"""Any reading of any scripts: whatever is done in whatever order, it stays on the script's ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from calls.casefile import log, refusals
from calls.casefile.models import Case
from calls.protocols import contents, graph, reader
from calls.stages.instructions import queries as reading
from calls.stages.instructions import services as instructions
from calls.stages.instructions.codes import Result, SkipReason
from calls.stages.instructions.models import ScriptReading
from tests.calls import room as rooms
from tests.calls.stages.instructions import shelves

EXAMPLES, STEPS = 12, 30
SCRIPTS = ("drill_cpr", "drill_side")
# Right ones often enough that a reading comes somewhere.
steps = st.sampled_from(["", "", "", "", "push", "watch", "no_such"])
branches = st.sampled_from(["right", "right", "right", "", "yes", "no", "fine", "no_such"])
reasons = st.sampled_from([*SkipReason.values, "", "no_such"])


class Reading(RuleBasedStateMachine):
    """One case, to whose caller anything is read."""

    room: rooms.Room

    @initialize()
    def begin(self) -> None:
        self.case_id = self.room.case()

    @rule(script=st.sampled_from([*SCRIPTS, "drill_cpr"]))
    def start(self, script: str) -> None:
        self.attempt(instructions.start_script, script=script)

    @rule(script=st.sampled_from([*SCRIPTS, "no_such"]))
    def go_back(self, script: str) -> None:
        left = {each["code"] for each in self.part()["left"]}
        assert self.attempt(instructions.resume_script, script=script) == (script in left)

    @rule(language=st.sampled_from(["", "es", "en", "fr", "ro"]), child=st.none() | st.booleans())
    def word(self, language: str, child: bool | None) -> None:  # noqa: FBT001 - hypothesis names it
        before = self.part()
        chosen = self.attempt(instructions.choose_wording, language=language, child=child)
        codes = {each["code"] for each in (before["script"] or {}).get("languages", ())}
        assert chosen == (before["script"] is not None and language in {"", *codes})
        after = self.part()
        assert self.current(after) == self.current(before)

    @rule(
        step=steps,
        result=st.sampled_from(Result),
        branch=branches,
        reason=reasons,
        pick=st.integers(0, 5),
    )
    def read(self, *, step: str, result: str, branch: str, reason: str, pick: int) -> None:
        before = self.part()
        here = self.current(before)
        ways = before["script"]["branches"] if before["script"] else []
        if branch == "right":
            asks = ways and result == Result.DONE
            branch = ways[pick % len(ways)]["code"] if asks else ""
        told = step or here or "none"
        code = reason if result == Result.SKIPPED else ""
        kept = self.attempt(
            instructions.record_step,
            step=told,
            result=result,
            branch=branch,
            reason_code=code,
            reason="tal cual" if code == SkipReason.OTHER else "",
        )
        known = {way["code"] for way in ways} if result == Result.DONE and ways else {""}
        reasoned = result != Result.SKIPPED or code in SkipReason.values
        assert kept == (here is not None and told == here and branch in known and reasoned)

    @invariant()
    def every_step_that_was_recorded_follows_from_the_one_before(self) -> None:
        for row in ScriptReading.objects.filter(case=self.case_id):
            script = reader.edition(row.edition).script(row.script)
            allowed: set[str | None] = {script.steps[0].code}
            for entry in row.steps:
                assert entry["step"] in allowed
                if entry["result"] != Result.REPEATED:
                    allowed = self.after(script, entry)

    @invariant()
    def the_screen_shows_one_step_of_the_script_or_its_end(self) -> None:
        part = self.part()
        if part["script"] is None:
            assert part["steps"] == []
            return
        states = [step["state"] for step in part["steps"]]
        assert states.count("current") == (0 if part["script"]["number"] is None else 1)
        assert all(step["text"] and step["lang"] for step in part["steps"])
        assert part["script"]["code"] not in {each["code"] for each in part["left"]}

    @invariant()
    def the_log_tells_every_entry_that_the_readings_keep(self) -> None:
        told = [
            (line.data["step"], line.data["result"], line.data.get("branch", ""))
            for line in log.read(self.case_id, kinds=["instructions.step_recorded"])
        ]
        kept = [
            (entry["at"], entry["step"], entry["result"], entry.get("branch", ""))
            for row in ScriptReading.objects.filter(case=self.case_id)
            for entry in row.steps
        ]
        assert told == [entry[1:] for entry in sorted(kept)]

    def after(self, script: contents.Script, entry: dict[str, Any]) -> set[str | None]:
        """Give what may be read after an entry, by the script's own graph."""
        step = script.step(entry["step"])
        if entry["result"] == Result.SKIPPED:
            following = script.after(step)
            return {following.code if following else None}
        ways = graph.after(script, step)
        if not step.branches:
            return {each.code if each else None for each in ways}
        place = [way.code for way in step.branches].index(entry["branch"])
        if step.branches[place].script is not None:
            # Whoever comes back asks again.
            return {step.code}
        found = ways[place]
        return {found.code if found else None}

    def attempt(self, service: Callable[..., Any], **content: Any) -> bool:
        """Come through the door a second later; a refusal leaves everything as it was."""
        self.room.later(seconds=1)
        before = self.traces()
        try:
            service(self.room.passage(case_id=self.case_id), **content)
        except refusals.Refusal as refusal:
            named = list(refusal.fields.values())
        else:
            return True
        assert named
        assert all(named)
        assert self.traces() == before
        return False

    def traces(self) -> tuple[Any, ...]:
        """Give what a refusal may not touch."""
        rows = ScriptReading.objects.filter(case=self.case_id).order_by("id")
        return rooms.everything(), list(rows.values())

    def part(self) -> dict[str, Any]:
        """Give the sheet's part of the case's state."""
        return reading.case_part(Case.objects.get(id=self.case_id), rooms.GATEWAY)

    def current(self, part: dict[str, Any]) -> str | None:
        """Give the code of the step to be read."""
        steps = (step["code"] for step in part["steps"] if step["state"] == "current")
        return next(steps, None)


def test_any_reading_stays_on_the_ways_of_its_script(
    room: rooms.Room, shelf: shelves.Shelf
) -> None:
    Reading.room = room
    run_state_machine_as_test(
        Reading,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
