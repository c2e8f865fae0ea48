"""Signing in: candidates with ID number and password, staff with email, password and code."""

from datetime import datetime

from portal.models.base import db
from portal.models.built_once import BuiltOnce, given
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.login_session import LoginSession
from portal.models.staff import Staff
from portal.services import audit, guess_alarm, hashing, second_factor, sessions, throttle
from portal.services.actor import Actor
from portal.services.errors import Busy, WrongSignIn
from portal.services.sessions import Visit

_by_id_number = BuiltOnce(
    lambda: Candidate.select().join(Entry).where(Entry.id_number == given("id_number"), Candidate.disabled_at.is_null())
)


def candidate(
    *, id_number: str, password: str, visit: Visit, now: datetime, known_browser: str = ""
) -> tuple[str, Candidate]:
    """A new session's token and whose it is. Raises WrongSignIn, SlowDown or Busy.

    Any ID number of an account signs in to it. `known_browser` names a browser that signed in to this ID before:
    it has a bucket of its own, so that a stranger's guesses do not lock its owner out.
    """
    hashing.require_place()
    places = throttle.reserve(
        (
            (throttle.PER_KNOWN_BROWSER, f"sign-in:{id_number}:{known_browser}")
            if known_browser
            else (throttle.PER_ID_AND_NETWORK, f"sign-in:{id_number}:{visit.network}"),
            *(() if known_browser else ((throttle.PER_ID, f"sign-in:{id_number}"),)),
            (throttle.PER_NETWORK, f"sign-in:{visit.network}"),
        ),
        now=now,
    )
    person = next(iter(_by_id_number(id_number=id_number)), None)
    with throttle.refunding(places, Busy):
        right = hashing.verify_password(person.password_hash if person else None, password)
    if not right or person is None:
        guess_alarm.failed(id_number=id_number, now=now)
        raise WrongSignIn
    with db.atomic():
        throttle.refund(places)
        return sessions.start(candidate=person, visit=visit, now=now), person


def staff(*, email: str, password: str, code: str, visit: Visit, now: datetime) -> tuple[str, Staff]:
    """A new session's token and whose it is. Raises WrongSignIn, SlowDown or Busy.

    Who has no second factor yet gets a session that reaches only the page where one is set up.
    """
    email = email.strip().lower()
    places = throttle.reserve(
        (
            (throttle.PER_STAFF, f"staff:{email}:{visit.network}"),
            (throttle.PER_ID, f"staff:{email}"),
            (throttle.PER_NETWORK, f"staff:{visit.network}"),
        ),
        now=now,
    )
    person: Staff | None = Staff.get_or_none(Staff.email == email, Staff.disabled_at.is_null())
    with throttle.refunding(places, Busy):
        right = hashing.verify_password(person.password_hash if person else None, password)
    if not right or person is None:
        raise WrongSignIn
    enrolled = person.totp_enrolled_at is not None
    if enrolled and not second_factor.accept(staff=person, code=code, now=now):
        raise WrongSignIn
    throttle.refund(places)
    return _staff_session(person, enrolled, visit, now), person


def staff_enrolled(*, person: Staff, visit: Visit, now: datetime) -> str:
    """The session that follows enrolment, with its second factor proven; every earlier one ends."""
    with db.atomic():
        sessions.end_all(staff_id=person.id, now=now)
        return _staff_session(person, True, visit, now)


def staff_out(*, session: LoginSession, network: str, now: datetime) -> None:
    """End a session of staff, and note that its person left."""
    person = session.staff
    with db.atomic():
        sessions.end(session=session, now=now)
        if person is not None:
            audit.record(
                actor=Actor.of_staff(person, network=network), action="staff.sign_out",
                subject=f"staff:{person.public_id}", centre_id=person.centre_id, now=now,
            )  # fmt: skip


def _staff_session(person: Staff, second_factor: bool, visit: Visit, now: datetime) -> str:
    with db.atomic():
        audit.record(
            actor=Actor.of_staff(person, network=visit.network), action="staff.sign_in",
            subject=f"staff:{person.public_id}", centre_id=person.centre_id,
            after={"second_factor": second_factor}, now=now,
        )  # fmt: skip
        return sessions.start(staff=person, visit=visit, second_factor=second_factor, now=now)
