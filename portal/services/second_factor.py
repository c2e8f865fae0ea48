"""The second factor of staff: time-based codes that work once, and one-time recovery codes."""

import base64
import hashlib
import secrets
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet

from portal import keys
from portal.models.base import db
from portal.models.recovery_code import RecoveryCode
from portal.models.staff import Staff
from portal.services.errors import Refused

STEP_SECONDS = 30
RECOVERY_CODES = 10


def begin(*, staff: Staff) -> str:
    """A fresh secret for the authenticator app (base32), stored encrypted; not in force until `enrol`.

    Raises Refused when the person has a second factor: it is reset by other people, not by its owner.
    """
    secret = pyotp.random_base32()
    changed = (
        Staff.update(totp_secret=_box().encrypt(secret.encode()))
        .where(Staff.id == staff.id, Staff.totp_enrolled_at.is_null())
        .execute()
    )
    if not changed:
        raise Refused("already_enrolled")
    return secret


def pending_secret(*, staff: Staff) -> str | None:
    """The secret that `begin` stored, while it is not in force."""
    if staff.totp_secret is None or staff.totp_enrolled_at is not None:
        return None
    return _secret(staff)


def provisioning_uri(*, staff: Staff, secret: str, issuer: str) -> str:
    """What an authenticator app reads from the QR code."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name=issuer))


def enrol(*, staff: Staff, code: str, now: datetime) -> list[str]:
    """Put the second factor in force with a first code; returns the recovery codes, shown once.

    Raises Refused("wrong_code").
    """
    codes = [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]
    with db.atomic():
        if not _accept_totp(staff, code, now):
            raise Refused("wrong_code")
        Staff.update(totp_enrolled_at=now).where(Staff.id == staff.id).execute()
        RecoveryCode.delete().where(RecoveryCode.staff == staff).execute()
        RecoveryCode.insert_many(
            [{"staff": staff.id, "code_hash": _code_hash(staff, each)} for each in codes]
        ).execute()
    return codes


def accept(*, staff: Staff, code: str, now: datetime) -> bool:
    """Whether the code is right and unused; a right one is spent."""
    return _accept_totp(staff, code, now) or _accept_recovery(staff, code, now)


def current_code(*, staff: Staff, now: datetime) -> str:
    """The code an authenticator app would show; for the demonstration's cast only."""
    return str(pyotp.TOTP(_secret(staff)).at(now))


def _accept_totp(staff: Staff, code: str, now: datetime) -> bool:
    if staff.totp_secret is None:
        return False
    totp = pyotp.TOTP(_secret(staff))
    step_now = int(now.timestamp()) // STEP_SECONDS
    digits = "".join(code.split())
    for step in (step_now, step_now - 1, step_now + 1):
        if totp.verify(digits, for_time=step * STEP_SECONDS):
            spent = Staff.update(totp_last_step=step).where(Staff.id == staff.id, Staff.totp_last_step < step)
            return bool(spent.execute())
    return False


def _accept_recovery(staff: Staff, code: str, now: datetime) -> bool:
    return bool(
        RecoveryCode.update(used_at=now)
        .where(
            RecoveryCode.staff == staff,
            RecoveryCode.code_hash == _code_hash(staff, code.strip().lower()),
            RecoveryCode.used_at.is_null(),
        )
        .execute()
    )


def _secret(staff: Staff) -> str:
    if staff.totp_secret is None:
        raise Refused("not_enrolled")
    return _box().decrypt(bytes(staff.totp_secret)).decode()


def _code_hash(staff: Staff, code: str) -> str:
    return hashlib.sha256(keys.derive("recovery-codes") + f"{staff.id}:{code}".encode()).hexdigest()


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keys.derive("second-factor")))
