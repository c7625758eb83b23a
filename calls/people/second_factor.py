"""The second factor: an authenticator's codes of six digits (RFC 6238), each good once."""

from __future__ import annotations

import base64
import io
import logging
from datetime import datetime

import pyotp
import segno
from cryptography import fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf import hkdf
from django.conf import settings
from django.utils.encoding import force_bytes

from calls.people.credentials import SecondFactor
from calls.people.models import User

STEP_SECONDS = 30
# Clocks differ: the code before and the one after are taken too.
STEPS = (-1, 0, 1)
ISSUER = "CAE 112"
log = logging.getLogger(__name__)


def is_enrolled(user: User) -> bool:
    """Say whether a person has an authenticator."""
    return SecondFactor.objects.filter(user=user).exists()


def must_enrol(user: User) -> bool:
    """Say whether a person's role needs an authenticator that they do not have."""
    return user.role in settings.CAE_SECOND_FACTOR and not is_enrolled(user)


def new_secret() -> str:
    """Make a secret of 160 bits, in base 32 as people type it."""
    return pyotp.random_base32()


def enrol(*, user: User, secret: str, code: str, at: datetime) -> bool:
    """Keep a secret whose code proves that the authenticator has it; False for another code."""
    step = _step_of(secret, code, at=at)
    if step is None:
        return False
    SecondFactor.objects.update_or_create(
        user=user,
        defaults={"secret": sealed(secret), "enrolled_at": at, "last_step": step},
    )
    return True


def verify(*, user: User, code: str, at: datetime) -> bool:
    """Say whether this is the code of now; one that was taken is not taken again."""
    factor = SecondFactor.objects.filter(user=user).first()
    secret = opened(factor.secret) if factor else None
    step = _step_of(secret, code, at=at) if secret else None
    if step is None:
        return False
    taken = SecondFactor.objects.filter(user=user, last_step__lt=step).update(last_step=step)
    return bool(taken)


def forget(*, user: User) -> None:
    """Let a person's authenticator count no more."""
    SecondFactor.objects.filter(user=user).delete()


def address(*, user: User, secret: str) -> str:
    """Give the address that an authenticator reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER)


def picture(text: str) -> str:
    """Draw a QR code as SVG, without styles or scripts of its own."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, svgclass="qr", lineclass=None
    )
    return drawn.getvalue().decode()


def sealed(secret: str) -> str:
    """Encrypt what the database keeps; without the centre's key it is worth nothing."""
    return _box().encrypt(secret.encode()).decode()


def opened(kept: str) -> str | None:
    """Decrypt a secret; None where the centre's key is another one now."""
    try:
        return _box().decrypt(kept.encode()).decode()
    except fernet.InvalidToken:
        log.exception("a second factor cannot be read: CAE_SECRET_KEY has changed")
        return None


def _step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """Give the thirty seconds that a code belongs to, None where it is none of the near ones."""
    machine = pyotp.TOTP(secret)
    typed = "".join(code.split())
    now = int(at.timestamp()) // STEP_SECONDS
    for offset in STEPS:
        if pyotp.utils.strings_equal(machine.generate_otp(now + offset), typed):
            return now + offset
    return None


def _box() -> fernet.MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return fernet.MultiFernet([fernet.Fernet(_key(key)) for key in keys])


def _key(secret_key: str | bytes) -> bytes:
    derived = hkdf.HKDF(
        algorithm=hashes.SHA256(), length=32, salt=None, info=b"calls.people.second_factor"
    ).derive(force_bytes(secret_key))
    return base64.urlsafe_b64encode(derived)
