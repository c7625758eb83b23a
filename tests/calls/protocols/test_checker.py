import shutil
from pathlib import Path

import pytest

from calls.casefile.kinds import Severity
from calls.protocols import checker, graph, reader
from tests.calls.protocols import broken

STRUCTURE = "unconscious/protocol.yaml"
COLLISION = "collision/protocol.yaml"
SPANISH = "unconscious/words.es.yaml"
ENGLISH = "unconscious/words.en.yaml"
GASPING = """determinant: arrest_adult, ask: age}
      - {code: gasping, determinant: woken_up}"""
STEPS = ("watch", "arm", "roll", "head", "warm")
ADULT = "{code: adult, determinant: arrest_adult}"


def test_the_shipped_book_is_proven() -> None:
    assert checker.faults(reader.read(reader.LIBRARY)) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (STRUCTURE, ADULT, "{code: adult}", "dead end"),
        (STRUCTURE, 'code: "yes", ask: breathing_awake', 'code: "yes", ask: lost', "no question"),
        (STRUCTURE, "determinant: woken_up}", "determinant: lost}", "no determinant 'lost'"),
        (STRUCTURE, "emsi: HLT", "emsi: XXX", "no EMSI category 'XXX'"),
        (STRUCTURE, "nature: C02.05.01", "nature: C99.99.99", "no Hub Santé nature"),
        (STRUCTURE, "motive: M01.01", "motive: M99.99", "no Hub Santé motive"),
        (STRUCTURE, "family: SAN", "family: ABC", "no 112 family 'ABC'"),
        (STRUCTURE, "subtype: traumatismo", "subtype: rescate", "no 112 subtype 'rescate'"),
        (
            STRUCTURE,
            '{code: "no", determinant: arrest_adult, ask: age}',
            '{code: "no", ask: age}',
            "not recognised as vital",
        ),
        (
            STRUCTURE,
            '{code: "no", determinant: breathing_failing, ask: answers_you}',
            '{code: "no", determinant: unconscious_breathing, ask: answers_you}',
            "not recognised as vital",
        ),
        (SPANISH, "  woken_up: Ha", "  woken: Ha", "determinant.woken belongs to nothing"),
        (ENGLISH, "arrest_child: Cardiac", "arrest_child: Cardiac {name}", "placeholders differ"),
        (ENGLISH, "Look at their chest. ", "Look at their chest. " * 8, "longer than 160"),
    ],
)
def test_a_planted_fault_is_found_on_its_line(
    library: Path, file: str, old: str, new: str, reason: str
) -> None:
    line = broken.plant(library, file, old, new)
    told = [fault for fault in checker.faults(reader.read(library)) if reason in fault.reason]
    assert [(fault.file, fault.line) for fault in told] == [(file, line)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("time_critical: arrest", "time_critical: stroke"),
        ("health: [ambulance_als, ambulance_bls]", "fire: [fire_engine]"),
    ],
)
def test_the_key_of_an_arrest_needs_an_arrest_that_asks_health(
    library: Path, old: str, new: str
) -> None:
    text = (library / STRUCTURE).read_text(encoding="utf-8")
    begins = text.index("- code: arrest_adult\n")
    mended = text[:begins] + text[begins:].replace(old, new, 1)
    (library / STRUCTURE).write_text(mended, encoding="utf-8")
    line = text[:begins].count("\n") + 1
    reason = "'arrest_adult': the key of a suspected arrest needs P0, arrest, health"
    assert (STRUCTURE, line, reason) in [
        (fault.file, fault.line, fault.reason) for fault in checker.faults(reader.read(library))
    ]


def test_the_key_of_an_arrest_needs_its_determinant(library: Path) -> None:
    path = library / STRUCTURE
    path.write_text(path.read_text(encoding="utf-8").replace("arrest_adult", "arrest_grown"))
    told = [fault.reason for fault in checker.faults(reader.read(library))]
    assert "no determinant 'arrest_adult': the key of a suspected arrest needs it" in told


@pytest.mark.parametrize(
    ("protocol", "what"),
    [("unconscious", "the key of a suspected arrest"), ("general", "a search that finds nothing")],
)
def test_what_the_house_names_is_in_every_book(library: Path, protocol: str, what: str) -> None:
    shutil.rmtree(library / protocol)
    told = [str(fault) for fault in checker.faults(reader.read(library))]
    assert f"{protocol}/protocol.yaml:1: no protocol {protocol!r}: {what} needs it" in told


def test_a_life_question_that_lacks_a_life_answer_is_found(library: Path) -> None:
    line = broken.plant(library, STRUCTURE, "- code: awake", "- code: awake")
    broken.plant(library, STRUCTURE, '"yes", unknown, "no"', '"yes", perhaps, "no"')
    broken.plant(library, STRUCTURE, "{code: unknown, ask", "{code: perhaps, ask")
    told = [(fault.line, fault.reason) for fault in checker.faults(reader.read(library))]
    assert (line, "'awake' fills 'awake' and lacks answer 'unknown'") in told


def test_an_answer_of_its_own_to_breathing_is_vital_too(library: Path) -> None:
    broken.plant(library, STRUCTURE, "determinant: arrest_adult, ask: age}", GASPING)
    line = broken.plant(library, STRUCTURE, "{code: gasping", "{code: gasping")
    told = [str(fault) for fault in checker.faults(reader.read(library))]
    assert f"{STRUCTURE}:{line}: answer 'gasping' to 'breathing' is not recognised as vital" in told


def test_the_planted_fault_of_a_cycle_is_found(library: Path) -> None:
    broken.plant(library, STRUCTURE, ADULT, "{code: adult, ask: awake}")
    told = [fault.reason for fault in checker.faults(reader.read(library))]
    assert "cycle: awake → breathing_awake → answers_you → age → awake" in told


def test_a_question_that_asks_itself_is_a_cycle(library: Path) -> None:
    broken.plant(library, STRUCTURE, ADULT, "{code: adult, ask: age}")
    assert "cycle: age → age" in [f.reason for f in checker.faults(reader.read(library))]


def test_a_question_never_asked_is_found(library: Path) -> None:
    broken.plant(
        library,
        STRUCTURE,
        '{code: "yes", determinant: unconscious_breathing, ask: injury}',
        '{code: "yes", determinant: unconscious_breathing}',
    )
    told = [fault.reason for fault in checker.faults(reader.read(library))]
    assert "the question 'injury' is never asked" in told
    assert "the determinant 'unconscious_injured' is never reached" in told


def test_a_life_threat_recognised_after_four_questions_is_found(library: Path) -> None:
    line = broken.plant(
        library, COLLISION, '"yes", determinant: trapped,', '"yes", determinant: arrest,'
    )
    told = [
        fault
        for fault in checker.faults(reader.read(library))
        if "recognises a life threat after 4 questions" in fault.reason
    ]
    assert [(fault.file, fault.line) for fault in told] == [(COLLISION, line)]


def test_a_determinant_below_a_less_grave_one_is_found(library: Path) -> None:
    broken.plant(library, STRUCTURE, "severity: P0", "severity: P1")
    told = [fault.reason for fault in checker.faults(reader.read(library))]
    assert "'arrest_child' stands below a less grave determinant" in told


def test_a_determinant_that_calls_for_nobody_is_found(library: Path) -> None:
    planned = "plan:\n      police: [police_patrol]\n    script: crash_no_injury"
    broken.plant(library, COLLISION, planned, "plan: {}\n    script: crash_no_injury")
    told = [fault.reason for fault in checker.faults(reader.read(library))]
    assert told == ["'no_injury' is P3 and calls for no agency"]


def test_a_worse_answer_that_may_end_less_grave_is_found(library: Path) -> None:
    line = broken.plant(
        library,
        STRUCTURE,
        'code: "yes", determinant: woken_warning',
        'code: "yes", determinant: woken_up',
    )
    told = [(fault.line, fault.reason) for fault in checker.faults(reader.read(library))]
    worse = "answer 'yes' to 'warning_signs' is worse than 'unknown' and may end less grave"
    assert told == [(line, worse)]


SIGNED = """exceptions:
  - {question: warning_signs, answer: "yes", signed_by: Medical director, reason: A trial.}

determinants:"""


def test_a_worse_answer_may_end_less_grave_where_somebody_signed_for_it(library: Path) -> None:
    better = 'code: "yes", determinant: woken_up'
    broken.plant(library, STRUCTURE, 'code: "yes", determinant: woken_warning', better)
    broken.plant(library, STRUCTURE, "determinants:", SIGNED)
    assert checker.faults(reader.read(library)) == ()


def test_an_exception_that_excepts_nothing_is_found(library: Path) -> None:
    broken.plant(library, STRUCTURE, "determinants:", SIGNED)
    told = [fault.reason for fault in checker.faults(reader.read(library))]
    assert told == ["the exception of 'yes' excepts nothing"]


def test_an_exception_of_an_answer_that_is_not_there_is_found(library: Path) -> None:
    broken.plant(library, STRUCTURE, "determinants:", SIGNED.replace('"yes"', "perhaps"))
    told = [fault.reason for fault in checker.faults(reader.read(library))]
    assert told == ["no answer 'perhaps' to 'warning_signs' to except"]


@pytest.mark.parametrize(
    "leads", ["ask: injury", "determinant: woken_up, ask: injury"], ids=["asks", "names and asks"]
)
def test_an_exception_that_would_hide_what_is_asked_behind_it_is_found(
    library: Path, leads: str
) -> None:
    better = 'code: "yes", determinant: woken_warning'
    broken.plant(library, STRUCTURE, better, f'code: "yes", {leads}')
    line = broken.plant(library, STRUCTURE, "determinants:", SIGNED) + 1
    told = [str(fault) for fault in checker.faults(reader.read(library))]
    hides = "excepted answer 'yes' to 'warning_signs' must name a determinant and ask nothing more"
    assert f"{STRUCTURE}:{line}: {hides}" in told


@pytest.mark.parametrize(
    ("old", "branches", "reasons"),
    [
        (
            "{code: watch}",
            "{code: a, go: lost}, {code: b}",
            ["branch 'a': no step 'lost' in 'recovery_position'"],
        ),
        (
            "{code: watch}",
            "{code: a, script: lost}, {code: b}",
            ["branch 'a': no script 'lost' in the book"],
        ),
        (
            "{code: watch}",
            "{code: a, go: roll}, {code: b, go: roll}",
            ["the step 'arm' of 'recovery_position' is never read"],
        ),
        (
            "{code: warm}",
            "{code: a, go: watch}, {code: b, go: head}",
            [
                *(f"no way out of 'recovery_position' from the step {step!r}" for step in STEPS),
                "the step 'tell_me' of 'recovery_position' is never read",
            ],
        ),
    ],
)
def test_a_branch_that_leads_astray_is_found(
    library: Path, old: str, branches: str, reasons: list[str]
) -> None:
    broken.plant(library, STRUCTURE, old, f"{old[:-1]}, branches: [{branches}]}}")
    told = [fault.reason for fault in checker.faults(reader.read(library))]
    assert [reason for reason in told if not reason.startswith("no text")] == reasons


def test_a_core_script_is_there_in_every_language_and_in_a_childs_words(library: Path) -> None:
    broken.plant(library, STRUCTURE, "- code: woken_rest", "- code: woken_rest\n    core: true")
    told = [str(fault) for fault in checker.faults(reader.read(library))]
    for language in ("ca", "gl", "eu", "fr", "de", "pt", "ro"):
        assert f"unconscious/words.{language}.yaml:1: the file is missing" in told
    assert f"{SPANISH}:1: no text for child.woken_rest.lie" in told
    assert f"{ENGLISH}:1: no text for child.woken_rest.lie" in told


def test_words_for_a_child_are_shorter_than_others(library: Path) -> None:
    told = "Túmbate con ella y quédate muy cerca, muy quieto. "
    broken.plant(
        library,
        SPANISH,
        "    title: Ha recuperado",
        f"    child:\n      lie: {told * 3}\n    title: Ha recuperado",
    )
    (fault,) = checker.faults(reader.read(library))
    assert fault.reason == "child.woken_rest.lie is longer than 100 characters"


def test_a_script_begun_in_another_language_is_whole_in_it(library: Path) -> None:
    text = "review: À revoir.\nscripts:\n  woken_rest: {title: Repos, steps: {lie: Allongé.}}\n"
    (library / "unconscious" / "words.fr.yaml").write_text(text, encoding="utf-8")
    told = {str(fault) for fault in checker.faults(reader.read(library))}
    assert told == {
        f"unconscious/words.fr.yaml:1: no text for step.woken_rest.{step}"
        for step in ("nothing", "papers", "tell_me")
    }


def test_a_script_that_no_protocol_holds_is_found(library: Path) -> None:
    file = "general/protocol.yaml"
    line = broken.plant(library, file, "- code: breathing_failing", "- code: breathing_failing")
    broken.plant(library, file, "script: breathing_help", "script: lost")
    told = [(fault.line, fault.reason) for fault in checker.faults(reader.read(library))]
    assert told == [(line, "'breathing_failing': no script 'lost' in the book")]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("  woken_up: Ha recuperado la consciencia\n", "", "determinant.woken_up"),
        ("      adult: Adulta o adolescente\n", "", "answer.age.adult"),
        ("      push: Estire", "      pushed: Estire", "step.cpr_adult.push"),
    ],
)
def test_a_text_missing_in_one_language_is_found(
    library: Path, old: str, new: str, key: str
) -> None:
    broken.plant(library, SPANISH, old, new)
    told = [(fault.file, fault.reason) for fault in checker.faults(reader.read(library))]
    assert (SPANISH, f"no text for {key}") in told


def test_a_language_without_entry_words_is_found(library: Path) -> None:
    broken.plant(library, STRUCTURE, "  en:\n    - not breathing", "  fr:\n    - not breathing")
    told = [fault.reason for fault in checker.faults(reader.read(library))]
    assert told == ["no entry words in 'en'"]


def test_a_recognition_counts_the_longest_way_to_it() -> None:
    collision = reader.load(reader.LIBRARY).protocol("collision")
    counted = {
        (question.code, answer.code): asked
        for question, answer, asked in graph.recognitions(collision, Severity.P0)
    }
    assert counted[("danger", "fire")] == 1
    assert counted[("breathing_down", "unknown")] == 3
    assert ("hurt", "many") not in counted
