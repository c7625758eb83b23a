"""What went wrong on this machine, and what its owner can do about it."""

BETWEEN = "\nWay out: "


class Trouble(Exception):
    """Say what is wrong in one sentence, and the way out of it in another."""

    def __init__(self, message: str, way_out: str) -> None:
        """Keep both; `way_out` may have several lines."""
        super().__init__(message)
        self.message = message
        self.way_out = way_out

    def __str__(self) -> str:
        """Return both, as a terminal shows them."""
        return f"{self.message}{BETWEEN}{self.way_out}"


def told_by(text: str) -> Trouble:
    """Return the Trouble that another process wrote as text."""
    message, _, way_out = text.partition(BETWEEN)
    return Trouble(message, way_out)
