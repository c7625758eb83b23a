"""What the page of security promises is proven by tests that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.house import sources

PAGE = (sources.ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def told() -> Iterator[str]:
    """Yield each file and test that the page names; `a/{b,c}.py` are two."""
    for code in re.findall(r"`([^`\n]+)`", PAGE):
        inside = re.search(r"{([a-z_,]+)}", code)
        for word in inside[1].split(",") if inside else [""]:
            yield re.sub(r"{[a-z_,]+}", word, code)


def test_every_file_that_the_page_names_is_there() -> None:
    names = {name for name in told() if re.fullmatch(r"[\w./-]+\.(py|toml|yml|js|md)", name)}
    files = {
        source.relative_to(sources.ROOT).as_posix() for source in sources.ROOT.glob("tests/**/*.py")
    }
    bare = {file.rpartition("/")[2] for file in files}
    docs = sources.ROOT / "docs"
    gone = [
        name
        for name in names
        if not ((sources.ROOT / name).exists() or name in bare or (docs / name).exists())
        and not list(sources.ROOT.glob(f"c*/**/{name}"))
    ]
    assert len(names) > 30
    assert not gone


def test_every_test_that_the_page_names_is_there() -> None:
    names = {name for name in told() if re.fullmatch(r"test_\w+", name)}
    written = "".join(
        path.read_text(encoding="utf-8") for path in (sources.ROOT / "tests").rglob("test_*.py")
    )
    assert names
    assert not [name for name in names if f"def {name}(" not in written]


def test_the_page_is_found() -> None:
    for page in ("README.md", "docs/operations.md"):
        assert "security.md" in (sources.ROOT / page).read_text(encoding="utf-8")
