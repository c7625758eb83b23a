"""The case, its calls and legs, what is owed, and the log with what lies beside it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from calls.casefile import kinds, place_text

OPEN = ~models.Q(stage="closed")
# A few thousand lines among millions.
RARE = models.Q(kind__startswith="administration.")


class Case(models.Model):
    """What the centre opens for what happened, as it stands now; the log says how it came."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveBigIntegerField(unique=True)
    reference = models.CharField(max_length=16, unique=True)
    exercise = models.BooleanField()
    covert = models.BooleanField(default=False)
    marks = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=16, choices=kinds.Stage.choices, default=kinds.Stage.INTAKE)
    severity = models.CharField(max_length=2, choices=kinds.Severity.choices, null=True)  # noqa: DJ001 - null is "not judged"
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="held_cases"
    )

    caller_name = models.CharField(max_length=200, blank=True)
    callback_raw = models.CharField(max_length=64, blank=True)
    callback_number = models.CharField(max_length=20, blank=True)
    caller_kind = models.CharField(max_length=16, choices=kinds.CallerKind.choices, blank=True)
    # The number an alarm centre, telecare or another 112 gave the same matter.
    caller_reference = models.CharField(max_length=64, blank=True)

    location_text = models.CharField(max_length=400, blank=True)
    municipality = models.ForeignKey(
        "calls.Municipality", null=True, on_delete=models.PROTECT, related_name="+"
    )
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    location_source = models.CharField(
        max_length=16, choices=kinds.LocationSource.choices, blank=True
    )
    # What was understood of the place where it lies on a road: "A-6", 23.4, "madrid".
    road = models.CharField(max_length=16, blank=True)
    kilometre = models.FloatField(null=True)
    carriageway = models.CharField(max_length=60, blank=True)
    # The words of the street, where it is one, as they are compared: "zamora", "plaza mayor".
    street = models.CharField(max_length=200, blank=True)

    complaint_text = models.CharField(max_length=1000, blank=True)
    complaint_protocol = models.CharField(max_length=40, blank=True)
    # The agencies a protocol calls for: provisional from the reason, then from the determinant.
    plan = models.JSONField(default=list)
    awake = models.CharField(max_length=8, choices=kinds.LifeAnswer.choices, blank=True)
    breathing = models.CharField(max_length=8, choices=kinds.LifeAnswer.choices, blank=True)

    # The version at which each group of fields last changed: the unit of conflict.
    caller_version = models.PositiveIntegerField(default=0)
    location_version = models.PositiveIntegerField(default=0)
    complaint_version = models.PositiveIntegerField(default=0)
    life_version = models.PositiveIntegerField(default=0)
    severity_version = models.PositiveIntegerField(default=0)

    # The case this one tells of too; until it is separated again, both end together.
    joined_to = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="joined"
    )
    origin = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    origin_kind = models.CharField(max_length=16, choices=kinds.Origin.choices, blank=True)

    disposition = models.CharField(max_length=24, choices=kinds.Disposition.choices, blank=True)
    summary = models.TextField(blank=True)

    class Meta:
        app_label = "calls"
        db_table = "casefile_case"
        indexes = (
            models.Index(fields=["id", "version"], name="case_open", condition=OPEN),
            models.Index(fields=["closed_at"], name="case_closed_at"),
            # What happened here before, by its words or by its point.
            models.Index(
                "municipality",
                place_text.folded("location_text"),
                name="case_by_place",
                condition=~models.Q(location_text=""),
            ),
            models.Index(
                fields=["latitude", "longitude"],
                name="case_by_point",
                condition=models.Q(latitude__isnull=False),
            ),
            models.Index(
                fields=["municipality", "street", "-opened_at"],
                name="case_by_street",
                condition=~models.Q(street=""),
            ),
            models.Index(fields=["callback_number", "-opened_at"], name="case_by_number"),
            models.Index(fields=["opened_at"], name="case_open_lately", condition=OPEN),
            models.Index(
                fields=["joined_to"],
                name="case_joined",
                condition=models.Q(joined_to__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def effective_severity(self) -> str:
        """Give the severity the case counts as: until judged, P1."""
        return self.severity or kinds.UNJUDGED_COUNTS_AS


class Call(models.Model):
    """One contact, by telephone or otherwise, from its ring on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gateway_call_id = models.CharField(max_length=128, unique=True, null=True)  # noqa: DJ001 - opened by hand has none
    kind = models.CharField(max_length=16, choices=kinds.Channel.choices)
    state = models.CharField(max_length=12, choices=kinds.CallState.choices)
    version = models.PositiveIntegerField(default=0)
    number_raw = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=20, blank=True)
    dialled = models.CharField(max_length=32, blank=True)
    flags = models.JSONField(default=list)
    received_at = models.DateTimeField()
    announced_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="calls")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=8, choices=kinds.EndedBy.choices, blank=True)
    # Roughly where it rings from, for the queue: a geohash of five letters, some 5 km wide.
    area = models.CharField(max_length=5, blank=True)
    municipality = models.ForeignKey(
        "calls.Municipality", null=True, on_delete=models.PROTECT, related_name="+"
    )
    exercise = models.BooleanField()

    class Meta:
        app_label = "calls"
        db_table = "casefile_call"
        indexes = (
            models.Index(
                fields=["received_at"], name="call_ringing", condition=models.Q(state="ringing")
            ),
            models.Index(fields=["answered_at"], name="call_answered_at"),
            models.Index(fields=["number", "-received_at"], name="call_by_number"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.received_at:%H:%M:%S}"


class Fix(models.Model):
    """Where a phone was: evidence, never the place of help by itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="fixes")
    source = models.CharField(max_length=24)
    latitude = models.FloatField()
    longitude = models.FloatField()
    radius_m = models.FloatField(null=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "calls"
        db_table = "casefile_fix"

    def __str__(self) -> str:
        return f"{self.source} {self.at:%H:%M:%S}"


class Hand(models.Model):
    """A person who has worked on a case, and so may go on reading it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="hands")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "calls"
        db_table = "casefile_hand"
        constraints = (
            models.UniqueConstraint(fields=["case", "user"], name="one_hand_per_person"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.case_id}"


class Leg(models.Model):
    """One centre's part of a case, from the first offer on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="legs")
    centre = models.ForeignKey(
        "calls.OperationsCentre", on_delete=models.PROTECT, related_name="legs"
    )
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "calls"
        db_table = "casefile_leg"
        constraints = (
            models.UniqueConstraint(fields=["case", "centre"], name="one_leg_per_centre"),
        )

    def __str__(self) -> str:
        return f"{self.centre_id} @ {self.case_id}"


class Stream(models.Model):
    """The head of one log: a case, a call until it joins one, a unit, or administration."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=16)
    seq = models.PositiveIntegerField(default=0)
    head = models.BinaryField(max_length=32)

    class Meta:
        app_label = "calls"
        db_table = "casefile_stream"

    def __str__(self) -> str:
        return f"{self.kind} {self.id} @ {self.seq}"


class Event(models.Model):
    """One line of the log. The database refuses to change or remove it."""

    id = models.BigAutoField(primary_key=True)
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=8)
    actor_id = models.UUIDField(null=True)
    position = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    body = models.TextField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        app_label = "calls"
        db_table = "casefile_event"
        constraints = (models.UniqueConstraint(fields=["stream", "seq"], name="event_stream_seq"),)
        indexes = (models.Index(fields=["-id"], name="event_of_administration", condition=RARE),)

    def __str__(self) -> str:
        return f"{self.kind} #{self.seq}"


class Disclosure(models.Model):
    """One personal value behind a digest of the log; deletable when its retention ends."""

    id = models.BigAutoField(primary_key=True)
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="disclosures")
    seq = models.PositiveIntegerField()
    encoded = models.TextField()

    class Meta:
        app_label = "calls"
        db_table = "casefile_disclosure"
        indexes = (models.Index(fields=["stream", "seq"], name="disclosure_stream_seq"),)

    def __str__(self) -> str:
        return f"{self.stream_id} #{self.seq}"


class Command(models.Model):
    """One command that took effect, and what it was answered: ids, versions and codes."""

    id = models.UUIDField(primary_key=True)
    actor_id = models.UUIDField(null=True)
    request_hash = models.BinaryField(max_length=32)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        app_label = "calls"
        db_table = "casefile_command"

    def __str__(self) -> str:
        return str(self.id)


class Commitment(models.Model):
    """Something the centre still owes; a case cannot close over it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=40)
    ref = models.UUIDField()
    holder_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    holder_centre = models.ForeignKey(
        "calls.OperationsCentre", null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField(null=True)
    # Set once what happens at the deadline has happened, so that it happens once.
    lapsed_at = models.DateTimeField(null=True)
    # How often it was late: a promise heard of again may become late again.
    lapses = models.PositiveSmallIntegerField(default=0)
    opened_seq = models.PositiveIntegerField()
    settled_seq = models.PositiveIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=24, blank=True)

    class Meta:
        app_label = "calls"
        db_table = "casefile_commitment"
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind", "ref"],
                name="one_open_commitment_per_ref",
                condition=models.Q(settled_at__isnull=True),
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"],
                name="commitment_due",
                condition=models.Q(settled_at__isnull=True, lapsed_at__isnull=True),
            ),
            models.Index(
                fields=["case"],
                name="commitment_open",
                condition=models.Q(settled_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
