"""The cast: the made-up centres, staff and candidates that demonstration, scenarios, tests and benchmarks share."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.cli import past_mail
from portal.models.centre import Centre
from portal.models.email_link import EmailLink
from portal.models.staff import Staff
from portal.rules import roles
from portal.services import links, second_factor
from portal.services import staff as staff_service
from portal.services.actor import COMMAND, Actor

PASSWORD = "a long walk to the sea"  # noqa: S105 - made-up people have no secrets
"""Everybody's, so that a tester has one to remember."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A centre of the cast."""

    number: str
    name: str
    country: str
    timezone: str
    contact_name: str
    contact_email: str
    contact_phone: str


@dataclass(frozen=True)
class Colleague:
    """A member of staff of the cast; `centre` is empty for the board and the auditor."""

    name: str
    role: str
    centre: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@example.org"


PLACES = (
    Place(
        number="ZZ001", name="Lantern Language School", country="ES", timezone="Europe/Madrid",
        contact_name="Irene Soto", contact_email="exams@lantern.example.org", contact_phone="+34 555 0100",
    ),
    Place(
        number="ZZ002", name="Banyan Tree Institute", country="IN", timezone="Asia/Kolkata",
        contact_name="Meera Iyer", contact_email="exams@banyan.example.org", contact_phone="+91 555 0100",
    ),
)  # fmt: skip
BEN = Colleague("Ben Ortega", roles.OFFICER, "ZZ001")
ADA = Colleague("Ada Fischer", roles.APPROVER, "ZZ001")
BO = Colleague("Bo Lindqvist", roles.BOARD)
AUDREY = Colleague("Audrey Nwosu", roles.AUDITOR)
CHEN = Colleague("Chen Wei", roles.OFFICER, "ZZ002")
CHARLIE = Colleague("Charlie Moreau", roles.APPROVER, "ZZ002")
STAFF = (BEN, ADA, BO, AUDREY, CHEN, CHARLIE)
OFFICERS = {"ZZ001": BEN, "ZZ002": CHEN}
BEFORE = timedelta(days=120)
APPROVERS = {"ZZ001": ADA, "ZZ002": CHARLIE}


def open_centres(*, now: datetime) -> None:
    """Make the centres that are not there yet."""
    for place in PLACES:
        if Centre.get_or_none(Centre.number == place.number) is None:
            Centre.create(created_at=now, **vars(place))


def gather(*, now: datetime) -> None:
    """All centres and all staff, as if they had been there for months."""
    first_day = now - BEFORE
    open_centres(now=first_day)
    for each in STAFF:
        hire(each, now=first_day)


def hire(colleague: Colleague, *, now: datetime) -> Staff:
    """Invite the person, let them join and set up their codes, unless they are there already."""
    there: Staff | None = Staff.get_or_none(Staff.email == colleague.email)
    if there is not None and there.totp_enrolled_at is not None:
        return there
    centre = Centre.get_or_none(Centre.number == colleague.centre)
    place = staff_service.Place(colleague.role, centre)
    person = there or staff_service.invite(
        email=colleague.email, name=colleague.name, place=place, actor=COMMAND, now=now
    )
    if not staff_service.has_joined(person):
        past_mail.send_all(now=now)
        link = EmailLink.get(EmailLink.staff == person, EmailLink.purpose == links.Purpose.INVITE_STAFF)
        person = staff_service.join(
            token=links.token(link), name=colleague.name, password=PASSWORD, network="", now=now
        )
    second_factor.begin(staff=person)
    person = Staff.get_by_id(person.id)
    second_factor.enrol(staff=person, code=second_factor.current_code(staff=person, now=now), now=now)
    past_mail.send_all(now=now)
    return Staff.get_by_id(person.id)


def actor(colleague: Colleague) -> Actor:
    """The colleague as somebody who acts. They were hired before."""
    return Actor.of_staff(Staff.get(Staff.email == colleague.email))


@dataclass(frozen=True)
class Code:
    """A member of the cast with the code that works for them now."""

    name: str
    role: str
    centre: str
    email: str
    code: str


def codes(*, now: datetime) -> list[Code]:
    """The codes of those of the cast who are there and may sign in."""
    emails = [colleague.email for colleague in STAFF]
    there = Staff.select().where(
        Staff.email.in_(emails), Staff.totp_enrolled_at.is_null(False), Staff.disabled_at.is_null()
    )
    people = {person.email: person for person in there}
    return [
        Code(each.name, each.role, each.centre, each.email, usable_code(people[each.email], now=now))
        for each in STAFF
        if each.email in people
    ]


def usable_code(person: Staff, *, now: datetime) -> str:
    """A code that the portal takes at this moment: the next one when the present one was used."""
    step = timedelta(seconds=second_factor.STEP_SECONDS)
    used = person.totp_last_step >= int(now.timestamp()) // second_factor.STEP_SECONDS
    return second_factor.current_code(staff=person, now=now + step if used else now)
