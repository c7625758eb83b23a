"""Every room's models, so that Django finds them; imported by no room."""

from calls.casefile import models as casefile
from calls.directory import models as directory
from calls.people import models as people

__all__ = ["casefile", "directory", "people"]
