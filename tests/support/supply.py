"""What CAE is made of, and whether anything of it is known to be faulty.

`python -m tests.support.supply sbom FOLDER` writes a bill of materials (CycloneDX) of the Python
and of the browser side, from the locks alone. `… audit` asks the advisory services about every
package of the locks: what could not be asked about is a failure, never a pass.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.support import run

BIN = Path(sys.executable).parent
LOCK = run.ROOT / "requirements.lock"
PYTHON, BROWSER = "python.cdx.json", "browser.cdx.json"
SECONDS = 300
# A machine's own npm, or the one that came with the Python packages.
PLACES = {**os.environ, "PATH": os.pathsep.join((os.environ.get("PATH", os.defpath), str(BIN)))}


def write_bills(folder: Path) -> list[Path]:
    """Write both bills into the folder; raise CalledProcessError where one cannot be made."""
    folder.mkdir(parents=True, exist_ok=True)
    python = json.loads(
        _said(
            *(str(BIN / "cyclonedx-py"), "requirements", str(LOCK), "--short-PURLs"),
            *("--output-reproducible", "--pyproject", "pyproject.toml"),
        )
    )
    browser = json.loads(
        _said("npm", "sbom", "--sbom-format=cyclonedx", "--package-lock-only", "--omit=dev")
    )
    written = []
    for name, bill in ((PYTHON, python), (BROWSER, browser)):
        (folder / name).write_text(
            json.dumps(without_addresses(bill), indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        written.append(folder / name)
    return written


def without_addresses(bill: Mapping[str, Any]) -> dict[str, Any]:
    """Give the bill without where packages were fetched from: a site has mirrors of its own."""
    return {**bill, "components": [_of_no_place(each) for each in bill["components"]]}


def _of_no_place(component: Mapping[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in component.items() if k not in {"externalReferences", "description"}}
    sums = [
        each
        for told in component.get("externalReferences", ())
        if told["type"] == "distribution"
        for each in told.get("hashes", ())
    ]
    return kept | ({"hashes": sums} if sums and "hashes" not in kept else {})


def faults_of_python(report: Mapping[str, Any], pinned: Iterable[str]) -> Iterator[str]:
    """Yield what pip-audit found, and what it could not look up and passes over in silence."""
    told = {each["name"]: each for each in report.get("dependencies", ())}
    for name in sorted(set(pinned) - set(told)):
        yield f"{name} was not asked about"
    for name, each in sorted(told.items()):
        if "skip_reason" in each or "vulns" not in each:
            yield f"{name} could not be asked about: {each.get('skip_reason', 'no answer')}"
        for fault in each.get("vulns", ()):
            yield f"{name} {each.get('version', '')}: {fault['id']}"


def faults_of_browser(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield what npm found; an answer without its counts is no answer."""
    counted = report.get("metadata", {}).get("vulnerabilities")
    if counted is None or "error" in report:
        yield f"npm could not ask: {report.get('message') or report.get('error') or 'no answer'}"
        return
    for name, each in sorted(report.get("vulnerabilities", {}).items()):
        yield f"{name}: {each['severity']}"
    if counted.get("total") and not report.get("vulnerabilities"):
        yield f"npm counts {counted['total']} faults and names none"


def audit() -> list[str]:
    """Ask about every package of both locks; give what is wrong, nothing where nothing is."""
    python = _asked(
        *(str(BIN / "pip-audit"), "--require-hashes", "--disable-pip", "--progress-spinner=off"),
        *("--format=json", f"--requirement={LOCK}"),
    )
    browser = _asked("npm", "audit", "--package-lock-only", "--omit=dev", "--json", "--audit=true")
    return [*faults_of_python(python, pinned()), *faults_of_browser(browser)]


def pinned() -> list[str]:
    """Give the names that the lock of a production install pins for this machine."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return [line.split("==")[0].split("[")[0] for line in lines if "==" in line and ";" not in line]


def _asked(*command: str) -> dict[str, Any]:
    """Give a program's JSON; an empty answer where it had none to give."""
    try:
        done = subprocess.run(
            command,
            cwd=run.ROOT,
            env=PLACES,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        return dict(json.loads(done.stdout))
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return {"error": f"{command[0]}: {type(error).__name__}"}


def _said(*command: str) -> str:
    done = subprocess.run(
        command,
        cwd=run.ROOT,
        env=PLACES,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        done.check_returncode()
    return done.stdout


def main(words: list[str]) -> int:
    """Do as the command line says."""
    match words:
        case ["sbom", folder]:
            for path in write_bills(Path(folder)):
                sys.stdout.write(f"{path}\n")
            return 0
        case ["audit"]:
            found = audit()
            sys.stdout.writelines(f"{fault}\n" for fault in found)
            sys.stdout.write(f"audit: {len(found)} faults\n")
            return 1 if found else 0
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
