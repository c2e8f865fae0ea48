"""Centres: added and kept up to date by the board (and by the command line)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from peewee import IntegrityError, fn

from portal.models.base import db
from portal.models.centre import Centre
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules import centre_numbers
from portal.services import access, audit
from portal.services.actor import COMMAND, Actor
from portal.services.errors import NotFound, Refused


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a centre besides its number."""

    name: str
    country: str
    timezone: str
    contact_name: str
    contact_email: str
    contact_phone: str = ""


@dataclass(frozen=True)
class Counted:
    """A centre with how many people work there and how many sittings it has had."""

    centre: Centre
    people: int
    sittings: int


def add(*, number: str, facts: Facts, made_up_only: bool, actor: Actor, now: datetime) -> Centre:
    """A new centre. Raises Refused: known, real_centre (where `made_up_only`, in a demonstration)."""
    _may(actor)
    if made_up_only and centre_numbers.is_real(number):
        raise Refused("real_centre")
    try:
        with db.atomic():
            centre = Centre.create(number=number, created_at=now, **asdict(facts))
            _note("centre.add", centre, actor, now, before=None, after=asdict(facts))
    except IntegrityError:
        raise Refused("known") from None
    return centre


def change(*, centre: Centre, facts: Facts, actor: Actor, now: datetime) -> Centre:
    """Write what differs; nothing is noted when nothing does.

    A new zone moves no release that is fixed already: instants stay, only their wall clock is written anew.
    """
    _may(actor)
    with db.atomic():
        before = asdict(facts_of(Centre.get_by_id(centre.id)))
        after = asdict(facts)
        changed = {name: value for name, value in after.items() if value != before[name]}
        if changed:
            Centre.update(**changed).where(Centre.id == centre.id).execute()
            old = {name: before[name] for name in changed}
            _note("centre.change", centre, actor, now, before=old, after=changed)
    return Centre.get_by_id(centre.id)


def facts_of(centre: Centre) -> Facts:
    """What is known of a centre now."""
    return Facts(
        name=centre.name,
        country=centre.country,
        timezone=centre.timezone,
        contact_name=centre.contact_name,
        contact_email=centre.contact_email,
        contact_phone=centre.contact_phone,
    )


def everything() -> list[Counted]:
    """All centres by number."""
    people = Staff.select(Staff.centre, fn.COUNT(Staff.id)).where(Staff.disabled_at.is_null()).group_by(Staff.centre)
    sittings = Sitting.select(Sitting.centre, fn.COUNT(Sitting.id)).group_by(Sitting.centre)
    at_work, held = dict(people.tuples().execute()), dict(sittings.tuples().execute())
    centres = Centre.select().order_by(Centre.number)
    return [Counted(each, at_work.get(each.id, 0), held.get(each.id, 0)) for each in centres]


def of(number: str) -> Centre:
    """A centre by its number. Raises NotFound."""
    centre: Centre | None = Centre.get_or_none(Centre.number == number)
    if centre is None:
        raise NotFound
    return centre


def _may(actor: Actor) -> None:
    if actor != COMMAND:
        access.require(actor, "centres", centre_id=None)


def _note(
    action: str, centre: Centre, actor: Actor, now: datetime, *, before: audit.Facts | None, after: audit.Facts
) -> None:
    audit.record(
        actor=actor, action=action, subject=f"centre:{centre.number}", centre_id=centre.id,
        before=before, after=after, now=now,
    )  # fmt: skip
