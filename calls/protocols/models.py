"""The store of editions: every protocol that was ever in force, byte for byte, and every book."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class Origin(models.TextChoices):
    """Where a book came from that was put in force."""

    SHIPPED = "shipped", _("Shipped with the release")
    IMPORTED = "imported", _("Imported")
    AGAIN = "again", _("In force again")


class Edition(models.Model):
    """One version of one protocol. The database refuses to change or remove it.

    `digest` is the SHA-256 (hex) over its files; a version has one content for ever.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    code = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    class Meta:
        app_label = "calls"
        db_table = "protocols_edition"
        constraints = (
            models.UniqueConstraint(name="edition_is_immutable", fields=["code", "version"]),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class EditionFile(models.Model):
    """One file of an edition, as it was written."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=40)
    content = models.BinaryField()

    class Meta:
        app_label = "calls"
        db_table = "protocols_edition_file"
        constraints = (
            models.UniqueConstraint(name="edition_file_once", fields=["edition", "name"]),
        )

    def __str__(self) -> str:
        return self.name


class EnforcedBook(models.Model):
    """A book that was put in force; the newest row is the one in force.

    `digest` is the SHA-256 (hex) over codes and editions; `source` names the file it came from;
    nobody in `put_by` is the centre itself.
    """

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    source = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    put_at = models.DateTimeField()
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    again = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "calls"
        db_table = "protocols_book"

    def __str__(self) -> str:
        return f"{self.id} {self.digest[:12]}"


class BookEntry(models.Model):
    """One edition in one book."""

    book = models.ForeignKey(EnforcedBook, on_delete=models.PROTECT, related_name="entries")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        app_label = "calls"
        db_table = "protocols_book_entry"
        constraints = (models.UniqueConstraint(name="book_entry_once", fields=["book", "edition"]),)

    def __str__(self) -> str:
        return f"{self.book_id}: {self.edition_id[:12]}"


class Proposal(models.Model):
    """Files that were checked and wait for a word: what they would change is looked at first.

    `content` is a ZIP made by us; `whole` says that the files are the whole book. Removed once
    it is in force, or after a day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(max_length=200)
    whole = models.BooleanField()
    content = models.BinaryField()

    class Meta:
        app_label = "calls"
        db_table = "protocols_proposal"

    def __str__(self) -> str:
        return self.source
