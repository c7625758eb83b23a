"""What files would change of the book in force, and what of it is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from calls.protocols import binding, changes, checker, contents, reader
from calls.protocols.faults import BookError, Fault
from tests.calls.protocols import broken
from tests.calls.protocols.press import Press


@pytest.fixture(autouse=True)
def _shipped(press: Press) -> None:
    press.ship()


def planned(
    library: binding.Library, *, whole: bool = False, back: bool = False
) -> Mapping[str, tuple[int | None, int | None]]:
    """Plan over the book in force; give code → versions before and after."""
    found = changes.plan(library, over=reader.book(), whole=whole, back=back)
    return {
        each.code: (
            each.before.version if each.before else None,
            each.after.version if each.after else None,
        )
        for each in found.changes
    }


def refused(library: binding.Library, **how: bool) -> Fault:
    with pytest.raises(BookError) as caught:
        planned(library, **how)
    assert len(caught.value.faults) == 1
    return caught.value.faults[0]


def test_a_new_version_changes_its_protocol_and_no_other(press: Press) -> None:
    assert planned(press.bump("collision", 2)) == {"collision": (1, 2)}


def test_files_that_are_in_force_change_nothing(press: Press) -> None:
    assert planned(press.files(), whole=True) == {}


def test_a_whole_book_takes_out_what_it_does_not_hold(press: Press) -> None:
    library = press.files("general", "unconscious")
    assert planned(library) == {}
    assert planned(library, whole=True) == {"collision": (1, None)}


def test_what_the_others_point_to_is_not_taken_out(press: Press) -> None:
    fault = refused_any(press.files("collision", "general"))
    assert "no script" in fault.reason


def refused_any(library: binding.Library) -> Fault:
    with pytest.raises(BookError) as caught:
        planned(library, whole=True)
    return caught.value.faults[0]


def test_a_protocol_that_was_not_there_is_added(press: Press) -> None:
    press.put(press.files("general", "unconscious"), whole=True)
    assert planned(press.files("collision")) == {"collision": (None, 1)}


def test_other_content_under_the_same_version_is_refused_with_both_digests(press: Press) -> None:
    there = reader.book().protocol("collision").digest
    library = press.bump("collision", 1, word="Choque")
    here = binding.digest(library["collision"])
    fault = refused(library)
    assert (fault.file, fault.line) == ("collision/protocol.yaml", _version_line(library))
    assert there[:12] in fault.reason
    assert here[:12] in fault.reason
    assert "above 1" in fault.reason


def test_other_content_under_a_version_that_once_was_is_refused(press: Press) -> None:
    press.put(press.bump("collision", 2))
    press.put(press.bump("collision", 3))
    assert "above 3" in refused(press.bump("collision", 2, word="Choque")).reason


def test_a_new_text_takes_the_highest_number(press: Press) -> None:
    press.put(press.bump("collision", 5))
    assert "is too low: give it one above 5" in refused(press.bump("collision", 4)).reason
    assert planned(press.bump("collision", 6)) == {"collision": (5, 6)}


def test_an_earlier_version_comes_back_only_where_that_is_meant(press: Press) -> None:
    press.put(press.bump("collision", 2))
    library = press.files("collision")
    assert "say that going back is meant" in refused(library).reason
    assert planned(library, back=True) == {"collision": (2, 1)}


def test_a_broken_file_is_refused_by_file_and_line(press: Press) -> None:
    line = broken.plant(press.library, "collision/protocol.yaml", "ask: trapped", "ask: nobody")
    with pytest.raises(BookError) as caught:
        planned(press.bump("collision", 2))
    assert ("collision/protocol.yaml", line) in {
        (fault.file, fault.line) for fault in caught.value.faults
    }


def test_a_fault_that_stands_in_the_book_already_refuses_no_other_file(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Fault("general/protocol.yaml", 7, "a rule of a later release")
    monkeypatch.setattr(checker, "faults", lambda book: (old,))
    assert planned(press.bump("collision", 2)) == {"collision": (1, 2)}


def test_the_digest_of_a_book_is_that_of_all_its_editions(press: Press) -> None:
    before = changes.digest_of(reader.book())
    found = changes.plan(press.bump("general", 2), over=reader.book(), whole=False, back=False)
    assert found.digest != before
    assert changes.digest_of(_again(reader.book())) == before


def _again(book: contents.Book) -> contents.Book:
    return binding.book(reversed(list(book.protocols.values())))


def _version_line(library: binding.Library) -> int:
    lines = library["collision"][binding.STRUCTURE].decode().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith("version:"))
