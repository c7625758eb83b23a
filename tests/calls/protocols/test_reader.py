import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection, transaction
from psycopg_pool import PoolTimeout

from calls.directory.models import AgencyKind
from calls.protocols import binding, contents, queries, reader, wording
from calls.protocols.faults import BookError, NotInBook
from calls.protocols.models import EnforcedBook, Origin
from tests.calls.protocols import broken
from tests.calls.protocols.press import Press
from tests.support import clones, run

pytestmark = pytest.mark.usefixtures("shelf")


def test_the_shipped_book_holds_the_three_protocols() -> None:
    assert {"collision", "general", "unconscious"} <= set(reader.book().protocols)


def test_the_book_is_read_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        books = set(pool.map(lambda _: reader.book(), range(32)))
    assert len(books) == 1


def test_the_one_key_of_an_arrest_finds_its_determinant_and_script() -> None:
    book = reader.book()
    arrest = book.protocol("unconscious").determinant("arrest_adult")
    assert (arrest.severity, arrest.agencies, arrest.script) == ("P0", ("health",), "cpr_adult")
    assert book.script("cpr_adult").metronome == 110


@pytest.mark.parametrize("script", ["cpr_adult", "cpr_child", "cpr_infant", "crash_cpr"])
def test_every_script_of_compressions_has_its_beat(script: str) -> None:
    steps = reader.book().script(script).steps
    assert {step.metronome for step in steps} == {None, 110}
    assert steps[-1].metronome == 110


def test_agencies_are_those_of_the_directory() -> None:
    assert set(contents.AGENCIES) == set(AgencyKind.values)


def test_every_protocol_says_who_must_review_it_and_names_its_sources() -> None:
    for folder in reader.LIBRARY.iterdir():
        for file in folder.glob("*.yaml"):
            first = file.read_text(encoding="utf-8").splitlines()[0]
            assert first.startswith(("# For review by the centre's own", "# Para revisión por la"))
    for protocol in reader.book().protocols.values():
        assert protocol.sources


def test_what_the_book_does_not_hold_is_refused_with_what_it_holds() -> None:
    with pytest.raises(NotInBook) as refused:
        reader.book().protocol("no_such")
    assert refused.value.status == 404
    assert "unconscious" in refused.value.fields["protocol"]


def test_a_version_that_is_gone_is_refused_with_the_one_in_force() -> None:
    with pytest.raises(NotInBook) as refused:
        reader.book().protocol("collision", version=99_999)
    assert refused.value.fields == {"version": [str(reader.book().protocol("collision").version)]}


def test_the_digest_changes_with_any_word(library: Path) -> None:
    before = reader.load(library).protocols
    broken.plant(library, "collision/words.en.yaml", "Two to four", "From two to four")
    after = reader.load(library).protocols
    assert before["collision"].digest != after["collision"].digest
    assert before["general"].digest == after["general"].digest


def test_further_languages_may_hold_the_instructions_alone(library: Path) -> None:
    steps = "lie: Allongé.\n      nothing: Rien.\n      papers: Papiers.\n      tell_me: Dites."
    text = (
        f"review: À revoir.\nscripts:\n  woken_rest:\n    title: Repos\n    steps:\n      {steps}\n"
    )
    (library / "unconscious" / "words.fr.yaml").write_text(text, encoding="utf-8")
    protocol = reader.load(library).protocol("unconscious")
    assert protocol.words["fr"].texts["step.woken_rest.nothing"] == "Rien."
    assert wording.languages(protocol, "woken_rest") == ("es", "en", "fr")
    assert wording.languages(protocol, "cpr_adult") == ("es", "en")


STRUCTURE = "unconscious/protocol.yaml"
SPANISH = "unconscious/words.es.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (STRUCTURE, "version: 1", "version: one", "a whole number from 1"),
        (STRUCTURE, "version: 1", "version: 0", "a whole number from 1"),
        (STRUCTURE, "version: 1", "versoin: 1", "unknown key 'versoin'"),
        (STRUCTURE, "family: health", "family: medicine", "'medicine' is not one of"),
        (STRUCTURE, "code: unconscious", "code: unconcious", "is not its folder's name"),
        (STRUCTURE, "fills: awake", "fills: asleep", "'asleep' is not one of awake, breathing"),
        (STRUCTURE, "severity: P0", "severity: P9", "'P9' is not one of"),
        (STRUCTURE, "severity: P0", "severity: red", "'red' is not one of"),
        (STRUCTURE, "      health: [", "      hospital: [", "'hospital' is not one of"),
        (STRUCTURE, "[ambulance_als,", "[lifeboat,", "'lifeboat' is not one of"),
        (STRUCTURE, "_als, ambulance_bls]", "_als, ambulance_als]", "named twice"),
        (STRUCTURE, "scale: kinds", "scale: sorts", "'sorts' is not one of kinds"),
        (STRUCTURE, "scale: kinds", "scale: [adult, child, infant]", "where 'unknown' stands"),
        (STRUCTURE, "scale: kinds", "scale: [adult, adult, unknown]", "each once"),
        (STRUCTURE, "time_critical: arrest", "time_critical: sepsis", "'sepsis' is not one of"),
        (STRUCTURE, "essential: true", "essential: perhaps", "'perhaps' is not one of true"),
        (STRUCTURE, "milestone: first_", "milestone: last_", "is not one of first_compression"),
        (STRUCTURE, "{code: flat}", "{code: flat, branches: [{code: a}]}", "2 to 9 branches"),
        (STRUCTURE, "entry:", "expects: {arrival: 60}\nentry:", "unknown key 'arrival'"),
        (STRUCTURE, "entry:", "expects: {recognition: 0}\nentry:", "a whole number from 1"),
        (
            STRUCTURE,
            "{code: flat}",
            "{code: flat, branches: [{code: a, go: flat, script: woken_rest}, {code: b}]}",
            "not both",
        ),
        (STRUCTURE, "metronome: 110", "metronome: 300", "a whole number from 60 to 140"),
        (STRUCTURE, "{code: infant,", "{code: adult,", "stands twice"),
        (STRUCTURE, "- code: arrest_child", "- code: arrest_infant", "stands twice"),
        (STRUCTURE, "- code: cpr_child", "- code: crash_fire", "stands in collision already"),
        (STRUCTURE, "- code: age", "- code: Age", "'Age' is no code"),
        (STRUCTURE, "    - no respira\n", "    - ''\n", "the text is empty"),
        (STRUCTURE, "    - no respira\n", "    - a: b\n", "a text is needed"),
        (SPANISH, "title: Inconsciente o no respira", "title: ''", "the text is empty"),
        (SPANISH, "title: Inconsciente o no respira", "title: [a]", "a text is needed"),
        (SPANISH, "title: Inconsciente o no respira", "titel: x", "unknown key 'titel'"),
        (SPANISH, "    text: ¿Está despierta", "    txt: ¿Está despierta", "unknown key 'txt'"),
    ],
)
def test_a_broken_file_is_refused_with_file_line_and_reason(
    library: Path, file: str, old: str, new: str, reason: str
) -> None:
    line = broken.plant(library, file, old, new)
    with pytest.raises(BookError) as refused:
        reader.load(library)
    told = [fault for fault in refused.value.faults if reason in fault.reason]
    assert [(fault.file, fault.line) for fault in told] == [(file, line)]


def test_faults_of_several_files_are_told_at_once(library: Path) -> None:
    broken.plant(library, "collision/protocol.yaml", "version: 1", "version: x")
    broken.plant(library, "general/words.en.yaml", "title: Unclassified", "title: ''")
    with pytest.raises(BookError) as refused:
        reader.load(library)
    assert {fault.file for fault in refused.value.faults} == {
        "collision/protocol.yaml",
        "general/words.en.yaml",
    }
    assert "collision/protocol.yaml:3: " in str(refused.value)


def test_a_missing_file_is_refused(library: Path) -> None:
    (library / "collision" / "words.en.yaml").unlink()
    with pytest.raises(BookError) as refused:
        reader.load(library)
    assert refused.value.file == "collision/words.en.yaml"


def test_a_folder_without_a_protocol_is_refused(library: Path) -> None:
    (library / "empty").mkdir()
    with pytest.raises(BookError) as refused:
        reader.load(library)
    assert (refused.value.file, refused.value.line) == ("empty/protocol.yaml", 1)


@pytest.mark.parametrize("name", ["words.spanish.yaml", "protocol.yml", "old.yaml"])
def test_a_file_that_would_not_be_read_is_refused(library: Path, name: str) -> None:
    (library / "collision" / name).write_text("a: b", encoding="utf-8")
    with pytest.raises(BookError) as refused:
        reader.load(library)
    assert refused.value.file == f"collision/{name}"


def test_a_library_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError):
        reader.load(tmp_path / "nowhere")


def test_what_was_imported_is_in_force_instead_of_what_is_shipped(press: Press) -> None:
    press.ship()
    assert reader.book().protocol("collision").version == 1
    press.put(press.bump("collision", 2))
    assert reader.book().protocol("collision").version == 2
    assert reader.book().protocol("general").version == 1


def test_another_process_takes_the_new_book_without_a_restart(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.ship()
    here, other = reader._shelf, reader._Shelf()
    monkeypatch.setattr(reader, "_shelf", other)
    assert reader.book().protocol("collision").version == 1
    monkeypatch.setattr(reader, "_shelf", here)
    press.put(press.bump("collision", 2))
    monkeypatch.setattr(reader, "_shelf", other)
    monkeypatch.setattr(reader, "LOOK_EVERY_S", 0.0)
    other.due = 0.0
    assert eventually(lambda: reader.book().protocol("collision").version == 2)


def test_a_process_of_its_own_takes_the_new_book(press: Press, database: clones.Clone) -> None:
    press.ship()
    code = (
        "import sys, django; django.setup()\n"
        "from calls.protocols import reader\n"
        "for _line in sys.stdin:\n"
        "    print(reader.book().protocol('collision').version, flush=True)\n"
    )
    environment = {**os.environ, **database.environment()}
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=run.ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None

        def ask() -> str:
            assert other.stdin is not None
            assert other.stdout is not None
            print("?", file=other.stdin, flush=True)
            return other.stdout.readline().strip()

        assert ask() == "1"
        press.put(press.bump("collision", 2))
        assert eventually(lambda: ask() == "2")
        other.stdin.close()


def test_a_look_that_fails_leaves_the_last_good_book(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.ship()
    press.put(press.bump("collision", 2))
    good = reader.book()
    for failure in (OperationalError, InterfaceError, PoolTimeout, RuntimeError):
        with monkeypatch.context() as away:
            away.setattr(queries, "newest", raising(failure))
            reader.refresh()
        assert reader.book() is good


def test_a_look_inside_a_transaction_that_failed_harms_nothing(press: Press) -> None:
    press.ship()
    reader.book()

    def look_after_a_failure() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            try:
                cursor.execute("SELECT 1/0")
            finally:
                reader._shelf.due = 0.0
                assert reader.book().protocol("collision").version == 1

    with pytest.raises(DataError):
        look_after_a_failure()


def test_a_row_that_cannot_be_read_leaves_the_last_good_book_and_is_told(
    press: Press, caplog: pytest.LogCaptureFixture
) -> None:
    press.ship()
    good = reader.book()
    EnforcedBook.objects.create(digest="0" * 64, origin=Origin.IMPORTED, put_at=press.now)
    for _ in range(2):
        reader.refresh()
    assert reader.book() is good
    assert [fault.reason for fault in reader.trouble()] == [
        "its editions are not what its digest says"
    ]
    assert len([line for line in caplog.records if line.levelname == "ERROR"]) == 1


def test_a_pinned_edition_is_read_years_later_word_for_word(press: Press) -> None:
    press.ship()
    pinned = reader.book().protocol("collision")
    press.put(press.bump("collision", 2, word="Choque"))
    assert reader.book().protocol("collision").digest != pinned.digest
    binding._protocol.cache_clear()  # Years later no process remembers what it read.
    found = reader.edition(pinned.digest)
    assert found == pinned
    assert found is not pinned
    assert reader.edition(reader.book().protocol("collision").digest).version == 2


def test_an_edition_that_was_never_stored_is_refused_with_what_there_is(press: Press) -> None:
    press.ship()
    with pytest.raises(NotInBook) as refused:
        reader.edition("f" * 64)
    assert refused.value.status == 404
    assert set(refused.value.fields["edition"]) == {
        each.digest for each in reader.book().protocols.values()
    }


def test_asking_for_the_book_costs_next_to_nothing_while_nothing_is_new(press: Press) -> None:
    press.ship()
    reader.book()
    reader._shelf.due = float("inf")
    before = threading.active_count()
    for _ in range(1_000):
        reader.book()
    assert threading.active_count() <= before


def eventually(holds: Callable[[], bool]) -> bool:
    """Say whether something comes to hold within some seconds."""
    until = time.monotonic() + 20
    while not (found := holds()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def raising(failure: type[Exception]) -> Callable[[], None]:
    """Make a function that fails."""

    def fail() -> None:
        raise failure("away")

    return fail
