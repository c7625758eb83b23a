"""The step of `make check` that looks for weaknesses finds one that is planted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import sources

BANDIT = Path(sys.executable).with_name("bandit")


@pytest.mark.parametrize(
    "planted",
    [
        "import subprocess\nsubprocess.run(input(), shell=True)\n",
        "import pickle\npickle.loads(input())\n",
        "import hashlib\nhashlib.md5(b'a')\n",
        "cursor.execute('SELECT * FROM people_user WHERE username = %s' % name)\n",
        "PASSWORD = 'letmein123'\n",
    ],
)
def test_a_planted_weakness_fails_the_build(tmp_path: Path, planted: str) -> None:
    file = tmp_path / "planted.py"
    file.write_text(planted, encoding="utf-8")
    done = subprocess.run([BANDIT, "--quiet", file], capture_output=True, check=False)
    assert done.returncode == 1


def test_each_exception_names_what_it_is_of() -> None:
    bare = [
        f"{source.name}:{number}"
        for source in sources.product()
        for number, line in enumerate(source.path.read_text(encoding="utf-8").splitlines(), 1)
        if "# nosec" in line and "# nosec B" not in line
    ]
    assert not bare
