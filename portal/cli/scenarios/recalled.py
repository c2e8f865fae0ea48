"""A batch that was released and then recalled: its results were withdrawn to be checked."""

from datetime import datetime, timedelta

from portal.cli import cast, history, past_mail
from portal.cli.scenarios.released_mixed import entered, minute
from portal.cli.sheet import Sheet, newcomer, registered, staff
from portal.cli.sittings import Plan
from portal.services import recall

SUMMARY = "a released batch whose results were recalled an hour ago"
PLAN = Plan(
    days_ago=40, size=6, named=(("Amara", "Okafor"), ("Diego", "Vidal"), ("Lucía", "Muñoz")), outcomes=("B", "C")
)
REASON = "The Writing scores of one marker are being checked."


def load(*, required: int, now: datetime) -> Sheet:
    """Ada asked for the recall, and Bo confirmed it an hour ago; everybody was told."""
    rows = entered(PLAN, registered_first=2, now=now)
    history.let_out(history.batch_of(PLAN), minute=minute(PLAN, rows), required=required)
    asked_at, confirmed_at = now - timedelta(hours=1, minutes=5), now - timedelta(hours=1)
    ada, bo = history.code_of(cast.ADA, now=asked_at), history.code_of(cast.BO, now=confirmed_at)
    recall.ask(history.batch_of(PLAN), actor=cast.actor(cast.ADA), code=ada, reason=REASON, now=asked_at)
    recall.confirm(history.batch_of(PLAN), actor=cast.actor(cast.BO), code=bo, now=confirmed_at)
    past_mail.send_all(now=now)
    people = (registered(rows[0], "withdrawn"), registered(rows[1], "withdrawn"), newcomer(rows[2]))
    return Sheet(people=(*people, *staff()), notes=(f"The reason, for staff only: {REASON}",))
