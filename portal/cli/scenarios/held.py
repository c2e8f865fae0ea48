"""A released batch in which one candidate's row was held back."""

from datetime import datetime, timedelta

from portal.cli import cast, history
from portal.cli.scenarios.released_mixed import entered, minute
from portal.cli.sheet import Sheet, registered, staff
from portal.cli.sittings import Plan
from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.models.staff import Staff
from portal.services import holds

SUMMARY = "a released batch in which one candidate's result is held, with news promised in a week"
PLAN = Plan(days_ago=40, size=6, named=(("Amara", "Okafor"), ("Diego", "Vidal")), outcomes=("B", "C"))
REASON = "Two scripts of this candidate differ in handwriting."


def load(*, required: int, now: datetime) -> Sheet:
    """Ada held Amara's row before the batch was submitted; Diego's went out with the others."""
    rows = entered(PLAN, registered_first=2, now=now)
    goes_out = minute(PLAN, rows)
    row = BatchRow.get(BatchRow.entry == Entry.get(Entry.id_number == rows[0]["id_number"]))
    holds.place(
        row, actor=cast.actor(cast.ADA), shown_as="PENDING", reason=REASON,
        owner=Staff.get(Staff.email == cast.BEN.email), next_update_on=(now + timedelta(days=7)).date(),
        now=goes_out - timedelta(days=3),
    )  # fmt: skip
    history.let_out(history.batch_of(PLAN), minute=goes_out, required=required)
    people = (registered(rows[0], "held: sees that the result is pending"), registered(rows[1], "released"))
    return Sheet(people=(*people, *staff()), notes=("Bo may lift the hold: Ada placed it.",))
