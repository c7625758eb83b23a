import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from calls.protocols import packing, reader
from calls.protocols.models import EnforcedBook
from tests.calls.protocols import broken
from tests.calls.protocols.press import Press


def run(*arguments: str) -> str:
    """Run the command and return what it wrote."""
    out = StringIO()
    call_command("protocols", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def test_check_proves_the_shipped_book() -> None:
    assert re.fullmatch(r"\d+ protocols: every path proven\.", run("check").splitlines()[-1])


def test_check_fails_with_every_fault_by_file_and_line(tmp_path: Path) -> None:
    library = broken.copy(tmp_path)
    one = broken.plant(library, "collision/protocol.yaml", "ask: trapped", "ask: lost")
    two = broken.plant(library, "general/words.es.yaml", "      sea: Persona", "      see: Persona")
    with pytest.raises(CommandError) as failed:
        run("check", "--library", str(library))
    assert f"collision/protocol.yaml:{one}: answer 'not_there' to 'awake'" in str(failed.value)
    assert f"general/words.es.yaml:{two}: answer.danger.see belongs to nothing" in str(failed.value)


def test_show_draws_one_protocol_in_the_language_asked() -> None:
    assert run("show", "collision").startswith("collision 1 · Accidente de tráfico")
    assert run("show", "collision", "--language", "en").startswith(
        "collision 1 · Traffic collision"
    )


def test_show_names_the_protocols_there_are() -> None:
    with pytest.raises(CommandError, match=r"there is: .*collision"):
        run("show", "chocking")


def test_phrases_lists_what_is_found_too_late_and_the_share_of_what_is_not(tmp_path: Path) -> None:
    table = tmp_path / "said.csv"
    table.write_text(
        "protocol,language,phrase,also\n"
        "collision,es,choque en la A-6,collision_motorway\n"
        "never_written,en,car crash,\n",
        encoding="utf-8",
    )
    written = run("phrases", "--table", str(table)).splitlines()
    assert written[0].startswith("never_written (en): car crash → collision")
    assert written[1:] == ["1 of 2 phrases find their protocol among the first 2: 50.0 %."]


def test_phrases_refuses_a_file_that_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("phrases", "--table", str(tmp_path / "nothing.csv"))


def test_show_draws_an_earlier_version_of_the_store(press: Press) -> None:
    press.ship()
    press.put(press.bump("collision", 2, word="Choque"))
    assert run("show", "collision", "--version", "1").startswith("collision 1 · Accidente")
    assert run("show", "collision", "--version", "2").startswith("collision 2 · Choque")
    with pytest.raises(CommandError, match="1, 2"):
        run("show", "collision", "--version", "3")
    with pytest.raises(CommandError, match="collision, general"):
        run("show", "chocking", "--version", "3")


@pytest.mark.parametrize("name", ["new", "new.zip"])
def test_import_puts_a_folder_or_a_zip_in_force_and_says_what_changed(
    press: Press, tmp_path: Path, name: str
) -> None:
    press.ship()
    library = press.bump("collision", 2)
    path = tmp_path / name
    if path.suffix == ".zip":
        path.write_bytes(packing.pack(library))
    else:
        (path / "collision").mkdir(parents=True)
        for each, raw in library["collision"].items():
            (path / "collision" / each).write_bytes(raw)
    told = run("import", str(path), "--reason", "Revisión")
    assert "collision: 1 → 2" in told
    assert reader.book().protocol("collision").version == 2
    assert press.told()[-1]["reason"] == "Revisión"


def test_import_of_one_protocols_folder_needs_no_library(press: Press) -> None:
    press.ship()
    broken.plant(press.library, "collision/protocol.yaml", "version: 1", "version: 2")
    assert "collision: 1 → 2" in run("import", str(press.library / "collision"))


def test_import_of_a_broken_file_changes_nothing_and_says_where(press: Press) -> None:
    press.ship()
    broken.plant(press.library, "collision/protocol.yaml", "version: 1", "version: 2")
    line = broken.plant(press.library, "collision/protocol.yaml", "ask: trapped", "ask: nobody")
    with pytest.raises(CommandError, match=f"collision/protocol.yaml:{line}: "):
        run("import", str(press.library))
    assert EnforcedBook.objects.count() == 1


def test_list_tells_every_book_and_what_is_in_force(press: Press) -> None:
    press.ship()
    press.put(press.bump("collision", 2))
    newest, shipped, *protocols = run("list").splitlines()
    assert "imported teresa new.zip Revisión de primavera" in newest
    assert "shipped CAE release" in shipped
    assert any(line.startswith("  collision 2 ") for line in protocols)


def test_compare_tells_what_differs_between_two_versions(press: Press) -> None:
    press.ship()
    press.put(press.bump("collision", 2, word="Choque"))
    told = run("compare", "collision", "1", "2").splitlines()
    assert told[0].startswith("changed protocol collision")
    assert any(line.startswith("   + ") and line.endswith(": Choque") for line in told)


def test_shelve_says_what_is_wrong_with_a_release_and_where(press: Press) -> None:
    assert run("shelve") == ""
    broken.plant(press.library, "collision/words.es.yaml", "title: ", "title: El ")
    told = run("shelve")
    assert "the last good book stays in force" in told
    assert "collision/protocol.yaml:" in told
