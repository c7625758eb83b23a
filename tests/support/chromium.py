"""Find a Chromium for the browser tests; install one where there is none.

`python -m tests.support.chromium` is what `make test` calls first.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright import sync_api

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
# Chromium would otherwise try to reach its maker's hosts at every start.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--autoplay-policy=no-user-gesture-required",
)


def find() -> str | None:
    """Return the path of a Chromium of this machine, or of Playwright's own, or None."""
    found = find_quickly()
    if found:
        return found
    with sync_api.sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def find_quickly() -> str | None:
    """Return the path of a Chromium of this machine; None lets Playwright take its own."""
    given = os.environ.get("CAE_CHROMIUM")
    return given or next(filter(None, map(shutil.which, NAMES)), None)


def arguments() -> list[str]:
    """Return what Chromium is started with; root may not use its sandbox."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def install() -> None:
    """Install Chromium: with apt-get on Debian as root, with Playwright elsewhere."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("No Chromium here: installing Debian's with apt-get.")
        debian = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-liberation"]
        for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
            done = subprocess.run(
                ["apt-get", "-qq", *command], env=debian, check=False, stdout=subprocess.DEVNULL
            )
            if done.returncode:
                break
        if find():
            return
        say("apt-get did not bring one.")
    say("No Chromium here: installing Playwright's.")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def say(line: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Make sure that there is one; end with a clear word where there cannot be."""
    if not find():
        install()
    found = find()
    if not found:
        sys.exit(
            "The browser tests need Chromium and none could be installed.\n"
            "Install one (Debian: apt-get install chromium) or name it: CAE_CHROMIUM=/path"
        )
    say(f"Browser: {found}")


if __name__ == "__main__":
    main()
