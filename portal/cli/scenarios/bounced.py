"""A released batch whose emails did not all arrive: one address does not exist."""

from datetime import datetime

from portal.cli import history
from portal.cli.scenarios.released_mixed import entered, minute
from portal.cli.sheet import Sheet, registered, staff
from portal.cli.sittings import Plan, address

SUMMARY = "a released batch in which one candidate's address refuses mail"
PLAN = Plan(days_ago=40, size=8, named=(("Amara", "Okafor"), ("Diego", "Vidal")), outcomes=("B", "C"))
REGISTERED = 4


def load(*, required: int, now: datetime) -> Sheet:
    """Amara's address refused the email of the release; Diego's took it."""
    rows = entered(PLAN, registered_first=REGISTERED, now=now)
    history.let_out(history.batch_of(PLAN), minute=minute(PLAN, rows), required=required, bounced={address("Amara")})
    people = (registered(rows[0], "the address refused the mail"), registered(rows[1], "the mail arrived"))
    return Sheet(people=(*people, *staff()))
