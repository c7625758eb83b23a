import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.calls.protocols import broken


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
