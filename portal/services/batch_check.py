"""The check of a batch before it is handed over: what must be put right, and what somebody must have looked at."""

from portal.models.release_batch import ReleaseBatch
from portal.rules import batch_checks
from portal.services import batch_content, batch_rows, catalogue
from portal.services.errors import Refused


def require(batch: ReleaseBatch, *, warnings_seen: bool) -> None:
    """Raises Refused: empty, incomplete (`count`, `first`), impossible_rows, warnings (say that they were seen)."""
    exam = catalogue.current().exams.get(batch.sitting.exam_code)
    rows = batch_rows.of_batch(batch, exam)
    if not rows:
        raise Refused("empty")
    missing = batch_content.missing_entries(batch)
    if missing:
        raise Refused("incomplete", count=len(missing), first=missing[0].candidate_number)
    checks = batch_checks.checks_of([row.result for row in rows], exam, missing=0)
    if any(check.blocks and not check.passed for check in checks):
        raise Refused("impossible_rows")
    if not warnings_seen and any(check.warns for check in checks):
        raise Refused("warnings")
