"""Two people who are locked out: one for a quarter of an hour by wrong passwords, one by wrong Secret numbers."""

from contextlib import suppress
from datetime import datetime

from portal.cli import cast, sittings
from portal.cli.demo_data import Row
from portal.cli.sheet import Sheet, newcomer, registered, staff
from portal.cli.sittings import Plan
from portal.services import registration, sign_in, throttle
from portal.services.errors import SlowDown, WrongPair, WrongSignIn
from portal.services.sessions import Visit

SUMMARY = "a candidate locked out by wrong passwords, and an entry locked by wrong Secret numbers"
PLAN = Plan(days_ago=7, size=6, named=(("Amara", "Okafor"), ("Diego", "Vidal")))
WRONG = "not the one that was chosen"
THIS_MACHINE = "127.0.0.0"
"""The network of a browser on this machine, as the portal counts it."""


def load(*, required: int, now: datetime) -> Sheet:
    """Amara is registered and typed wrong passwords; Diego has used up the tries of his Secret number."""
    cast.gather(now=now)
    amara, diego = sittings.enter(PLAN, now=now, results=False)[:2]
    sittings.register(amara, now=now)
    _wrong_passwords(amara, now)
    _wrong_secrets(diego, now)
    people = (
        registered(amara, "locked for 15 minutes after wrong passwords from this machine"),
        newcomer(diego, "locked until the centre re-issues the Secret number"),
    )
    return Sheet(people=(*people, *staff()), notes=("Ben may help both at the help desk.",))


def _wrong_passwords(row: Row, now: datetime) -> None:
    for _ in range(throttle.PER_ID_AND_NETWORK.count):
        with suppress(WrongSignIn, SlowDown):
            sign_in.candidate(id_number=row["id_number"], password=WRONG, visit=Visit(network=THIS_MACHINE), now=now)


def _wrong_secrets(row: Row, now: datetime) -> None:
    wrong = f"{(int(row['secret_number']) + 1) % 10_000:04d}"
    for number in range(throttle.LIFETIME_WRONG_SECRETS):
        with suppress(WrongPair, SlowDown):
            registration.proven_entry(
                id_number=row["id_number"], secret_number=wrong, network=f"network {number}", now=now
            )
