"""The second factor of staff: time-based codes that work once, and one-time recovery codes."""

import base64
import hashlib
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet

from portal import keys
from portal.models.base import db
from portal.models.recovery_code import RecoveryCode
from portal.models.staff import Staff
from portal.services import audit, outbox, throttle
from portal.services.actor import Actor
from portal.services.errors import IllegalStepError, Refused

log = logging.getLogger("portal.security")
STEP_SECONDS = 30
RECOVERY_CODES = 10
WRONG_CODE = "wrong_code"


def begin(*, staff: Staff) -> str:
    """The secret for the authenticator app (base32), stored encrypted; not in force until `enrol`.

    Asked again it answers the same, so that a page and its picture agree. Raises Refused when the person has a
    second factor: it is reset by other people, not by its owner.
    """
    Staff.update(totp_secret=_box().encrypt(pyotp.random_base32().encode())).where(
        Staff.id == staff.id, Staff.totp_enrolled_at.is_null(), Staff.totp_secret.is_null()
    ).execute()
    secret = pending_secret(staff=Staff.get_by_id(staff.id))
    if secret is None:
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


def enrol(*, staff: Staff, code: str, now: datetime, network: str = "") -> list[str]:
    """Put the second factor in force with a first code; returns the recovery codes, shown once.

    Raises Refused: wrong_code, already_enrolled; SlowDown after five wrong codes.
    """
    with limited(staff=staff, purpose="enrol", now=now), db.atomic():
        if not _accept_totp(staff, code, now):
            raise Refused(WRONG_CODE)
        begun = Staff.update(totp_enrolled_at=now).where(Staff.id == staff.id, Staff.totp_enrolled_at.is_null())
        if not begun.execute():
            raise Refused("already_enrolled")
        codes = _new_codes(staff)
        _note("staff.second_factor_set", staff, network, now)
        outbox.to_staff(kind="staff_second_factor_set", key=f"{now:%Y%m%d%H%M%S}", staff=staff, now=now)
    return codes


def renew_codes(*, staff: Staff, code: str, now: datetime, network: str = "") -> list[str]:
    """Ten new recovery codes in place of those that are left. Raises Refused("wrong_code") or SlowDown."""
    with limited(staff=staff, purpose="renew", now=now), db.atomic():
        if not _accept_totp(staff, code, now):
            raise Refused(WRONG_CODE)
        codes = _new_codes(staff)
        _note("staff.recovery_codes_renewed", staff, network, now)
    return codes


def codes_left(*, staff: Staff) -> int:
    """How many recovery codes are unused."""
    return int(RecoveryCode.select().where(RecoveryCode.staff == staff, RecoveryCode.used_at.is_null()).count())


def accept(*, staff: Staff, code: str, now: datetime) -> bool:
    """Whether the code is right and unused; a right one is spent."""
    return _accept_totp(staff, code, now) or _accept_recovery(staff, code, now)


@contextmanager
def limited(*, staff: Staff, purpose: str, now: datetime) -> Iterator[None]:
    """Around an act that asks for a code: a wrong one counts against its person, five in a quarter of an hour.

    Raises SlowDown. The count is kept outside of the act's transaction, which a wrong code undoes.
    """
    places = throttle.reserve(((throttle.PER_CODE, f"{purpose}:{staff.id}"),), now=now)
    try:
        yield
    except (Refused, IllegalStepError) as refused:
        if isinstance(refused, Refused) and refused.code == WRONG_CODE:
            log.warning("authn_code_fail", extra={"staff": staff.public_id, "act": purpose})
        else:
            throttle.refund(places)
        raise
    throttle.refund(places)


def require(*, staff: Staff, code: str, now: datetime) -> None:
    """Spend a code, or raise Refused("wrong_code")."""
    if not accept(staff=staff, code=code, now=now):
        raise Refused(WRONG_CODE)


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
            RecoveryCode.code_hash == _code_hash(staff, code),
            RecoveryCode.used_at.is_null(),
        )
        .execute()
    )


def _secret(staff: Staff) -> str:
    if staff.totp_secret is None:
        raise Refused("not_enrolled")
    return _box().decrypt(bytes(staff.totp_secret)).decode()


def _new_codes(staff: Staff) -> list[str]:
    codes = [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]
    RecoveryCode.delete().where(RecoveryCode.staff == staff).execute()
    RecoveryCode.insert_many([{"staff": staff.id, "code_hash": _code_hash(staff, each)} for each in codes]).execute()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _code_hash(staff: Staff, code: str) -> str:
    """Spaces, dashes and capitals are how people copy a code, not part of it."""
    plain = "".join(mark for mark in code.lower() if mark.isalnum())
    return hashlib.sha256(keys.derive("recovery-codes") + f"{staff.id}:{plain}".encode()).hexdigest()


def _note(action: str, staff: Staff, network: str, now: datetime) -> None:
    audit.record(
        actor=Actor.of_staff(staff, network=network), action=action, subject=f"staff:{staff.public_id}",
        centre_id=staff.centre_id, now=now,
    )  # fmt: skip


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keys.derive("second-factor")))
