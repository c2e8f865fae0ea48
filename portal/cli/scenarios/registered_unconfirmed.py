"""Somebody who registered a moment ago: the email with the link is on its way, the address is not confirmed."""

from datetime import datetime

from portal.cli import cast, sittings
from portal.cli.sheet import Sheet, newcomer, registered, staff
from portal.cli.sittings import Plan

SUMMARY = "a candidate who registered and has not confirmed the address, beside one who has"
PLAN = Plan(days_ago=7, size=6, named=(("Amara", "Okafor"), ("Diego", "Vidal"), ("Lucía", "Muñoz")))


def load(*, required: int, now: datetime) -> Sheet:
    """Amara registered now, Diego long ago, Lucía not at all."""
    cast.gather(now=now)
    amara, diego, lucia = sittings.enter(PLAN, now=now, results=False)[:3]
    sittings.register(diego, now=now)
    sittings.register_only(amara, now=now)
    people = (registered(amara, "registered, not confirmed"), registered(diego, "confirmed"), newcomer(lucia))
    return Sheet(people=(*people, *staff()), notes=("Amara's email is sent as soon as a worker runs.",))
