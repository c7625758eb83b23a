"""Two versions side by side: nothing that differs is left out, nothing else is told."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from calls.protocols import comparison, contents, reader
from tests.calls.protocols import broken


def compared(library: Path, *plants: tuple[str, str, str]) -> list[comparison.Item]:
    """Compare the collision as it is with what these changes make of it."""
    before = reader.read(library).protocol("collision")
    for file, old, new in plants:
        broken.plant(library, f"collision/{file}", old, new)
    after = reader.read(library).protocol("collision")
    return list(comparison.compare(before, after, language="en"))


def words(found: tuple[comparison.Piece, ...]) -> str:
    return "".join(text for _state, text in found)


def test_a_protocol_is_like_itself(library: Path) -> None:
    assert compared(library) == []


def test_a_word_that_changed_is_told_in_its_language_with_what_is_new_in_it(library: Path) -> None:
    (item,) = compared(library, ("words.en.yaml", "Two to four", "Two to five"))
    assert (item.section, item.state) == ("questions", "changed")
    (detail,) = item.details
    assert detail.language == "en"
    assert words(detail.before).startswith("Two to four")
    assert ("new", "five") in detail.after
    assert ("gone", "four") in detail.before


def test_a_determinant_that_weighs_less_is_marked(library: Path) -> None:
    lowered = compared(library, ("protocol.yaml", "severity: P0", "severity: P1"))
    assert [item.code for item in lowered if item.less]
    assert comparison.count(lowered)["less"] == 1


def test_a_determinant_that_weighs_more_is_not_marked(library: Path) -> None:
    raised = compared(library, ("protocol.yaml", "severity: P2", "severity: P1"))
    assert raised
    assert not any(item.less for item in raised)


def test_an_answer_that_leads_elsewhere_is_told_on_both_sides(library: Path) -> None:
    (item,) = compared(library, ("protocol.yaml", "ask: trapped", "ask: injured"))
    (detail,) = item.details
    assert "→ trapped" in words(detail.before)
    assert "→ injured" in words(detail.after)


def test_what_was_added_and_what_was_removed_are_told_whole(library: Path) -> None:
    before = reader.read(library).protocol("collision")
    other = reader.read(library).protocol("general")
    found = comparison.compare(before, other, language="es")
    states = {(item.section, item.code): item.state for item in found}
    for question in before.questions:
        if not any(each.code == question.code for each in other.questions):
            assert states["questions", question.code] == "removed"
    for script in other.scripts:
        assert states["scripts", script.code] == "added"
    told = comparison.count(found)
    assert sum(told[state] for state in ("added", "removed", "changed")) == len(found)


def test_sections_stay_together(library: Path) -> None:
    book = reader.read(library)
    found = comparison.compare(
        book.protocol("collision"), book.protocol("unconscious"), language="es"
    )
    order = [comparison.SECTIONS.index(item.section) for item in found]
    assert order == sorted(order)


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_cut_into_pieces_is_both_texts_again(before: str, after: str) -> None:
    left, right = comparison.pieces(before, after)
    assert (words(left), words(right)) == (before, after)
    assert [text for state, text in left if state == "same"] == [
        text for state, text in right if state == "same"
    ]


def test_everything_a_reader_sees_is_compared(library: Path) -> None:
    """A field that is added to the format and forgotten here would change in silence."""
    assert set(contents.Protocol.__dataclass_fields__) == {
        *("code", "version", "family", "review", "sources", "expects", "entry", "questions"),
        *("exemptions", "determinants", "scripts", "words", "digest", "file"),
    }
    assert set(contents.Question.__dataclass_fields__) == {
        *("code", "fills", "scale", "answers", "line"),
    }
    assert set(contents.Determinant.__dataclass_fields__) == {
        *("code", "severity", "plan", "script", "time_critical", "codes", "line", "covert"),
    }
    assert set(contents.Step.__dataclass_fields__) == {
        *("code", "metronome", "milestone", "essential", "branches", "line"),
    }
