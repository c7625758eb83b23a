"""What the life questions are answered by now, in every walk through every protocol."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.protocols import contents, walk
from tests.calls.protocols import test_walk as walks


@pytest.mark.parametrize("protocol", walks.BOOK.protocols.values(), ids=walks.BOOK.protocols)
@given(data=st.data(), known=walks.life)
def test_what_the_intake_knows_by_now_is_what_every_walk_says_and_is_asked_of_nobody(
    protocol: contents.Protocol, data: st.DataObject, known: dict[str, str]
) -> None:
    trail = walks.wander(protocol, data, {})
    answers = data.draw(st.sampled_from(trail))
    agreed = walk.reconcile(protocol, answers, known)
    for question, given_now in walk.walk(protocol, agreed).steps:
        told = known.get(question.fills, given_now.code)
        assert given_now.code == told or (
            told == "yes" and given_now.code in question.graver_than_yes
        )
    step = walk.next_step(protocol, agreed)
    if isinstance(step, contents.Question) and step.fills in known:
        assert not step.settled_by(known[step.fills])
    assert walk.reconcile(protocol, agreed, known) == agreed


def test_who_is_awake_may_still_be_gravely_hurt_and_is_asked() -> None:
    fire = walks.BOOK.protocol("structure_fire")
    asked = next(question for question in fire.questions if question.fills == "awake")
    assert asked.graver_than_yes == ("serious",)
    assert not asked.settled_by("yes")
    assert asked.settled_by("no")
    plain = walks.UNCONSCIOUS.question("awake")
    assert plain.graver_than_yes == ()
    assert plain.settled_by("yes")
