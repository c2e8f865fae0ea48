"""The alarm for guessing across many ID numbers: each stays below its own limit, and together they stand out."""

import logging
from datetime import datetime

from portal.models.base import db
from portal.services import audit, throttle
from portal.services.actor import WORKER

log = logging.getLogger(__name__)
EVERYBODY = "failing:everybody"


def failed(*, id_number: str, now: datetime) -> None:
    """Note that a secret number or a password was wrong for this ID number, whether or not it exists.

    The alarm is raised once in each period: as an error in the log, an audit event, and a number among the metrics.
    """
    with db.atomic():
        if throttle.count(throttle.FAILING_ID, f"failing:{id_number}", now=now) > 1:
            return
        found = throttle.count(throttle.FAILING_IDS, EVERYBODY, now=now)
        if found == throttle.FAILING_IDS.count + 1:
            _raise_alarm(now)


def failing(*, now: datetime) -> int:
    """How many ID numbers failed in the period that runs now."""
    return throttle.counted(throttle.FAILING_IDS, EVERYBODY, now=now)


def _raise_alarm(now: datetime) -> None:
    limit = throttle.FAILING_IDS
    facts = {"more_than": limit.count, "minutes": int(limit.period.total_seconds() // 60)}
    log.error("guessing.many_id_numbers", extra=facts)
    audit.record(actor=WORKER, action="guessing.alarm", subject="portal:guessing", after=facts, now=now)
