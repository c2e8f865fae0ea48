"""A released batch in which one result was amended afterwards, with approvals of its own."""

from datetime import datetime, timedelta

from portal.cli import cast, history, outcomes
from portal.cli.scenarios.released_mixed import entered, minute
from portal.cli.sheet import Sheet, registered, staff
from portal.cli.sittings import Plan
from portal.models.batch_row import BatchRow
from portal.models.entry import Entry
from portal.services import amend, catalogue

SUMMARY = "a released batch in which one candidate's grade went from B to A after a re-mark"
PLAN = Plan(days_ago=40, size=6, named=(("Amara", "Okafor"), ("Diego", "Vidal")), outcomes=("B", "C"))
REASON = "Re-mark of all papers."
AFTER = timedelta(days=5)


def load(*, required: int, now: datetime) -> Sheet:
    """Amara's result went out as B, and five days later as A; Diego's stayed as it was."""
    rows = entered(PLAN, registered_first=2, now=now)
    goes_out = minute(PLAN, rows)
    history.let_out(history.batch_of(PLAN), minute=goes_out, required=required)
    row = BatchRow.get(BatchRow.entry == Entry.get(Entry.id_number == rows[0]["id_number"]))
    exam = catalogue.exam(PLAN.exam_code)
    better = outcomes.of(exam, "A")
    scores = {paper.code: int(better[paper.code]) for paper in exam.papers}
    amendment = amend.amend(
        row, actor=cast.actor(cast.BEN), status="OK", scores=scores, reason=REASON, now=goes_out + timedelta(days=1)
    )
    history.let_out(amendment, minute=goes_out + AFTER, required=required)
    people = (registered(rows[0], "A, was B"), registered(rows[1], "C, unchanged"))
    return Sheet(people=(*people, *staff()))
