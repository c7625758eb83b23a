"""The command line: it completes, says what Enter would do, and loses nothing that was typed."""

import dataclasses

import pytest
from playwright import sync_api

from calls.casefile.models import Case
from dispatch import services
from dispatch.models import Assignment, Unit
from tests.browser import conftest, desk, hands

pytestmark = [pytest.mark.browser, pytest.mark.stack]
expect = sync_api.expect
DISPATCHER = 5
LINE, EFFECT, OFFERS = "#command-input", "#command-effect", "#command-offers [role=option]"


def holds(person: hands.Hands, text: str) -> None:
    """Wait until this stands on the line."""
    expect(person.page.locator(LINE)).to_have_value(text)


@dataclasses.dataclass
class Typist:
    """A dispatcher at the line, with two cases in hand and two units."""

    person: hands.Hands
    case: Case
    rival: Case
    units: list[Unit]

    @property
    def line(self) -> sync_api.Locator:
        """Where they type."""
        return self.person.page.locator(LINE)

    @property
    def short(self) -> str:
        """As much of the case's number as is its alone."""
        return str(int(self.case.reference.partition("-")[2]))

    def enter(self, line: str) -> None:
        """Type a line that is taken."""
        self.person.press("Control+a")
        self.person.type(line)
        self.person.sees(".command[data-ready] .effect", "")
        self.person.press("Enter")
        holds(self.person, "")

    def open_a_case(self) -> None:
        """Write a note to no case, which the line refuses; then open one."""
        self.person.press("F4")
        self.person.type("nota hola")
        self.person.sees(EFFECT, self.person.word("First open a case"))
        self.person.press("Enter")
        holds(self.person, "nota hola")
        self.enter(f"ver {self.short}")
        self.person.sees("[data-fact=reference]", self.case.reference)

    def complete(self) -> None:
        """Complete a verb by Tab and a unit by arrows; Esc closes the list and nothing else."""
        person, page = self.person, self.person.page
        person.press("F4")
        person.type("as")
        expect(self.line).to_have_attribute("aria-expanded", "true")
        person.press("Tab")
        holds(person, "ASIG ")
        person.type(self.units[0].callsign[:2].lower())
        expect(page.locator(OFFERS).first).to_be_visible()
        person.press("ArrowDown")
        expect(self.line).to_have_attribute("aria-activedescendant", "command-offer-0")
        chosen = page.locator(f"{OFFERS}[aria-selected=true] b").inner_text()
        person.press("Enter")
        holds(person, f"ASIG {chosen} ")
        person.sees(EFFECT, chosen, self.case.reference)
        person.press("Escape")
        expect(self.line).to_have_attribute("aria-expanded", "false")
        holds(person, f"ASIG {chosen} ")
        page.reload()
        person.until_live()
        holds(person, f"ASIG {chosen} ")

    def be_refused(self) -> None:
        """Send a unit that another desk has sent: the line says why and stays as it was."""
        unit = self.units[0]
        services.assign_unit(desk.by(desk.DESK, self.rival), unit_id=unit.id)
        wanted = f"assign {unit.callsign} {self.short}"
        self.person.press("F4", "Control+a")
        self.person.type(wanted)
        self.person.sees(EFFECT, unit.callsign, self.case.reference)
        self.person.press("Enter")
        self.person.sees(".command[data-refused] .effect", unit.callsign)
        holds(self.person, wanted)
        expect(self.line).to_have_attribute("aria-invalid", "true")
        self.hears(unit.callsign)
        assert not Assignment.objects.filter(case=self.case).exists()

    def send(self) -> None:
        """Send the other unit, with a hasty hand on Enter: once."""
        unit = self.units[1]
        self.person.press("Control+a")
        told = unit.callsign.lower().replace("-", " ")
        self.person.type(f"asig {told} {self.case.reference[5:]}")
        self.person.sees(".command[data-ready] .effect", unit.callsign, self.case.reference)
        self.person.press("Enter", "Enter", "Enter")
        holds(self.person, "")
        self.hears(unit.callsign)
        assert Assignment.objects.filter(case=self.case).count() == 1

    def move(self) -> None:
        """Say what it does by as much of a word as is unambiguous, in either language."""
        callsign = self.units[1].callsign
        self.person.type(f"est {callsign} l")
        self.person.sees(EFFECT, "LUGAR", "LIBRE")
        self.person.press("Enter")
        holds(self.person, f"est {callsign} l")
        for word, status in (("rut", "en_route"), ("scene", "on_scene")):
            self.enter(f"est {callsign} {word}")
            self.hears(self.person.said(f"unit.{status}"))

    def look_back(self) -> None:
        """Bring earlier commands back by the arrow, and what was being typed after them."""
        self.enter("NOTA La ambulancia ha llegado")
        self.person.sees(".timeline li", "La ambulancia ha llegado")
        self.person.type("NOTA a med")
        for key, found in (
            ("ArrowUp", "NOTA La ambulancia ha llegado"),
            ("ArrowUp", f"est {self.units[1].callsign} scene"),
            ("ArrowDown", "NOTA La ambulancia ha llegado"),
            ("ArrowDown", "NOTA a med"),
        ):
            self.person.press(key)
            holds(self.person, found)

    def hears(self, text: str) -> None:
        """Wait until this is read out."""
        expect(self.person.page.locator("#polite")).to_contain_text(text)


def test_it_completes_tells_the_effect_and_loses_nothing(sit: conftest.Sit) -> None:
    case, rival = desk.accepted(), desk.accepted("Otra cosa")
    units = list(Unit.objects.filter(centre=case.offers.get().centre_id).order_by("callsign")[:2])
    typist = Typist(sit("dispatcher", DISPATCHER), case, rival, units)
    typist.person.sees(".in-hand .row-item", rival.reference[-6:])
    typist.open_a_case()
    typist.complete()
    typist.be_refused()
    typist.send()
    typist.move()
    typist.look_back()


def test_an_operator_is_offered_no_verb_of_a_desk(sit: conftest.Sit) -> None:
    operator = sit()
    operator.press("F4")
    operator.type("asig")
    operator.sees(EFFECT, "VER, NOTA")
    expect(operator.page.locator(OFFERS)).to_have_count(0)
    operator.press("Enter")
    holds(operator, "asig")
    operator.press("Control+a", "Delete", "F3")
    holds(operator, "VER ")
