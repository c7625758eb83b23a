"""What the life questions are answered by now, in every walk through every protocol."""

import pytest
from hypothesis import given, settings
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


HURT = {
    code: protocol
    for code, protocol in walks.BOOK.protocols.items()
    if any(question.graver_than_yes for question in protocol.questions)
}


@pytest.mark.parametrize("protocol", HURT.values(), ids=HURT)
@settings(max_examples=40)
@given(data=st.data())
def test_a_plain_yes_is_not_taken_for_unhurt_nor_put_in_the_place_of_gravely_hurt(
    protocol: contents.Protocol, data: st.DataObject
) -> None:
    known = {"awake": "yes", "breathing": "yes"}
    answers = walk.settle(protocol, {}, known)
    while isinstance(step := walk.next_step(protocol, answers), contents.Question):
        if step.graver_than_yes:
            grave = data.draw(st.sampled_from(step.graver_than_yes))
            answers = walk.answer(protocol, answers, step.code, grave, known=known)
            assert walk.reconcile(protocol, answers, known)[step.code] == grave
            return
        assert not any(protocol.question(code).graver_than_yes for code in answers)
        chosen = data.draw(st.sampled_from(step.answers))
        answers = walk.answer(protocol, answers, step.code, chosen.code, known=known)
    assert not any(protocol.question(code).graver_than_yes for code in answers)
