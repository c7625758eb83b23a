"""The pictures that README shows are there, and no heavier than a page may carry."""

import re

import pytest

from tests.browser import pictures
from tests.support import run

SHOWN = re.findall(r"\((docs/pictures/[^)]+)\)", (run.ROOT / "README.md").read_text("utf-8"))


def test_readme_shows_pictures_of_the_screens() -> None:
    assert len(set(SHOWN)) >= 5


@pytest.mark.parametrize("name", sorted(set(SHOWN)))
def test_a_picture_of_readme_is_there_and_light(name: str) -> None:
    assert 0 < (run.ROOT / name).stat().st_size <= pictures.LARGEST
