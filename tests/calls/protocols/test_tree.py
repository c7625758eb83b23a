import pytest

from calls.protocols import reader, tree
from tests.calls.protocols import broken

BOOK = reader.load(reader.LIBRARY)
SHELF = reader.load(broken.SHELF)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("code", BOOK.protocols)
def test_a_drawn_protocol_shows_every_question_answer_determinant_and_step(
    code: str, language: str
) -> None:
    protocol = BOOK.protocol(code)
    drawn = tree.draw(BOOK, protocol, language=language)
    for text in protocol.words[language].texts.values():
        assert text in drawn
    assert protocol.review in drawn


def test_a_question_reached_twice_is_drawn_once() -> None:
    drawn = tree.draw(SHELF, SHELF.protocol("collision"), language="en")
    assert drawn.count("hurt: How many people are hurt?") == 1
    assert "→ hurt (above)" in drawn


def test_an_answer_shows_what_it_amounts_to() -> None:
    drawn = tree.draw(SHELF, SHELF.protocol("unconscious"), language="en")
    assert "├─ 2 no: No, or badly, or gasping ⇒ P0 arrest_adult" in drawn
