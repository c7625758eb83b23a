"""What every page is told beside what its view gives."""

from django.conf import settings
from django.http import HttpRequest


def purpose(request: HttpRequest) -> dict[str, bool]:
    """Say whether this centre rehearses, so that each room shows it."""
    return {"demonstration": settings.CAE_PURPOSE == "exercise" and not settings.PRODUCTION}
