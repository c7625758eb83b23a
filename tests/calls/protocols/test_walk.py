import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.protocols import contents, reader, walk
from tests.calls.protocols import broken

BOOK = reader.load(reader.LIBRARY)
SHELF = reader.load(broken.SHELF)
UNCONSCIOUS = SHELF.protocol("unconscious")
COLLISION = SHELF.protocol("collision")
GENERAL = SHELF.protocol("general")
# There are sixty of them: together they walk far enough.
FEW = settings(max_examples=15)
EVERY = pytest.mark.parametrize("protocol", BOOK.protocols.values(), ids=BOOK.protocols)
ASKING = {
    code: protocol
    for code, protocol in BOOK.protocols.items()
    if any(question.fills == "breathing" for question in protocol.questions)
}
life = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(contents.LIFE_QUESTIONS, st.sampled_from(["yes", "no", "unknown"]))
)


def end(protocol: contents.Protocol, answers: Mapping[str, str]) -> contents.Determinant:
    """Return the determinant the answers end in."""
    step = walk.next_step(protocol, answers)
    assert isinstance(step, contents.Determinant)
    return step


def wander(
    protocol: contents.Protocol, data: st.DataObject, answers: dict[str, str]
) -> list[dict[str, str]]:
    """Answer at random until no question is left; return the answers after each."""
    trail = [answers]
    while isinstance(step := walk.next_step(protocol, answers), contents.Question):
        chosen = data.draw(st.sampled_from(step.answers), label=step.code)
        answers = walk.answer(protocol, answers, step.code, chosen.code)
        trail.append(answers)
        assert len(trail) <= len(protocol.questions) + 1, "asked in a circle"
    return trail


@EVERY
@FEW
@given(data=st.data(), known=life)
def test_every_walk_ends_in_a_determinant_with_plan_and_script(
    protocol: contents.Protocol, data: st.DataObject, known: dict[str, str]
) -> None:
    trail = wander(protocol, data, walk.settle(protocol, {}, known))
    ended = end(protocol, trail[-1])
    assert ended.agencies or ended.severity == "P4"
    assert BOOK.script(ended.script).steps
    assert walk.standing(protocol, trail[-1]) == ended


@EVERY
@FEW
@given(data=st.data(), known=life)
def test_no_answer_lowers_what_an_earlier_one_raised(
    protocol: contents.Protocol, data: st.DataObject, known: dict[str, str]
) -> None:
    trail = wander(protocol, data, walk.settle(protocol, {}, known))
    trail = list(itertools.takewhile(lambda each: walk.exemption(protocol, each) is None, trail))
    stood = [walk.standing(protocol, answers) for answers in trail]
    severities = [each.severity for each in stood if each is not None]
    assert severities == sorted(severities, reverse=True)
    for before, after in itertools.pairwise(trail):
        had, has = (walk.agencies(walk.named(protocol, each)) for each in (before, after))
        assert set(had) <= set(has)


@EVERY
@FEW
@given(data=st.data(), known=life)
def test_a_vital_walk_is_recognised_within_three_questions(
    protocol: contents.Protocol, data: st.DataObject, known: dict[str, str]
) -> None:
    trail = wander(protocol, data, walk.settle(protocol, {}, known))
    if end(protocol, trail[-1]).severity == "P0":
        recognised = next(
            answers
            for answers in trail
            if (stood := walk.standing(protocol, answers)) is not None and stood.severity == "P0"
        )
        assert len(recognised) <= 3


@EVERY
@FEW
@given(data=st.data(), known=life)
def test_what_the_intake_knows_is_never_asked(
    protocol: contents.Protocol, data: st.DataObject, known: dict[str, str]
) -> None:
    answers = walk.settle(protocol, {}, known)
    while isinstance(step := walk.next_step(protocol, answers), contents.Question):
        assert not step.settled_by(known.get(step.fills, ""))
        chosen = data.draw(st.sampled_from(step.answers), label=step.code)
        answers = walk.answer(protocol, answers, step.code, chosen.code, known=known)


@pytest.mark.parametrize("protocol", ASKING.values(), ids=ASKING)
@pytest.mark.parametrize("awake", ["no", "unknown"])
@pytest.mark.parametrize("breathing", ["no", "unknown"])
def test_anything_but_a_clear_yes_to_breathing_is_vital_at_once(
    protocol: contents.Protocol, awake: str, breathing: str
) -> None:
    known = {"awake": awake, "breathing": breathing}
    answers = dict(walk.settle(protocol, {}, known))
    while len(answers) < 3 and walk.standing(protocol, answers) is None:
        step = walk.next_step(protocol, answers)
        assert isinstance(step, contents.Question)
        calmest = next((each for each in step.answers if each.determinant is None), None)
        assert calmest is not None
        answers = walk.answer(protocol, answers, step.code, calmest.code, known=known)
    stood = walk.standing(protocol, answers)
    assert stood is not None
    assert stood.code.startswith("arrest")
    assert stood.severity == "P0"


@pytest.mark.parametrize(
    ("answers", "determinant", "severity"),
    [
        ({"awake": "no", "breathing": "no", "age": "adult"}, "arrest_adult", "P0"),
        ({"awake": "no", "breathing": "unknown", "age": "unknown"}, "arrest_adult", "P0"),
        ({"awake": "unknown", "breathing": "no", "age": "child"}, "arrest_child", "P0"),
        ({"awake": "no", "breathing": "no", "age": "infant"}, "arrest_infant", "P0"),
        ({"awake": "no", "breathing": "yes", "injury": "yes"}, "unconscious_injured", "P0"),
        ({"awake": "no", "breathing": "yes", "injury": "no"}, "unconscious_breathing", "P1"),
        (
            {"awake": "yes", "breathing_awake": "no", "answers_you": "yes"},
            "breathing_failing",
            "P0",
        ),
        (
            {"awake": "yes", "breathing_awake": "no", "answers_you": "no", "age": "adult"},
            "arrest_adult",
            "P0",
        ),
        (
            {"awake": "yes", "breathing_awake": "yes", "warning_signs": "no"},
            "woken_up",
            "P2",
        ),
        (
            {"awake": "yes", "breathing_awake": "yes", "warning_signs": "yes"},
            "woken_warning",
            "P1",
        ),
    ],
)
def test_the_unconscious_are_judged(
    answers: dict[str, str], determinant: str, severity: str
) -> None:
    ended = end(UNCONSCIOUS, answers)
    assert (ended.code, ended.severity) == (determinant, severity)


WELL = {"danger": "none", "awake": "yes", "breathing": "yes", "trapped": "no"}


@pytest.mark.parametrize(
    ("answers", "determinant", "agencies"),
    [
        (WELL | {"hurt": "none"}, "no_injury", ("police",)),
        (WELL | {"hurt": "one"}, "hurt", ("health", "police")),
        (WELL | {"hurt": "many"}, "many_hurt", ("health", "fire", "police", "civil_protection")),
        (WELL | {"trapped": "yes", "hurt": "one"}, "trapped", ("fire", "health", "police")),
        (WELL | {"danger": "fire", "hurt": "none"}, "vehicle_fire", ("fire", "health", "police")),
        (
            WELL | {"danger": "load", "hurt": "none"},
            "hazardous_load",
            ("fire", "health", "police", "civil_protection"),
        ),
        (
            WELL | {"breathing": "no", "hurt": "one"},
            "casualty_critical",
            ("health", "fire", "police"),
        ),
        (
            {
                "danger": "none",
                "awake": "no",
                "breathing_down": "no",
                "trapped": "yes",
                "hurt": "many",
            },
            "arrest",
            ("health", "fire", "police", "civil_protection"),
        ),
        (
            {"danger": "unknown", "awake": "not_there", "trapped": "unknown", "hurt": "unknown"},
            "state_unknown",
            ("health", "police"),
        ),
    ],
)
def test_collisions_are_judged_by_the_gravest_and_sent_what_all_call_for(
    answers: dict[str, str], determinant: str, agencies: tuple[str, ...]
) -> None:
    assert end(COLLISION, answers).code == determinant
    assert walk.agencies(walk.named(COLLISION, answers)) == agencies


@pytest.mark.parametrize(
    ("answers", "determinant", "severity"),
    [
        ({"awake": "nobody", "danger": "none", "help_needed": "no"}, "no_response", "P4"),
        ({"awake": "nobody", "danger": "none", "help_needed": "yes"}, "attention", "P3"),
        ({"awake": "nobody", "danger": "hazard"}, "hazard", "P2"),
        ({"awake": "yes", "breathing": "yes", "danger": "hurt", "serious": "no"}, "hurt", "P2"),
        (
            {"awake": "yes", "breathing": "yes", "danger": "hurt", "serious": "yes"},
            "hurt_serious",
            "P1",
        ),
        ({"awake": "nobody", "danger": "violence"}, "violence", "P1"),
        ({"awake": "yes", "breathing": "yes", "danger": "weapon"}, "weapon", "P0"),
        ({"awake": "yes", "breathing": "yes", "danger": "fire_people"}, "fire_people", "P0"),
        ({"awake": "nobody", "danger": "sea"}, "sea", "P0"),
        ({"awake": "no", "breathing_down": "no", "age": "infant"}, "arrest_infant", "P0"),
    ],
)
def test_what_fits_nowhere_is_judged(
    answers: dict[str, str], determinant: str, severity: str
) -> None:
    ended = end(GENERAL, answers)
    assert (ended.code, ended.severity) == (determinant, severity)


def test_a_walk_begins_with_the_first_question() -> None:
    step = walk.first(UNCONSCIOUS, {})
    assert isinstance(step, contents.Question)
    assert (step.code, step.fills) == ("awake", "awake")
    assert [answer.digit for answer in step.answers] == [1, 2, 3]


def test_a_life_answer_left_blank_at_the_intake_is_asked() -> None:
    step = walk.first(UNCONSCIOUS, {"awake": "no", "breathing": ""})
    assert step == UNCONSCIOUS.question("breathing")


def test_a_life_answer_that_is_none_is_asked() -> None:
    assert walk.first(UNCONSCIOUS, {"awake": "perhaps"}) == UNCONSCIOUS.question("awake")
    assert walk.first(GENERAL, {"awake": "nobody"}) == GENERAL.question("awake")


def test_an_arrest_told_at_the_intake_stands_before_any_question() -> None:
    answers = walk.settle(UNCONSCIOUS, {}, {"awake": "no", "breathing": "no"})
    assert answers == {"awake": "no", "breathing": "no"}
    stood = walk.standing(UNCONSCIOUS, answers)
    assert stood is not None
    assert stood.code == "arrest_adult"
    assert walk.next_step(UNCONSCIOUS, answers) == UNCONSCIOUS.question("age")


def test_nothing_stands_before_an_answer_names_it() -> None:
    assert walk.standing(UNCONSCIOUS, {"awake": "no"}) is None
    assert walk.named(UNCONSCIOUS, {"awake": "no"}) == ()


def test_what_the_walk_learns_of_life_goes_back_to_the_intake() -> None:
    assert walk.filled(UNCONSCIOUS, {"awake": "yes", "breathing_awake": "unknown"}) == {
        "awake": "yes",
        "breathing": "unknown",
    }
    assert walk.filled(COLLISION, {"danger": "none", "awake": "not_there"}) == {}
    assert walk.filled(BOOK.protocol("collision"), {"danger": "none", "awake": "serious"}) == {
        "awake": "yes"
    }


def test_an_unknown_answer_is_refused_with_those_allowed() -> None:
    with pytest.raises(walk.UnknownAnswer) as refused:
        walk.answer(UNCONSCIOUS, {}, "awake", "perhaps")
    assert refused.value.status == 400
    assert refused.value.fields == {"answer": ["yes", "no", "unknown"]}


def test_a_question_that_is_not_open_is_refused_with_those_that_are() -> None:
    with pytest.raises(walk.NotOpenQuestion) as refused:
        walk.answer(UNCONSCIOUS, {"awake": "no"}, "age", "adult")
    assert refused.value.status == 409
    assert refused.value.fields == {"question": ["breathing", "awake"]}


@pytest.mark.parametrize("question", ["", "nonsense", "hurt"])
def test_a_question_of_no_such_protocol_is_refused(question: str) -> None:
    with pytest.raises(walk.NotOpenQuestion):
        walk.answer(UNCONSCIOUS, {}, question, "yes")


def test_answers_that_lead_nowhere_together_are_refused() -> None:
    with pytest.raises(walk.NotOpenQuestion):
        walk.next_step(UNCONSCIOUS, {"awake": "yes", "age": "adult"})


def test_an_earlier_answer_put_right_drops_what_it_no_longer_leads_to() -> None:
    answers = {"awake": "yes", "breathing_awake": "yes", "warning_signs": "no"}
    corrected = walk.answer(UNCONSCIOUS, answers, "awake", "no")
    assert corrected == {"awake": "no"}
    worse = walk.answer(UNCONSCIOUS, answers, "breathing_awake", "no")
    assert worse == {"awake": "yes", "breathing_awake": "no"}
    stood = walk.standing(UNCONSCIOUS, worse)
    assert stood is not None
    assert stood.severity == "P0"


def test_a_life_answer_put_right_is_followed_by_asking_the_other_anew() -> None:
    known = {"awake": "yes", "breathing": "yes"}
    answers = walk.settle(UNCONSCIOUS, {}, known)
    worse = walk.answer(UNCONSCIOUS, answers, "awake", "no", known=known)
    assert walk.next_step(UNCONSCIOUS, worse) == UNCONSCIOUS.question("breathing")


def test_life_questions_that_come_later_are_taken_over_too() -> None:
    known = {"awake": "yes", "breathing": "yes"}
    assert walk.settle(COLLISION, {}, known) == {}
    answers = walk.answer(COLLISION, {}, "danger", "none", known=known)
    assert walk.next_step(COLLISION, answers) == COLLISION.question("trapped")


def test_the_last_answer_may_be_put_right_when_no_question_is_open() -> None:
    answers = WELL | {"hurt": "one"}
    assert end(COLLISION, walk.answer(COLLISION, answers, "hurt", "many")).code == "many_hurt"
    with pytest.raises(walk.NotOpenQuestion) as refused:
        walk.answer(COLLISION, answers, "breathing_down", "no")
    assert refused.value.allowed == tuple(answers)


def test_no_walk_changes_the_answers_it_was_given() -> None:
    answers = {"awake": "no"}
    walk.answer(UNCONSCIOUS, answers, "breathing", "no")
    walk.settle(UNCONSCIOUS, answers, {"breathing": "no"})
    assert answers == {"awake": "no"}


def test_an_answer_that_tells_of_somebody_near_is_covert() -> None:
    protocol = BOOK.protocol("gender_violence")
    assert walk.covert(protocol, {"speak": "no"})
    assert not walk.covert(protocol, {"speak": "yes", "present": "gone"})
