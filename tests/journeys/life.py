"""The steps of one call's life, each at the desk where it is done, by keyboard alone."""

import base64
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import httpx
import rfc8785
from cryptography.hazmat.primitives.asymmetric import ed25519
from playwright import sync_api

from calls.archive.models import SealedFile
from calls.casefile.drafting import Draft
from calls.casefile.models import Case
from calls.protocols import contents, reader
from calls.stages.instructions import course
from dispatch.models import UnitStatus
from tests.browser import gateway, hands
from tests.journeys import stories
from tests.support import browsers, figures, run
from tests.support import stack as stacks

expect = sync_api.expect
RING_WITHIN, TRIES = 1.0, 3
DRAFTS_GONE_WITHIN = 15.0
SEALED_WITHIN = 60.0
CPR = "cpr_adult"
STATUSES = (
    UnitStatus.ASSIGNED,
    UnitStatus.EN_ROUTE,
    UnitStatus.ON_SCENE,
    UnitStatus.TRANSPORTING,
    UnitStatus.AT_HOSPITAL,
)


class Life:
    """The four desks that one call passes."""

    def __init__(
        self,
        floor: browsers.Floor,
        stack: stacks.Stack,
        story: stories.Story,
        *,
        size: tuple[int, int] = (1600, 900),
        tell: figures.Tell = lambda _name, _value: None,
    ) -> None:
        """Let everybody sign in, at screens of that size."""
        self.stack = stack
        self._tell = tell
        self.story = story
        sit = partial(self._sit, partial(floor.desk, language=story.language, size=size))
        self.operator = sit("operator", 0)
        self.other = sit("operator", 1)
        self.dispatcher = sit("dispatcher", 5)
        self.supervisor = sit("supervisor", 0)
        self.case: Case

    def _sit(self, desk: Callable[[], sync_api.Page], role: str, number: int) -> hands.Hands:
        person = hands.Hands(desk(), self.story.language)
        person.sign_in(self.stack.person(role, number))
        return person

    def ring(self) -> None:
        """Let the call ring: both operators' boards show it within a second."""
        delays = [self._ring(self.story.number)]
        # A machine busy with other things may be late; it is not late each time.
        while min(delays) > RING_WITHIN and len(delays) < TRIES:
            delays.append(self._ring(f"+3460099000{len(delays)}"))
        self.say("ring to both boards", f"{min(delays):.3f} s (aim {RING_WITHIN:g})")
        assert min(delays) <= RING_WITHIN
        self.operator.look("01-ringing")

    def _ring(self, number: str) -> float:
        for person in (self.operator, self.other):
            person.watch_for(number, "call-queue .row-item", number[-3:])
        began = time.time()
        gateway.ring(self.stack, callback_number=number)
        return max(person.seen_at(number) - began for person in (self.operator, self.other))

    def answer(self) -> None:
        """Answer: the cursor is in the place; the other operator sees the call taken."""
        position = "OP1"
        self.operator.press("F2")
        self.case = gateway.case_of(self.story.number)
        self.operator.sees("[data-fact=reference]", self.case.reference)
        self.operator.until_focus("#f-location-text")
        self.other.misses("call-queue .row-item", self.story.number[-3:])
        self.other.sees("case-list .row-item", self.case.reference[-6:], position)
        self.shows("P1?", "intake")
        self.operator.look("02-answered")

    def intake(self) -> None:
        """Write down where, what, alive."""
        self.operator.type(self.story.place)
        self.operator.press("Tab")
        self.operator.pick("Salamanca")
        self.operator.press("Control+Enter")
        self.operator.until_focus("#f-complaint-text")
        self.operator.type(self.story.reason)
        self.operator.press("Tab")
        self.operator.sees("#l-complaint-protocol [role=option]", "")
        self.operator.press("ArrowDown", "Enter", "Control+Enter")
        self.operator.until_focus("input[name=awake]")
        self.operator.press("2", "Tab")
        self.operator.until_focus("input[name=breathing]")
        # Not breathing: health is asked and the first step stands there, all at once.
        self.dispatcher.watch_for("offer", ".unanswered .row-item", self.case.reference[-6:])
        began = time.time()
        self.operator.press("2")
        self.operator.until_focus("[data-result=done]")
        self.say("answer to the centre's desk", f"{self.dispatcher.seen_at('offer') - began:.3f} s")
        self.shows("P0", "transfer")
        self.operator.press("Alt+1")
        self.operator.sees(".banner .address", self.story.place, "Salamanca")
        self.operator.look("03-intake")
        self.other.sees("case-list .row-item", self.case.reference[-6:], "Salamanca")

    def triage(self) -> None:
        """Judge: the protocol asks only what the intake does not know."""
        self.operator.press("Alt+2")
        self.operator.until_focus(".question-card .answer")
        self.operator.look("04-question")
        self.operator.press("1")
        self.operator.sees(".determinant", "arrest_adult")
        self.shows("P0", "transfer")
        vital = Case.objects.filter(severity="P0", closed_at=None).count()
        expect(self.supervisor.page.locator("[data-figure='open.P0']")).to_have_text(str(vital))
        self.operator.look("05-determinant")

    def instructions(self) -> None:
        """Read the script to its end; the metronome comes with its step, digits answer."""
        page = self.operator.page
        script = reader.book().script(CPR)
        self.operator.press("F7")
        self.operator.until_focus("[data-result=done]")
        step: contents.Step | None = script.steps[0]
        beating = False
        while step is not None:
            expect(page.locator("instruction-sheet .current")).to_have_attribute(
                "data-step", step.code
            )
            if step.metronome and not beating:
                beating = True
                expect(page.locator("metro-nome")).to_have_attribute("data-running", "")
                self.operator.look("06-compressions")
            way = _onward(script, step)
            self.operator.press(str(way.digit) if way else "Enter")
            step = course.onward(script, step, way.code if way else "")
        self.operator.until_focus("instruction-sheet .onward button")

    def transfer(self) -> None:
        """See the offer stand with the nearest centre of the plan, which accepts."""
        dispatcher = self.dispatcher
        self.operator.press("F8")
        self.operator.sees(".offers .offer", self.operator.said("offer.offered"))
        self.operator.look("07-offered")
        dispatcher.press("F2")
        dispatcher.until_focus("[data-accept]")
        dispatcher.look("08-desk-offer")
        dispatcher.press("Enter")
        dispatcher.until_focus("unit-board .row-item")
        self.operator.sees(".help .helper", self.operator.word("Accepted"))
        self.shows("P0", "followup")

    def send(self) -> None:
        """Send a unit through every status; the operator sees each."""
        mine = "unit-board .row-item[data-mine]"
        for status in STATUSES:
            self.dispatcher.press("Enter")
            label = self.dispatcher.word(status.label)
            self.dispatcher.sees(f"{mine} .status", label)
            self.operator.sees(".help .helper", label)
        self.dispatcher.look("09-desk-unit")
        self.supervisor.look("10-wall")

    def follow_up(self) -> None:
        """Write a note, promise a callback and settle it; nothing closes while anything is owed."""
        operator = self.operator
        operator.press("F10")
        operator.until_focus("#f-note")
        operator.type(self.story.note)
        operator.press("Control+Enter")
        operator.sees(".timeline li", self.story.note)
        operator.walk_to("#f-callback-text")
        operator.type(self.story.promise)
        operator.press("Control+Enter")
        operator.sees("followup-sheet .owed li", operator.word("A callback"))
        operator.look("11-follow-up")
        operator.press("F10")
        operator.sees(".obstacles li", operator.word("A unit on the case"))
        self.dispatcher.press("Enter")
        operator.misses(".obstacles li", operator.word("A unit on the case"))
        operator.press("Alt+5")
        operator.until_focus("#f-note")
        operator.walk_to("followup-sheet .owed button")
        operator.press("Enter")
        operator.until_focus("#f-settle-result")
        operator.press("Tab")
        operator.type(self.story.said)
        operator.press("Enter")
        operator.sees("followup-sheet .owed .nothing", "")

    def close(self) -> None:
        """Close with a code and in words, after the supervisor has read the case."""
        self.supervisor.walk_to(".row-item")
        self.supervisor.press("Home")
        self.supervisor.walk_to(".row-item", self.case.reference[-6:], key="ArrowDown")
        self.supervisor.press("Enter")
        self.supervisor.page.wait_for_url(f"**/cases/{self.case.id}/")
        self.supervisor.sees(".story li", self.story.note)
        self.leaves_no_draft()
        operator = self.operator
        operator.press("F10")
        operator.until_focus("input[name=disposition]")
        operator.press("2")
        operator.walk_to("#f-summary")
        operator.type(self.story.summary)
        operator.look("12-closing")
        operator.press("Control+Enter")
        operator.sees("dialog.confirm[open]", self.case.reference)
        operator.press("Enter")
        operator.sees("p.closed", "")
        self.other.misses("case-list .row-item", self.case.reference[-6:])

    def leaves_no_draft(self) -> None:
        """Wait until all that was typed and saved is no draft any more."""
        until = time.monotonic() + DRAFTS_GONE_WITHIN
        while left := list(Draft.objects.filter(case=self.case).values_list("form", "content")):
            assert time.monotonic() < until, f"typed and saved, and still a draft: {left}"
            time.sleep(0.1)

    def seal(self) -> None:
        """Wait for the worker's seal; every chain and file verifies."""
        began = time.monotonic()
        while not SealedFile.objects.filter(case_id=self.case.id).exists():
            assert time.monotonic() - began < SEALED_WITHIN, "the closed case is not sealed"
            time.sleep(0.1)
        self.say("closed to sealed", f"{time.monotonic() - began:.1f} s")
        self.supervisor.page.reload()
        # What is over is not the supervisor's to read without a reason.
        self.supervisor.walk_to("[name=reason]")
        self.supervisor.type("Revisión de calidad")
        self.supervisor.press("Enter")
        self.supervisor.sees(".badges", self.supervisor.word("The chain verifies"))
        self.supervisor.sees("section.seal h2", self.supervisor.word("Sealed file"))
        self.supervisor.look("13-case-file")
        command = [sys.executable, "manage.py", "verify"]
        verified = subprocess.run(
            command,
            cwd=run.ROOT,
            env=self.stack.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert verified.returncode == 0, verified.stdout + verified.stderr

    def fetch(self) -> None:
        """Fetch the file as the official body, whose proof is the seal."""
        body = httpx.Client(
            base_url=self.stack.address,
            headers={"Authorization": f"Bearer {self.stack.tokens['official']}"},
        )
        with body:
            found = body.get("/api/v1/case-files/", params={"municipality": "37274", "limit": 200})
            listed = {file["reference"]: file for file in found.json()["results"]}
            file = body.get(f"/api/v1/case-files/{self.case.reference}/").json()
            keys = {key["kid"]: key for key in body.get("/api/v1/keys/").json()["keys"]}
        assert listed[self.case.reference]["sha256"] == file["sha256"]
        signed = rfc8785.dumps(file["document"])
        assert hashlib.sha256(signed).hexdigest() == file["sha256"]
        key = _bytes(keys[file["key_id"]]["x"])
        ed25519.Ed25519PublicKey.from_public_bytes(key).verify(_bytes(file["signature"]), signed)
        disclosed = [json.loads(_bytes(text))[2] for text in file["disclosures"]]
        for told in (self.story.place, self.story.reason, self.story.note, self.story.summary):
            assert told in disclosed
            assert told not in signed.decode()

    def shows(self, severity: str, stage: str) -> None:
        """Wait until the supervisor's wall shows the case so."""
        row = (self.case.reference[-6:], severity, self.supervisor.said(f"short.{stage}"))
        self.supervisor.sees("case-list .row-item", *row)

    def say(self, name: str, value: str) -> None:
        """Tell a figure to whoever reads the run."""
        self._tell(f"{name}, {self.story.language}", value)


def _bytes(base64url: str) -> bytes:
    return base64.urlsafe_b64decode(base64url + "=" * (-len(base64url) % 4))


def _onward(script: contents.Script, step: contents.Step) -> contents.Branch | None:
    """Return the answer at a step that leads farthest on in its script."""

    def place(way: contents.Branch) -> int:
        following = course.onward(script, step, way.code)
        return script.steps.index(following) if following else len(script.steps)

    return max(step.branches, key=place, default=None)
