"""Staff as people: invited by mail, with a role, a place and a password; disabled at once."""

from dataclasses import dataclass
from datetime import datetime

from peewee import IntegrityError

from portal.models.base import db
from portal.models.centre import Centre
from portal.models.email_link import EmailLink
from portal.models.staff import Staff
from portal.rules import roles
from portal.services import access, audit, hashing, links, outbox, sessions
from portal.services.actor import COMMAND, Actor
from portal.services.errors import LinkDead, NotAllowed, NotFound, Refused

NOT_JOINED = ""  # in place of a password's hash


@dataclass(frozen=True)
class Place:
    """What a person may do, and where: the board works at no centre, an auditor at one or at all."""

    role: str
    centre: Centre | None

    def check(self) -> None:
        """Raises Refused: centre_needed, no_centre."""
        if roles.needs_centre(self.role) and self.centre is None:
            raise Refused("centre_needed")
        if self.role == roles.BOARD and self.centre is not None:
            raise Refused("no_centre")


def invite(*, email: str, name: str, place: Place, actor: Actor, now: datetime) -> Staff:
    """A new person, who gets a link by mail to choose a password. Raises Refused: known, centre_needed, no_centre."""
    _may(actor)
    place.check()
    try:
        with db.atomic():
            person = Staff.create(
                email=email.lower(), name=name, role=place.role, centre=place.centre,
                password_hash=NOT_JOINED, created_at=now,
            )  # fmt: skip
            _send_link(person, now)
            _note("staff.invite", person, actor, now, after=_facts(person))
    except IntegrityError:
        raise Refused("known") from None
    return person


def send_link(*, person: Staff, actor: Actor, now: datetime) -> None:
    """Mail a new link to choose a password; it does not touch the second factor. Raises Refused("disabled")."""
    _may(actor)
    with db.atomic():
        person = _lock(person, actor)
        if person.disabled_at is not None:
            raise Refused("disabled")
        _send_link(person, now)
        _note("staff.send_link", person, actor, now)


def invited_by(*, token: str, now: datetime) -> Staff:
    """Whom the link of an invitation is for. Raises LinkDead."""
    return _person_of(links.find(token=token, purpose=links.Purpose.INVITE_STAFF, now=now))


def join(*, token: str, name: str, password: str, network: str, now: datetime) -> Staff:
    """Spend the link: the person chose name and password. Sessions end, the second factor stays. Raises LinkDead."""
    link = links.find(token=token, purpose=links.Purpose.INVITE_STAFF, now=now)
    person = _person_of(link)
    password_hash = hashing.hash_password(password)
    with db.atomic():
        links.use(link=link, now=now)
        Staff.update(name=name, password_hash=password_hash).where(Staff.id == person.id).execute()
        sessions.end_all(staff_id=person.id, now=now)
        act = "staff.new_password" if has_joined(person) else "staff.join"
        if has_joined(person):
            outbox.to_staff(kind="staff_password_changed", key=f"l{link.id}", staff=person, now=now)
        actor = Actor.of_staff(person, network=network)
        _note(act, person, actor, now, before={"name": person.name}, after={"name": name})
    return Staff.get_by_id(person.id)


def has_joined(person: Staff) -> bool:
    """Whether the person ever chose a password; until then the column holds no hash."""
    return hashing.is_hash(person.password_hash)


def move(*, person: Staff, place: Place, actor: Actor, now: datetime) -> None:
    """Give another role or centre; the sessions end at once. Raises Refused: own_account, centre_needed, no_centre."""
    _may(actor)
    place.check()
    with db.atomic():
        person = _lock(person, actor)
        before = _facts(person)
        Staff.update(role=place.role, centre=place.centre).where(Staff.id == person.id).execute()
        sessions.end_all(staff_id=person.id, now=now)
        _note("staff.move", person, actor, now, before=before, after=_facts(Staff.get_by_id(person.id)))


def disable(*, person: Staff, actor: Actor, now: datetime) -> None:
    """Shut somebody out at once: sessions end and links die. Raises Refused("own_account")."""
    _switch(person, actor, now, "staff.disable", disabled_at=now)


def enable(*, person: Staff, actor: Actor, now: datetime) -> None:
    """Let somebody back in, with the password and second factor of before. Raises Refused("own_account")."""
    _switch(person, actor, now, "staff.enable", disabled_at=None)


def end_sessions(*, person: Staff, actor: Actor, now: datetime) -> int:
    """Sign somebody out everywhere; returns how many sessions ended."""
    _may(actor)
    with db.atomic():
        ended = sessions.end_all(staff_id=person.id, now=now)
        _note("staff.end_sessions", person, actor, now, after={"ended": ended})
    return ended


def _switch(person: Staff, actor: Actor, now: datetime, act: str, *, disabled_at: datetime | None) -> None:
    _may(actor)
    with db.atomic():
        person = _lock(person, actor)
        Staff.update(disabled_at=disabled_at).where(Staff.id == person.id).execute()
        sessions.end_all(staff_id=person.id, now=now)
        EmailLink.update(expires_at=now).where(EmailLink.staff == person, EmailLink.expires_at > now).execute()
        _note(act, person, actor, now)


def _may(actor: Actor) -> None:
    """The board, or who has the server's command line. Raises NotFound or NotAllowed."""
    if actor != COMMAND:
        access.require(actor, "people", centre_id=None)


def _lock(person: Staff, actor: Actor) -> Staff:
    """The person as they are now. Locks both rows in one order, so that two people who shut each other out wait.

    Raises NotAllowed when the actor was shut out in the meantime, Refused("own_account") for the actor.
    """
    if person.id == actor.staff_id:
        raise Refused("own_account")
    for staff_id in sorted(each for each in (person.id, actor.staff_id) if each is not None):
        Staff.update(role=Staff.role).where(Staff.id == staff_id).execute()
    acting = Staff.get_or_none(Staff.id == actor.staff_id, Staff.disabled_at.is_null())
    if actor != COMMAND and (acting is None or not roles.may(acting.role, "people")):
        raise NotAllowed
    return Staff.get_by_id(person.id)


def _send_link(person: Staff, now: datetime) -> None:
    link = links.make(purpose=links.Purpose.INVITE_STAFF, email=person.email, staff=person, now=now)
    kind = "staff_new_password" if has_joined(person) else "staff_invitation"
    outbox.to_staff(kind=kind, key=f"l{link.id}", staff=person, link=link, now=now)


def _person_of(link: EmailLink) -> Staff:
    person: Staff | None = link.staff
    if person is None or person.disabled_at is not None:
        raise LinkDead
    return person


def _facts(person: Staff) -> dict[str, object]:
    return {"role": person.role, "centre": person.centre.number if person.centre else None}


def _note(action: str, person: Staff, actor: Actor, now: datetime, **facts: audit.Facts) -> None:
    audit.record(
        actor=actor, action=action, subject=f"staff:{person.public_id}", centre_id=person.centre_id, now=now,
        before=facts.get("before"), after=facts.get("after"),
    )  # fmt: skip


def of(public_id: str) -> Staff:
    """A person by the name in addresses. Raises NotFound."""
    person: Staff | None = Staff.get_or_none(Staff.public_id == public_id)
    if person is None:
        raise NotFound
    return person
