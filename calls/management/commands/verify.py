"""Verify the log and the archive, or one case file by itself."""

from __future__ import annotations

import dataclasses
import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management import base
from django.db import OperationalError
from django.utils import translation

from calls.archive import keys, proof, verification
from calls.casefile import json_door, refusals

FILE_AT_MOST = 64 * 1_048_576


class Command(base.BaseCommand):
    """Say that everything holds, or name the first bad entries and end with 1."""

    help = (
        "Check every chain of the log and every sealed file, and name the first bad entry of "
        "each; or, with --file, one case file as the REST interface gave it, without a database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --json, --file and --key."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--file", type=Path, metavar="CASE.JSON", help="check this file alone")
        parser.add_argument(
            "--key",
            type=Path,
            metavar="FILE",
            help="believe only these public keys: a JWK, a JWK set (as /api/v1/keys/ gives "
            "it) or PEM; needed with --file",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check and print what was found; end with 1 for a fault, with 2 if it could not check."""
        try:
            trusted = _trusted(options["key"]) if options["key"] else None
            if options["file"]:
                told = self._one(options["file"], trusted)
            else:
                told = dataclasses.asdict(verification.verify(trusted=trusted))
        except (OSError, OperationalError, keys.UnusableKey) as error:
            raise base.CommandError(str(error), returncode=2) from error
        holds = not told["faults"]
        if options["json"]:
            self.stdout.write(json.dumps({"holds": holds, **told}, ensure_ascii=False))
        else:
            self._print(told)
        if not holds:
            raise SystemExit(1)

    def _one(self, file: Path, trusted: Mapping[str, str] | None) -> dict[str, Any]:
        if trusted is None:
            raise keys.UnusableKey("--file needs --key: the public key you trust")
        try:
            # Whoever types commands reads English, as all of them answer.
            with translation.override("en"):
                answer = json_door.parse(file.read_bytes(), largest=FILE_AT_MOST)
            told = proof.prove_answer(answer, trusted=trusted)
        except (proof.Unproven, refusals.Invalid) as error:
            return {"files": 1, "faults": [{"where": file.name, "what": _why(error)}]}
        entries = sum(len(bodies) for _stream, bodies, _head in proof.chains(told))
        return {
            "files": 1,
            "reference": told["reference"],
            "entries": entries,
            "sealed_disclosures": len(answer.get("disclosures", ())),
            "key_id": told["key_id"],
            "faults": [],
        }

    def _print(self, told: Mapping[str, Any]) -> None:
        for name, value in told.items():
            if name not in {"faults", "fault_count"}:
                self.stdout.write(f"{name.replace('_', ' '):20}{value}")
        for fault in told["faults"]:
            self.stderr.write(f"{fault['where']}: {fault['what']}")
        untold = told.get("fault_count", 0) - len(told["faults"])
        if untold > 0:
            self.stderr.write(f"and {untold} more")
        if not told["faults"]:
            self.stdout.write("Everything holds.")


def _trusted(file: Path) -> dict[str, str]:
    public = keys.read_public(file.read_bytes())
    return {keys.thumbprint(key): key for key in public}


def _why(error: Exception) -> str:
    if isinstance(error, refusals.Invalid):
        return "; ".join(f"{place}: {texts[0]}" for place, texts in error.fields.items())
    return str(error)
