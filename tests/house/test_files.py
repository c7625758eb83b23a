"""What lies where, and what may not lie anywhere."""

import re
from pathlib import Path

from tests.house import sources

FRAME = {
    ".ci",
    ".dockerignore",
    ".gitignore",
    ".npmrc",
    "CONTRIBUTING.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "biome.json",
    "cae",
    "calls",
    "dispatch",
    "docker-compose.yml",
    "docs",
    "locale",
    "manage.py",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements-embedded.lock",
    "requirements-test.lock",
    "requirements.lock",
    "static",
    "templates",
    "tests",
    "tsconfig.json",
}
# Written so that this file does not hold what it looks for.
HOSTS = re.compile(
    r"p[y]pi\.(?:org|io)|python[h]osted\.|registry[.]n[p]m|n[p]mjs\.|deb[.]deb[i]an|security[.]deb[i]an",
    re.IGNORECASE,
)
PLACES = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:wor[k]|far[m]|roo[t])/|/tm[p]/ca[e]\b", re.MULTILINE)
LONGEST = 350
READABLE = {".py", ".js", ".css", ".html"}
STAGES = {"intake", "triage", "instructions", "transfer", "followup", "closure"}


def text_of(path: Path) -> str:
    """Return a file's text, "" of a picture or font."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_the_top_of_the_house_is_as_its_plan() -> None:
    found = {path.relative_to(sources.ROOT).parts[0] for path in sources.kept_files()}
    assert found <= FRAME


def test_there_are_exactly_six_stages() -> None:
    rooms = {path.parent.name for path in (sources.ROOT / "calls/stages").glob("*/__init__.py")}
    assert rooms == STAGES


def test_no_file_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py"}
    assert not [path for path in sources.kept_files() if path.name in drawers]


def test_no_registry_is_named() -> None:
    naming = [path.name for path in sources.kept_files() if HOSTS.search(text_of(path))]
    assert not naming


def test_no_machine_is_named() -> None:
    naming = [
        path.relative_to(sources.ROOT).as_posix()
        for path in sources.kept_files()
        if PLACES.search(text_of(path))
    ]
    assert not naming


def test_every_file_fits_in_a_readers_head() -> None:
    long = {
        path.relative_to(sources.ROOT).as_posix(): lines
        for path in sources.kept_files()
        if path.suffix in READABLE and "migrations" not in path.parts
        if (lines := len(text_of(path).splitlines())) > LONGEST
    }
    assert not long
