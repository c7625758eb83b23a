"""What a desk sounds: a ring for whoever is free, an alarm for what must not wait, else nothing."""

import pytest
from playwright import sync_api

from calls.casefile.models import Call
from tests.browser import gateway, hands
from tests.support import browsers
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack]

# Every tone is written down on its way to the loudspeaker, with the moment it was ordered.
LISTEN = """() => {
    window.caeTones = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
        window.caeTones.push([this.frequency.value, performance.now()]);
        return start.apply(this, when);
    };
}"""
RING, PULSE = {880, 660}, 1040
# Five pulses are one alarm, ordered at once.
PULSES = f"window.caeTones.filter(([tone]) => tone === {PULSE}).map(([, at]) => at)"


def tones(person: hands.Hands, seconds: float) -> list[float]:
    """Listen for so long."""
    person.page.evaluate("window.caeTones = []")
    person.page.wait_for_timeout(seconds * 1000)
    heard: list[list[float]] = person.page.evaluate("window.caeTones")
    return [tone for tone, _ordered in heard]


@pytest.fixture
def operator(floor: browsers.Floor, stack: stacks.Stack) -> hands.Hands:
    Call.objects.filter(state="ringing").update(state="abandoned")
    page = floor.desk()
    page.add_init_script(f"({LISTEN})()")
    person = hands.Hands(page)
    person.sign_in(stack.person("operator"))
    return person


def test_a_call_rings_for_the_free_and_a_vital_case_without_help_pulses(
    operator: hands.Hands, stack: stacks.Stack
) -> None:
    operator.press("Shift")
    assert tones(operator, 1) == []
    gateway.ring(stack, callback_number="+34600700001")
    operator.sees("call-queue .row-item", "001")
    assert set(tones(operator, 3)) == RING
    operator.press("F2")
    case = gateway.case_of("+34600700001")
    operator.sees("[data-fact=reference]", case.reference)
    gateway.ring(stack, callback_number="+34600700002")
    operator.sees("call-queue .row-item", "002")
    assert tones(operator, 3) == []
    operator.type("Calle Zamora 12")
    operator.press("Alt+R")
    operator.sees(".banner severity-mark", "P0")
    operator.page.wait_for_function(f"() => {PULSES}.length >= 10", timeout=hands.ALARMS_MS)
    ordered: list[float] = operator.page.evaluate(PULSES)
    assert len(ordered) == 10
    first, second = ordered[:5], ordered[5:]
    assert max(first) - min(first) < 1_000
    assert min(second) - max(first) > 8_000, "the room is not sounded at without end"


def test_the_start_of_a_shift_asks_for_a_test_of_each_sound(operator: hands.Hands) -> None:
    check = operator.page.locator("sound-check")
    operator.press("Shift")
    sync_api.expect(check).to_have_attribute("data-state", "untested")
    operator.walk_to("sound-check [data-open]")
    operator.press("Enter")
    for name in ("ring", "alarm", "emergency", "lost"):
        operator.walk_to(f"[data-sound={name}]")
        operator.page.evaluate("window.caeTones = []")
        operator.press("Enter")
        assert operator.page.evaluate("window.caeTones.length") > 0
    operator.look("sound-check")
    operator.walk_to("button[value=heard]")
    operator.press("Enter")
    sync_api.expect(check).to_have_attribute("data-state", "heard")
    operator.page.reload()
    operator.until_live()
    operator.press("Shift")
    sync_api.expect(check).to_have_attribute("data-state", "heard")
