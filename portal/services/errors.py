"""What a service can refuse. The web layer turns each into a sentence and a status code."""

from portal.rules.batch_states import IllegalStepError
from portal.rules.passwords import Refusal

__all__ = [
    "AlreadyRegistered", "Busy", "IllegalStepError", "LinkDead", "NotAllowed", "NotFound", "PasswordRefused",
    "Refused", "SlowDown", "WrongPair", "WrongSignIn",
]  # fmt: skip


class Refused(Exception):
    """Not possible as things stand; `code` says why, `facts` fill the sentence."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class NotFound(Exception):
    """There is no such thing, or it is not this person's to see: the answer is the same."""


class NotAllowed(Exception):
    """The person's role does not do this."""


class WrongPair(Exception):
    """The ID number and Secret number do not match, for whatever reason: unknown, wrong or worn out."""


class AlreadyRegistered(Exception):
    """The right pair, but its entry belongs to an account. Only the right pair may learn this."""


class PasswordRefused(Exception):
    """The new password is too easy to guess, for the reason in `refusal`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


class WrongSignIn(Exception):
    """Unknown person, wrong password or wrong code: one answer for all."""


class LinkDead(Exception):
    """The link was changed, used, replaced or is too old."""


class SlowDown(Exception):
    """Tried too often; `seconds` until the next try counts."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


class Busy(Exception):
    """No room to do it at this moment; nothing was done."""
