"""One candidate with two entries in one account: an exam that is released and one that waits; and a third to claim."""

from datetime import datetime

from portal.cli import history, sittings
from portal.cli.demo_data import Row
from portal.cli.scenarios.released_mixed import entered, minute
from portal.cli.sheet import Sheet, newcomer, registered, staff
from portal.cli.sittings import Plan
from portal.models.candidate import Candidate
from portal.services import registration

SUMMARY = "a candidate with a released and a waiting exam in one account, and a third entry to claim"
AMARA = (("Amara", "Okafor"),)
FIRST = Plan(days_ago=40, size=4, exam_code="B2F", named=AMARA, outcomes=("A",))
SECOND = Plan(days_ago=20, size=4, exam_code="C1A", first_number=101, named=AMARA, outcomes=("C",))
THIRD = Plan(days_ago=6, size=4, exam_code="C2P", first_number=201, named=AMARA)


def load(*, required: int, now: datetime) -> Sheet:
    """Amara registered with B2 First and added C1 Advanced later; C2 Proficiency is still to be added."""
    first = entered(FIRST, registered_first=1, now=now)
    history.let_out(history.batch_of(FIRST), minute=minute(FIRST, first), required=required)
    second, third = (sittings.enter(plan, now=now, results=plan is SECOND) for plan in (SECOND, THIRD))
    _add(second[0], sittings.register(first[0], now=now), now)
    people = (
        registered(first[0], "B2 First, released"),
        registered(second[0], "C1 Advanced, waits; the same account"),
        newcomer(third[0], "C2 Proficiency, to be added to the account"),
    )
    return Sheet(people=(*people, *staff()))


def _add(row: Row, candidate: Candidate, now: datetime) -> None:
    entry = registration.proven_entry(
        id_number=row["id_number"], secret_number=row["secret_number"], network="", now=now
    )
    registration.claim(entry=entry, candidate=candidate, now=now)
