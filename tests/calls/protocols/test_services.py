"""Putting books in force: what is kept, what is refused, what the log says."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError
from psycopg import sql

from calls.casefile import refusals
from calls.people.models import Role, User
from calls.protocols import binding, queries, reader, services
from calls.protocols.faults import BookError
from calls.protocols.models import BookEntry, Edition, EditionFile, EnforcedBook, Origin, Proposal
from tests.calls.protocols import broken
from tests.calls.protocols.press import NOON, Press
from tests.support import clones


def test_what_is_shipped_is_kept_byte_for_byte_at_the_first_start(press: Press) -> None:
    press.ship()
    row = EnforcedBook.objects.get()
    assert (row.origin, row.put_by, row.source) == (Origin.SHIPPED, None, "release")
    for code, files in press.files().items():
        edition = Edition.objects.get(code=code)
        assert edition.digest == binding.digest(files)
        assert queries.files_of([edition.digest])[edition.digest] == files


def test_a_start_of_the_same_release_changes_nothing(press: Press) -> None:
    press.ship()
    press.ship()
    assert EnforcedBook.objects.count() == 1
    assert len(press.told()) == 1


def test_a_newer_release_comes_into_force_and_the_older_words_stay(press: Press) -> None:
    press.ship()
    older = Edition.objects.get(code="collision").digest
    broken.plant(press.library, "collision/protocol.yaml", "version: 1", "version: 2")
    press.ship()
    assert reader.book().protocol("collision").version == 2
    assert queries.files_of([older])
    assert press.told()[-1]["replaced"] == ["collision"]


def test_an_older_release_comes_back_with_its_own_book(press: Press) -> None:
    press.ship()
    broken.plant(press.library, "collision/protocol.yaml", "version: 1", "version: 2")
    press.ship()
    broken.plant(press.library, "collision/protocol.yaml", "version: 2", "version: 1")
    press.ship()
    assert reader.book().protocol("collision").version == 1


def test_an_imported_book_outlasts_the_next_release(press: Press) -> None:
    press.ship()
    press.put(press.bump("collision", 5))
    broken.plant(press.library, "general/protocol.yaml", "version: 1", "version: 2")
    press.ship()
    assert reader.book().protocol("collision").version == 5
    assert reader.book().protocol("general").version == 1


def test_a_broken_release_leaves_the_last_good_book_in_force_and_says_where(
    press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    press.ship()
    line = broken.plant(press.library, "collision/protocol.yaml", "ask: trapped", "ask: nobody")
    faults = services.shelve_at_start(now=press.now)
    assert any(fault.startswith(f"collision/protocol.yaml:{line}: ") for fault in faults)
    assert f"collision/protocol.yaml:{line}: " in caplog.text
    reader.refresh()
    assert reader.book().protocol("collision").question("trapped").answers


def test_a_broken_release_does_not_start_where_nothing_is_stored(press: Press) -> None:
    line = broken.plant(press.library, "collision/protocol.yaml", "ask: trapped", "ask: nobody")
    with pytest.raises(BookError) as refused:
        services.shelve_at_start(now=press.now)
    assert (refused.value.file, refused.value.line) == ("collision/protocol.yaml", line)
    assert not Edition.objects.exists()


def test_a_release_that_gives_a_version_other_words_is_not_taken(press: Press) -> None:
    press.ship()
    broken.plant(press.library, "collision/words.es.yaml", "title: ", "title: El ")
    (fault,) = services.shelve_at_start(now=press.now)
    assert fault.startswith("collision/protocol.yaml:")
    assert "give it a version above 1" in fault


def test_an_import_is_told_with_who_when_from_what_and_what_it_changed(press: Press) -> None:
    press.ship()
    before = EnforcedBook.objects.get()
    row = EnforcedBook.objects.get(id=press.put(press.bump("collision", 2))["book"])
    assert (row.put_by, row.origin) == (press.teresa, Origin.IMPORTED)
    assert before.put_at < row.put_at <= press.now
    told = press.told()[-1]
    assert told["kind"] == "protocols.book_enforced"
    assert (told["book"], told["before_book"]) == (row.digest, before.digest)
    assert (told["replaced"], told["added"], told["removed"]) == (["collision"], [], [])
    assert (told["source"], told["reason"]) == ("new.zip", "Revisión de primavera")


def test_a_proposal_changes_nothing_and_is_gone_once_it_is_in_force(press: Press) -> None:
    press.ship()
    press.propose(press.bump("collision", 2))
    assert EnforcedBook.objects.count() == 1
    press.put(press.bump("collision", 2))
    assert Proposal.objects.count() == 1


def test_a_proposal_is_forgotten_after_a_day(press: Press) -> None:
    old = press.propose(press.bump("collision", 2))
    press.now += services.PROPOSALS_STAY
    press.propose(press.bump("collision", 3))
    assert not Proposal.objects.filter(id=old).exists()
    with pytest.raises(refusals.NotFound):
        services.put_in_force(press.passage(), proposal=old, base=0, back=False, reason="")


def test_nothing_is_put_over_a_book_nobody_looked_at(press: Press) -> None:
    press.ship()
    looked_at = EnforcedBook.objects.get().id
    press.put(press.bump("collision", 2))
    proposal = press.propose(press.bump("general", 2))
    with pytest.raises(refusals.Refusal) as refused:
        services.put_in_force(
            press.passage(), proposal=proposal, base=looked_at, back=False, reason=""
        )
    assert (refused.value.status, refused.value.code) == (409, "conflict")
    assert reader.book().protocol("general").version == 1


def test_the_book_in_force_is_not_put_in_force(press: Press) -> None:
    press.ship()
    with pytest.raises(refusals.Invalid):
        press.put(press.files("collision"))
    with pytest.raises(refusals.Invalid):
        press.again(EnforcedBook.objects.get().id)


def test_an_earlier_book_is_put_in_force_again(press: Press) -> None:
    press.ship()
    first = EnforcedBook.objects.get()
    press.put(press.bump("collision", 2))
    answer = press.again(first.id)
    assert reader.book().protocol("collision").version == 1
    row = EnforcedBook.objects.get(id=answer["book"])
    assert (row.origin, row.again, row.digest) == (Origin.AGAIN, first, first.digest)
    assert press.told()[-1]["replaced"] == ["collision"]
    press.ship()
    assert reader.book().protocol("collision").version == 1


def test_going_back_to_a_book_that_never_was_is_refused(press: Press) -> None:
    press.ship()
    with pytest.raises(refusals.NotFound):
        press.again(99_999)


def test_an_import_into_a_centre_that_was_never_prepared_keeps_what_was_shipped(
    press: Press,
) -> None:
    press.put(press.bump("collision", 2))
    assert [row.origin for row in queries.history()] == [Origin.IMPORTED, Origin.SHIPPED]


def test_who_is_no_administrator_puts_nothing_in_force(press: Press) -> None:
    press.ship()
    carmen = User.objects.create(username="carmen", role=Role.SUPERVISOR)
    with pytest.raises(refusals.Forbidden):
        services.propose(press.passage(carmen), content=b"", source="x", whole=False)


@pytest.mark.parametrize("model", [Edition, EditionFile, EnforcedBook, BookEntry])
def test_nobody_changes_or_removes_what_was_in_force(
    press: Press, database: clones.Clone, model: type[Edition]
) -> None:
    press.ship()
    table = model._meta.db_table
    with pytest.raises(DatabaseError):
        model.objects.all().delete()
    with database.connect("migrator") as owner:
        for statement in ("DELETE FROM {}", "TRUNCATE {} CASCADE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(sql.SQL(statement).format(sql.Identifier(table)))


def test_the_shipped_library_of_this_release_can_be_put_on_the_shelf(
    database: clones.Clone, shelf: None
) -> None:
    assert services.shelve_at_start(now=NOON) == ()
    assert set(reader.book().protocols) == {
        folder.name for folder in Path(reader.LIBRARY).iterdir() if folder.is_dir()
    }


def test_what_keeps_a_release_off_the_shelf_is_told_again_when_asked(press: Press) -> None:
    press.ship()
    services.release_faults.cache_clear()
    assert services.release_faults(EnforcedBook.objects.get().id) == ()
    broken.plant(press.library, "collision/words.es.yaml", "title: ", "title: El ")
    services.release_faults.cache_clear()
    (fault,) = services.release_faults(EnforcedBook.objects.get().id)
    assert fault.file == "collision/protocol.yaml"
    services.release_faults.cache_clear()
