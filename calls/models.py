"""Every room's models, so that Django finds them; imported by no room."""

from calls.casefile import models as casefile
from calls.directory import models as directory
from calls.people import models as people
from calls.stages.followup import models as followup
from calls.stages.instructions import models as instructions
from calls.stages.transfer import models as transfer
from calls.stages.triage import models as triage

__all__ = [
    "casefile",
    "directory",
    "followup",
    "instructions",
    "people",
    "transfer",
    "triage",
]
