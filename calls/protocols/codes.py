"""The code lists that determinants point into: EMSI, Hub Santé, 112 families, kinds of unit."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from calls.protocols import document

FILE = Path(__file__).with_name("codes.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLists:
    """Hold what exists; `families` maps our name to the 112 code, `subtypes` by that code.

    `units` maps an agency to the kinds of unit it may send.
    """

    families: Mapping[str, str]
    units: Mapping[str, frozenset[str]]
    subtypes: Mapping[str, frozenset[str]]
    emsi: frozenset[str]
    natures: frozenset[str]
    motives: frozenset[str]


@functools.cache
def lists() -> CodeLists:
    """Return the code lists shipped with the book; raise BookError where they are broken."""
    root = document.table(
        document.read(FILE.read_bytes(), file=FILE.name),
        required=("families", "units", "emsi", "natures", "motives"),
    )
    families: dict[str, str] = {}
    subtypes: dict[str, frozenset[str]] = {}
    for name, node in document.mapping(root.entries["families"]).entries.items():
        family = document.table(node, required=("code", "subtypes")).entries
        families[name] = document.text(family["code"])
        subtypes[families[name]] = _texts(family["subtypes"])
    return CodeLists(
        families=families,
        subtypes=subtypes,
        units={
            agency: _texts(kinds)
            for agency, kinds in document.mapping(root.entries["units"]).entries.items()
        },
        emsi=_texts(root.entries["emsi"]),
        natures=_texts(root.entries["natures"]),
        motives=_texts(root.entries["motives"]),
    )


def _texts(node: document.Node) -> frozenset[str]:
    return frozenset(document.text(item) for item in document.items(node))
