"""Every room's models, so that Django finds them; imported by no room."""

from calls.archive.models import ArchiveHead, SealedDisclosure, SealedFile, SigningKey
from calls.casefile.models import (
    Call,
    Case,
    Command,
    Commitment,
    Deployment,
    Disclosure,
    Draft,
    Event,
    Fix,
    Hand,
    Leg,
    Stream,
)
from calls.directory.models import (
    Agency,
    Jurisdiction,
    Municipality,
    OperationsCentre,
    Place,
    ReferenceLoad,
    SearchKey,
)
from calls.people.models import AccessRecord, Mandate, OfficialBody, ServiceToken, User
from calls.stages.followup.models import Callback
from calls.stages.instructions.models import ScriptReading
from calls.stages.transfer.models import Offer
from calls.stages.triage.models import TriageRun

__all__ = [
    "AccessRecord",
    "Agency",
    "ArchiveHead",
    "Call",
    "Callback",
    "Case",
    "Command",
    "Commitment",
    "Deployment",
    "Disclosure",
    "Draft",
    "Event",
    "Fix",
    "Hand",
    "Jurisdiction",
    "Leg",
    "Mandate",
    "Municipality",
    "Offer",
    "OfficialBody",
    "OperationsCentre",
    "Place",
    "ReferenceLoad",
    "ScriptReading",
    "SealedDisclosure",
    "SealedFile",
    "SearchKey",
    "ServiceToken",
    "SigningKey",
    "Stream",
    "TriageRun",
    "User",
]
