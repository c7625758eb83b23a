"""Every room's models, so that Django finds them; imported by no room."""

from calls.archive.access_models import AccessHead, AccessLeaf, AccessTile, AccessWaiting
from calls.archive.models import (
    ArchiveHead,
    SealedDisclosure,
    SealedFile,
    SearchEntry,
    SearchNumber,
    SigningKey,
)
from calls.casefile.deployment import Deployment, RoomClock
from calls.casefile.drafting import Draft
from calls.casefile.glass import ExceptionalAccess
from calls.casefile.models import (
    Call,
    Case,
    Command,
    Commitment,
    Disclosure,
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
from calls.export.subjects.models import SubjectItem, SubjectRequest
from calls.people.credentials import Attempt, OneTimeCode, SecondFactor
from calls.people.models import (
    Desk,
    Mandate,
    OfficialBody,
    Seat,
    ServiceToken,
    Shift,
    User,
)
from calls.people.trace_models import AccessRecord
from calls.protocols.models import BookEntry, Edition, EditionFile, EnforcedBook, Proposal
from calls.quality.models import CaseReview
from calls.stages.followup.models import Callback
from calls.stages.instructions.models import ScriptReading
from calls.stages.intake.models import SilentCall
from calls.stages.transfer.models import Offer
from calls.stages.triage.models import CasualtyCount, TimeCritical, TriageChange, TriageRun
from calls.telephony.models import Caution, RecordedMessage

__all__ = [
    "AccessHead",
    "AccessLeaf",
    "AccessRecord",
    "AccessTile",
    "AccessWaiting",
    "Agency",
    "ArchiveHead",
    "Attempt",
    "BookEntry",
    "Call",
    "Callback",
    "Case",
    "CaseReview",
    "CasualtyCount",
    "Caution",
    "Command",
    "Commitment",
    "Deployment",
    "Desk",
    "Disclosure",
    "Draft",
    "Edition",
    "EditionFile",
    "EnforcedBook",
    "Event",
    "ExceptionalAccess",
    "Fix",
    "Hand",
    "Jurisdiction",
    "Leg",
    "Mandate",
    "Municipality",
    "Offer",
    "OfficialBody",
    "OneTimeCode",
    "OperationsCentre",
    "Place",
    "Proposal",
    "RecordedMessage",
    "ReferenceLoad",
    "RoomClock",
    "ScriptReading",
    "SealedDisclosure",
    "SealedFile",
    "SearchEntry",
    "SearchKey",
    "SearchNumber",
    "Seat",
    "SecondFactor",
    "ServiceToken",
    "Shift",
    "SigningKey",
    "SilentCall",
    "Stream",
    "SubjectItem",
    "SubjectRequest",
    "TimeCritical",
    "TriageChange",
    "TriageRun",
    "User",
]
