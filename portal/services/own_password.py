"""Asking somebody who is signed in for the password once more, before something that matters is changed."""

from datetime import datetime

from portal.models.candidate import Candidate
from portal.services import hashing, throttle
from portal.services.errors import Busy, WrongSignIn


def require(*, candidate: Candidate, password: str, now: datetime) -> None:
    """Raises WrongSignIn, Busy, or SlowDown: a session left open is no place to guess the password at leisure."""
    limit = throttle.PER_KNOWN_BROWSER
    places = throttle.reserve(((limit, f"own-password:{candidate.id}"),), now=now)
    with throttle.refunding(places, Busy):
        right = hashing.verify_password(candidate.password_hash, password)
    if not right:
        raise WrongSignIn
    throttle.refund(places)
