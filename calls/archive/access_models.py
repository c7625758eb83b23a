"""The access log as a Merkle tree (RFC 6962): its leaves, and the heads that are signed."""

from __future__ import annotations

from django.db import models

from calls.archive.models import SigningKey


class AccessWaiting(models.Model):
    """A record that is no leaf yet. The database puts it here; what numbers leaves takes it."""

    record_id = models.UUIDField(primary_key=True)
    since = models.DateTimeField()

    class Meta:
        app_label = "calls"
        db_table = "archive_access_waiting"

    def __str__(self) -> str:
        return str(self.record_id)


class AccessLeaf(models.Model):
    """Which record a leaf is of, and SHA-256(0x00 ‖ its RFC 8785 text). Append-only."""

    number = models.PositiveBigIntegerField(primary_key=True)
    record_id = models.UUIDField(unique=True)
    hash = models.BinaryField(max_length=32)

    class Meta:
        app_label = "calls"
        db_table = "archive_access_leaf"

    def __str__(self) -> str:
        return f"#{self.number}"


class AccessTile(models.Model):
    """The root of 1,024 leaves, from 1,024 × number on, so that proofs need not read them all."""

    number = models.PositiveBigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)

    class Meta:
        app_label = "calls"
        db_table = "archive_access_tile"

    def __str__(self) -> str:
        return f"#{self.number}"


class AccessHead(models.Model):
    """The root over the first `size` leaves, signed (Ed25519, base64url). Append-only.

    `edge` are the roots of the whole subtrees that make it up, the largest first, 32 bytes each:
    the next head is made from them and the new leaves alone.
    """

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    edge = models.BinaryField()
    at = models.DateTimeField()
    signature = models.CharField(max_length=86)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "calls"
        db_table = "archive_access_head"

    def __str__(self) -> str:
        return f"{self.size} leaves"
