"""A centre that rehearses says so on every page, and a real one never does."""

from pathlib import Path

from django.test import Client, override_settings

from tests.support import clones

REHEARSAL = "rehearsal-note"


def test_a_rehearsing_centre_says_so_and_gives_its_sign_ins(
    database: clones.Clone, tmp_path: Path
) -> None:
    kept = tmp_path / "demonstration.json"
    kept.write_text(
        '{"people": [{"role": "operator", "username": "lucia", "password": "told"}]}',
        encoding="utf-8",
    )
    with override_settings(CAE_PURPOSE="exercise", CAE_DEMONSTRATION_FILE=kept):
        page = Client().get("/sign-in/").content.decode()
    assert REHEARSAL in page
    assert "lucia" in page


def test_a_live_centre_shows_no_sign_in(database: clones.Clone, tmp_path: Path) -> None:
    with override_settings(CAE_PURPOSE="live"):
        assert REHEARSAL not in Client().get("/sign-in/").content.decode()
    with override_settings(PRODUCTION=True):
        assert REHEARSAL not in Client().get("/sign-in/").content.decode()
