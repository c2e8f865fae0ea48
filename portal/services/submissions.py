"""Submissions: a form that is sent twice, by a double tap or over a bad line, has one effect and one answer."""

from collections.abc import Callable
from datetime import datetime

from portal import keys
from portal.models.base import db, insert_once
from portal.models.submission import Submission
from portal.services import errors

LONGEST_OUTCOME = 100
REFUSALS = (
    errors.AlreadyRegistered, errors.Busy, errors.IllegalStepError, errors.LinkDead, errors.NotAllowed, errors.NotFound,
    errors.PasswordRefused, errors.Refused, errors.SlowDown, errors.WrongPair, errors.WrongSignIn,
)  # fmt: skip


def once(*, scope: str, key: str, now: datetime, act: Callable[[], str]) -> str:
    """What `act` answered, which is done once for this key; whoever sends the key again gets the same answer.

    `scope` names the person and the form, so that nobody gets the answer to somebody else's key. The key and what
    `act` writes are committed together, and a second sender waits for the first. When a service refuses, the key
    stays free for the next try, and what was counted against guessing stays counted.
    """
    if not key:
        return act()
    refusal: Exception | None = None
    with db.atomic():
        if not record(scope=scope, key=key, outcome="", now=now):
            return outcome(scope=scope, key=key) or ""
        row = Submission.key == _name(scope, key)
        try:
            Submission.update(outcome=_checked(act())).where(row).execute()
        except REFUSALS as refused:
            Submission.delete().where(row).execute()
            refusal = refused
    if refusal is not None:
        raise refusal
    return outcome(scope=scope, key=key) or ""


def record(*, scope: str, key: str, outcome: str, now: datetime) -> bool:
    """Note in the caller's transaction what a form led to; False when this key was noted before."""
    row = {"key": _name(scope, key), "outcome": _checked(outcome), "created_at": now}
    return insert_once(Submission, [Submission.key], **row)


def outcome(*, scope: str, key: str) -> str | None:
    """What the form with this key led to, or None when it was not sent before."""
    row: Submission | None = Submission.get_or_none(Submission.key == _name(scope, key))
    return None if row is None else row.outcome


def _name(scope: str, key: str) -> str:
    """The table holds a fingerprint: who reads it can not send somebody's form again."""
    return keys.fingerprint("submission", f"{scope}\n{key}")


def _checked(outcome: str) -> str:
    if len(outcome) > LONGEST_OUTCOME:
        raise ValueError(f"An outcome has at most {LONGEST_OUTCOME} characters.")
    return outcome
