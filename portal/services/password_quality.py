"""Whether a new password is good enough: the pure rules, and how soon it would be guessed."""

from collections.abc import Iterable

from zxcvbn import zxcvbn

from portal.rules import passwords
from portal.rules.passwords import Refusal
from portal.services.errors import PasswordRefused

# zxcvbn takes time that grows with the square of the length; what stands behind this adds strength only.
JUDGED = 72


def refusal(
    password: str, *, context: Iterable[str] = (), minimum: int = passwords.CANDIDATE_MINIMUM
) -> Refusal | None:
    """The first reason against a password, or None. `context` holds what others know of the person."""
    known = [text for text in context if text]
    found = passwords.refusal(password, context=known, minimum=minimum)
    return found or passwords.refusal(password, strength=strength(password), context=known, minimum=minimum)


def strength(password: str) -> int:
    """From 0, guessed at once, to 4, hard to guess even with a stolen table."""
    judged = passwords.normalised(password)[:JUDGED]
    return int(zxcvbn(judged)["score"]) if judged else 0


def require(password: str, *, context: Iterable[str] = (), minimum: int = passwords.CANDIDATE_MINIMUM) -> None:
    """Raises PasswordRefused with the first reason against a password."""
    found = refusal(password, context=context, minimum=minimum)
    if found is not None:
        raise PasswordRefused(found)
