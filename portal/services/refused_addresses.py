"""Addresses that a mail server refused for good: notices are not sent there again, so that the relay keeps its name.

What a person asks for in that moment (a confirmation, a new password) is tried all the same: an address that is
refused today may have been opened since, and a success lifts the mark.
"""

import re
from datetime import datetime

from peewee import ModelSelect

from portal import keys
from portal.models.built_once import BuiltStatement
from portal.models.many_rows import given_texts, listed
from portal.models.outbox_email import OutboxEmail
from portal.models.refused_address import RefusedAddress
from portal.services import outbox

NOTICES = {
    "confirm_email_reminder", "window_opens_soon", "results_released", "results_delayed", "results_withdrawn",
    "results_corrected", "hold_update", "news",
}  # fmt: skip
# RFC 3463: 5.1.x says that the address is wrong, 5.2.1 that the mailbox is closed. A 5xx without such a number
# counts when its code speaks of the mailbox; one with another number speaks of the message or of us.
_ENHANCED = re.compile(r"^5\.\d{1,3}\.\d{1,3}\b")
_ABOUT_ADDRESS = re.compile(r"^5\.(?:1\.\d{1,3}|2\.1)\b")
_MAILBOX_CODES = {550, 551, 553}


def is_hard_bounce(code: int | None, detail: str) -> bool:
    """Whether a refusal says that this address takes no mail, rather than something about this one message."""
    if _ENHANCED.match(detail):
        return _ABOUT_ADDRESS.match(detail) is not None
    return code in _MAILBOX_CODES


def known(marks: set[str]) -> set[str]:
    """Those of these marks under which an address was refused for good."""
    return {mark for (mark,) in _marked(marks=listed(marks))} if marks else set()


def mark_of(email: OutboxEmail) -> str:
    """The fingerprint under which the address of a notice would be marked; empty for what is tried in any case."""
    return _name(outbox.address_of(email)) if email.kind in NOTICES else ""


def is_refused(address: str) -> bool:
    """Whether a server said for good that it takes no mail for this address."""
    return bool(known({_name(address)}))


@BuiltStatement
def _marked() -> "ModelSelect[RefusedAddress]":
    return RefusedAddress.select(RefusedAddress.fingerprint).where(RefusedAddress.fingerprint.in_(given_texts("marks")))


def note(email: OutboxEmail, *, code: int | None, detail: str, now: datetime) -> None:
    """Remember a hard bounce; anything else is passed over."""
    if is_hard_bounce(code, detail):
        RefusedAddress.insert(fingerprint=_name(outbox.address_of(email)), detail=detail[:200], at=now).on_conflict(
            conflict_target=[RefusedAddress.fingerprint], update={RefusedAddress.at: now}
        ).execute()


def forget(email: OutboxEmail) -> None:
    """An email arrived that was tried in spite of the mark."""
    if email.kind not in NOTICES:
        lift(outbox.address_of(email))


def lift(address: str) -> None:
    """Take the mark off an address: somebody has seen to it."""
    RefusedAddress.delete().where(RefusedAddress.fingerprint == _name(address)).execute()


def _name(address: str) -> str:
    return keys.fingerprint("refused-address", address.strip().lower())
