"""A dispatcher's desk: accept, send, follow and free, without a mouse, another desk looking on."""

import dataclasses
import re

import pytest
from playwright import sync_api

from calls.casefile.models import Case
from dispatch.models import Assignment, UnitStatus
from tests.browser import conftest, desk, hands
from tests.support import browsers
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
# Counts the tones that are played; a gesture has to come before the first.
LISTEN = """window.caeTones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...rest) {
    window.caeTones += 1;
    return start.apply(this, rest);
};"""
PULSES = 3 + 2
DISPATCHER = 5  # of the demonstration's: the one of Salamanca's health centre
STEPS = (
    ("1", UnitStatus.EN_ROUTE),
    ("2", UnitStatus.ON_SCENE),
    ("3", UnitStatus.TRANSPORTING),
    ("4", UnitStatus.AT_HOSPITAL),
)
HERE = "[document.activeElement.dataset.key, document.activeElement.getBoundingClientRect().top]"


def in_view(person: hands.Hands, *selectors: str) -> None:
    """Wait until these stand whole on the screen."""
    for selector in selectors:
        expect(person.page.locator(selector).first).to_be_in_viewport(ratio=0.99)


@dataclasses.dataclass
class Desk:
    """A desk, a colleague's of the same centre, and a case that is offered to both."""

    mine: hands.Hands
    other: hands.Hands
    case: Case
    callsign: str = ""

    @property
    def units(self) -> sync_api.Locator:
        """The units to send, the first to be sent first."""
        return self.mine.page.locator("unit-board .row-item")

    def other_sees(self, status: UnitStatus) -> None:
        """Wait until the colleague's board shows the unit so."""
        row = self.other.page.locator(f".fleet-row:has-text('{self.callsign}') .status")
        expect(row).to_have_text(self.other.word(status.label))

    def accept(self) -> None:
        """Hear it ring, see how long is left, and find the next action before the eyes."""
        mine = self.mine
        mine.sees(".unanswered .row-item", self.case.reference[-6:])
        mine.page.wait_for_function(
            "least => window.caeTones >= least", arg=PULSES, timeout=hands.ALARMS_MS
        )
        mine.press("F2")
        mine.until_focus("[data-accept]")
        in_view(mine, "transfer-answer [data-accept]", "transfer-answer .until", ".banner .address")
        left = mine.page.locator("transfer-answer elapsed-time")
        expect(left).to_have_text(re.compile(r"^[01]:[0-5]\d$"))
        mine.sees(".told .reason", desk.REASON)
        browsers.picture(mine.page, "es/desk-offer")
        mine.press("Enter")
        mine.until_focus("unit-board .row-item")
        self.other.sees(".in-hand .row-item", self.case.reference[-6:])

    def let_one_come_near(self, stack: stacks.Stack) -> None:
        """Let a vehicle come nearer: it is the one to send, at once."""
        self.mine.press("F4")
        self.callsign = self.units.last.locator(".callsign").inner_text()
        desk.drive(stack, self.callsign, desk.PLACE[0] + 0.001, desk.PLACE[1])
        expect(self.units.first.locator(".callsign")).to_have_text(self.callsign)
        expect(self.units.first.locator(".status")).to_contain_text("0.1")
        expect(self.units.first.locator(".heard")).to_contain_text(re.compile(r"\b0:\d\d\b"))

    def send(self) -> None:
        """Send it by the command line, which says before what it will do."""
        self.mine.type(f"asig {self.callsign.lower().replace('-', '')}")
        self.mine.sees("#command-effect", self.callsign, self.case.reference)
        self.mine.press("Enter")
        self.other_sees(UnitStatus.ASSIGNED)
        self.mine.sees("sent-units .callsign", self.callsign)
        assert Assignment.objects.get(case=self.case).unit.callsign == self.callsign

    def follow(self) -> None:
        """Say each status by one digit; what cannot be is refused where one works."""
        mine = self.mine
        mine.press("Alt+4")
        mine.until_focus("sent-units .row-item")
        in_view(mine, "sent-units .ways .primary")
        browsers.picture(mine.page, "es/desk-sent")
        for digit, status in STEPS:
            mine.press(digit)
            expect(mine.page.locator("sent-units .status")).to_have_text(mine.word(status.label))
            self.other_sees(status)
            mine.until_focus("sent-units .row-item")
        mine.press("1")
        mine.sees("case-pane .notice.refusal", self.callsign)

    def free(self) -> None:
        """Free it; the chronology, always open, has told of it all."""
        self.mine.press("5")
        self.other_sees(UnitStatus.AVAILABLE)
        assert Assignment.objects.get(case=self.case).released_at is not None
        for status in (UnitStatus.AT_HOSPITAL, UnitStatus.AVAILABLE):
            self.mine.sees(".chronology .timeline li", self.mine.word(status.label))

    def take_out_of_service(self) -> None:
        """Do the same in the status board, whose rows stay where they are."""
        mine = self.mine
        mine.walk_to(".fleet-row", key="F6")
        mine.press("Home")
        mine.walk_to(".fleet-row", self.callsign, key="ArrowDown")
        before = mine.page.evaluate(HERE)
        for digit, status in (("0", UnitStatus.OUT_OF_SERVICE), ("5", UnitStatus.AVAILABLE)):
            mine.press(digit)
            self.other_sees(status)
            mine.sees(".fleet-row:focus .status", mine.word(status.label))
            assert mine.page.evaluate(HERE) == before


def test_a_desk_accepts_sends_follows_and_frees_by_keyboard(
    sit: conftest.Sit, stack: stacks.Stack
) -> None:
    mine, other = sit("dispatcher", DISPATCHER), sit("dispatcher", DISPATCHER)
    mine.page.set_viewport_size({"width": 1280, "height": 720})
    mine.page.add_init_script(LISTEN)
    mine.page.reload()
    mine.until_live()
    # Sound needs a gesture.
    mine.press("Shift")
    room = Desk(mine, other, desk.offered())
    room.accept()
    room.let_one_come_near(stack)
    room.send()
    room.follow()
    room.free()
    room.take_out_of_service()
