"""The sealed case file: a signed skeleton written once, and what may be shredded beside it."""

from __future__ import annotations

from django.contrib.postgres import indexes as pg
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Collate, Left, Reverse
from uuid_utils.compat import uuid7

from calls.casefile import kinds


class ArchiveHead(models.Model):
    """The next leaf of the archive: one row, locked while a file is sealed."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    next_leaf = models.PositiveBigIntegerField(default=0)

    class Meta:
        app_label = "calls"
        db_table = "archive_head"
        constraints = (
            models.CheckConstraint(name="archive_head_is_one_row", condition=models.Q(id=1)),
        )

    def __str__(self) -> str:
        return f"next leaf {self.next_leaf}"


class SigningKey(models.Model):
    """The public half of a key that has sealed files, kept as long as they are.

    `id` is its JWK thumbprint (RFC 7638), `public` its 32 bytes in base64url (RFC 8037's `x`).
    """

    id = models.CharField(primary_key=True, max_length=43)
    public = models.CharField(max_length=43)
    first_used_at = models.DateTimeField()

    class Meta:
        app_label = "calls"
        db_table = "archive_signing_key"

    def __str__(self) -> str:
        return self.id


class SealedFile(models.Model):
    """A closed case as it is kept for ever. The database refuses to change or remove it.

    `document` is the RFC 8785 text that `sha256` (hex) and `signature` (Ed25519, base64url)
    are of; the columns after them repeat what it says, to be found by.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_id = models.UUIDField(unique=True)
    reference = models.CharField(max_length=16, unique=True)
    leaf_index = models.PositiveBigIntegerField(unique=True)
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=86)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()
    closed_at = models.DateTimeField()
    exercise = models.BooleanField()
    severity = models.CharField(max_length=2, choices=kinds.Severity.choices, blank=True)
    protocol = models.CharField(max_length=64, blank=True)
    disposition = models.CharField(max_length=24, choices=kinds.Disposition.choices)
    municipality = models.CharField(max_length=5, blank=True)
    province = models.GeneratedField(
        expression=Left("municipality", 2),
        output_field=models.CharField(max_length=2),
        db_persist=True,
    )

    class Meta:
        app_label = "calls"
        db_table = "archive_sealed_file"
        indexes = (
            # Whatever a body asks by, its pages follow in the order of the leaves.
            models.Index(fields=["municipality", "leaf_index"], name="file_by_municipality"),
            models.Index(fields=["province", "leaf_index"], name="file_by_province"),
            models.Index(fields=["protocol", "leaf_index"], name="file_by_protocol"),
            models.Index(fields=["severity", "leaf_index"], name="file_by_severity"),
            models.Index(fields=["closed_at"], name="file_closed_at"),
            models.Index(fields=["sealed_at"], name="file_sealed_at"),
            models.Index(fields=["disposition", "leaf_index"], name="file_by_disposition"),
            # Its last digits: in the C collation a beginning is a range.
            models.Index(Collate(Reverse("reference"), "C"), name="file_by_last_digits"),
        )

    def __str__(self) -> str:
        return f"{self.reference} #{self.leaf_index}"


class SealedDisclosure(models.Model):
    """A personal value of a sealed file, as the log had it; deletable when its retention ends.

    `stream` and `seq` name the entry, of the case or one of its calls, that holds its digest.
    """

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="disclosures")
    stream = models.UUIDField()
    seq = models.PositiveIntegerField()
    encoded = models.TextField()

    class Meta:
        app_label = "calls"
        db_table = "archive_sealed_disclosure"

    def __str__(self) -> str:
        return f"{self.file_id} {self.stream} #{self.seq}"


class SearchEntry(models.Model):
    """What a file is found and listed by; it goes with the first disclosure that is shredded.

    `words` are folded words of all that was told; `place`, `complaint` and `number` the last
    that was known; `agencies` the codes of those that were asked to go. `leaf_index` is the
    file's. Another is made from what is left (`search_index.fill`).
    """

    file = models.OneToOneField(
        SealedFile, primary_key=True, on_delete=models.PROTECT, related_name="entry"
    )
    leaf_index = models.PositiveBigIntegerField(unique=True)
    place = models.TextField(blank=True)
    complaint = models.TextField(blank=True)
    number = models.TextField(blank=True)
    agencies = ArrayField(models.CharField(max_length=64), default=list)
    words = SearchVectorField()

    class Meta:
        app_label = "calls"
        db_table = "archive_search_entry"
        indexes = (
            # Read far more often than written: no pending list that each search would read.
            pg.GinIndex(fields=["words"], name="search_by_words", fastupdate=False),
            pg.GinIndex(fields=["agencies"], name="search_by_agency", fastupdate=False),
        )

    def __str__(self) -> str:
        return f"#{self.leaf_index}"


class SearchNumber(models.Model):
    """A telephone of a file: in E.164 where it was understood, and its digits backwards."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, related_name="numbers")
    leaf_index = models.PositiveBigIntegerField()
    number = models.CharField(max_length=20, blank=True)
    tail = models.CharField(max_length=64, db_collation="C")

    class Meta:
        app_label = "calls"
        db_table = "archive_search_number"
        indexes = (
            models.Index(fields=["number", "leaf_index"], name="search_by_number"),
            models.Index(fields=["tail", "leaf_index"], name="search_by_last_digits"),
        )

    def __str__(self) -> str:
        return f"a number of #{self.leaf_index}"
