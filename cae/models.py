"""Every room's models, so that Django finds them; imported by no room."""

from cae.replay.models import ReplayRun

__all__ = ["ReplayRun"]
