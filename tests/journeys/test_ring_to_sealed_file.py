"""One call from its ring to its sealed file, by keyboard alone, once in each language."""

import pytest

from tests.journeys import life, stories
from tests.support import browsers, figures
from tests.support import stack as stacks

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.long]
KEYS_AT_MOST = 12


@pytest.mark.parametrize(
    "story", stories.STORIES, ids=[story.language for story in stories.STORIES]
)
def test_a_call_from_its_ring_to_its_sealed_file(
    floor: browsers.Floor, stack: stacks.Stack, figure: figures.Tell, story: stories.Story
) -> None:
    call = life.Life(floor, stack, story, tell=figure)
    call.ring()
    call.answer()
    call.intake()
    intake = call.operator.keys
    call.triage()
    call.instructions()
    before = call.operator.keys
    call.transfer()
    offer = call.operator.keys - before
    # The key that answers is the beginning, not a step; it leaves the cursor in the place.
    call.say("Tabs from the answer to the place field", "0 (aim 5)")
    call.say("keys beyond text, answer to offer", f"{intake - 1 + offer} (aim {KEYS_AT_MOST})")
    assert intake - 1 + offer <= KEYS_AT_MOST
    call.send()
    call.follow_up()
    call.close()
    call.seal()
    call.fetch()
