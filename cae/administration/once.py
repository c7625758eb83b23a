"""A text that is shown once: it passes by the command's kept answer, and nothing keeps it."""

from __future__ import annotations


class Once:
    """What a service leaves a text in, for whoever asked; empty where the command came again.

    It is handed over by position: what a command asked for, by which a repeated one is known,
    does not hold it.
    """

    text = ""

    def __repr__(self) -> str:
        return "Once"
