"""Where sessions are kept: none ends by its age while somebody works on a call or a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from calls.people import duty


class SessionStore(db.SessionStore):
    """Django's table of sessions; the server knows their age, a browser keeps no date."""

    def get_expire_at_browser_close(self) -> bool:
        """Let no cookie run out by itself in the middle of a call."""
        return True

    def _get_session_from_db(self) -> Any:
        stored = Session.objects.filter(session_key=self.session_key).first()
        if stored is not None and (stored.expire_date > timezone.now() or self._is_needed(stored)):
            return stored
        self._session_key = None
        return None

    def _is_needed(self, stored: Session) -> bool:
        user_id = self.decode(stored.session_data).get(SESSION_KEY)
        return user_id is not None and duty.is_on_duty(UUID(user_id))
