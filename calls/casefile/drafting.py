"""What is being typed and not yet said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from calls.casefile.models import Case


class Draft(models.Model):
    """What somebody is typing: one replaced row per form, kept until saved or discarded."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=40)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base_version = models.PositiveIntegerField()
    content = models.JSONField()
    updated_at = models.DateTimeField()

    class Meta:
        app_label = "calls"
        db_table = "casefile_draft"
        constraints = (
            models.UniqueConstraint(
                fields=["case", "form", "author"], name="one_draft_per_form_and_author"
            ),
        )

    def __str__(self) -> str:
        return f"{self.form} by {self.author_id}"
