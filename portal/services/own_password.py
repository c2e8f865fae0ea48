"""Asking somebody who is signed in for the password once more, before something that matters is changed."""

from datetime import datetime

from portal.models.candidate import Candidate
from portal.services import hashing, throttle
from portal.services.errors import WrongSignIn


def require(*, candidate: Candidate, password: str, now: datetime) -> None:
    """Raises WrongSignIn, or SlowDown: a session left open is no place to guess the password at leisure."""
    limit = throttle.PER_KNOWN_BROWSER
    places = throttle.reserve(((limit, f"own-password:{candidate.id}"),), now=now)
    if not hashing.verify_password(candidate.password_hash, password):
        raise WrongSignIn
    throttle.refund(places)
