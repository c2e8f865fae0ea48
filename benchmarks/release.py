"""P5: a release of 100,000 candidates against one bare UPDATE and INSERT ... SELECT of the same rows."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from benchmarks import databases, population
from benchmarks.findings import Finding, Goal, alternate
from portal.models.base import db
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import batch_content, release

CANDIDATES = 100_000
BARE_UPDATE = "UPDATE release_batch SET state = 'released', released_at = {at} WHERE id = {id} AND state = 'approved'"
BARE_INSERT = """
    INSERT INTO outbox_email (unique_key, kind, state, candidate_id, entry_id, batch_id, due_at, created_at,
                              address, claim_token, last_error, problem, attempts, possible_duplicate)
    SELECT 'bare:' || e.candidate_id, 'results_released', 'parked', e.candidate_id, e.id, r.batch_id, {at}, {at},
           '', '', '', '', 0, {no}
    FROM batch_row r JOIN entry e ON e.id = r.entry_id
    WHERE r.batch_id = {id} AND r.held_as = '' AND e.candidate_id IS NOT NULL
"""


def run(rounds: int) -> Iterator[Finding]:
    for name, opened in databases.available().items():
        yield from _measure(name, opened, rounds)


def _measure(name: str, opened: Callable[[], AbstractContextManager[str]], rounds: int) -> Iterator[Finding]:
    hashing: list[float] = []
    with opened():
        sitting = population.sitting()
        population.registered(sitting, CANDIDATES)
        batch = population.batch(sitting, state="approved")
        found = alternate(lambda: _release(batch, hashing), lambda: _bare(batch, name), rounds=rounds)
    alone = [(whole - hashed) / bare for whole, hashed, bare in zip(found.ours, hashing, found.reference, strict=True)]
    notes = (
        f"best {1000 * min(found.ours):,.0f} ms, of which reading and hashing the content before the transaction "
        f"{1000 * min(hashing):,.0f} ms; bare {1000 * min(found.reference):,.0f} ms"
    )
    what = f"of {CANDIDATES:,} on {name}, against the bare statements"
    yield Finding("P5", f"release transaction {what}", Goal(at_most=1.3), alone, notes)
    yield Finding("P5", f"release with the check of the content's hash {what}", Goal(at_most=1.3), found.ratios)


def _release(batch: ReleaseBatch, hashing: list[float]) -> float:
    started = time.perf_counter()
    batch_content.fingerprint(batch, release_at=batch.release_at)
    hashing.append(time.perf_counter() - started)
    started = time.perf_counter()
    released = release.release_one(batch, required=2, now=population.NOW)
    took = time.perf_counter() - started
    if released is None or OutboxEmail.select().where(OutboxEmail.batch == batch).count() < CANDIDATES:
        raise RuntimeError("The release did not write its emails.")
    _again(batch)
    return took


def _bare(batch: ReleaseBatch, name: str) -> float:
    values: dict[str, Any] = {"at": 1, "id": batch.id, "no": "false" if name == "PostgreSQL" else "0"}
    started = time.perf_counter()
    with db.atomic():
        db.execute_sql(BARE_UPDATE.format(**values))
        db.execute_sql(BARE_INSERT.format(**values))
    took = time.perf_counter() - started
    _again(batch)
    return took


def _again(batch: ReleaseBatch) -> None:
    """Everything as it was before the release."""
    OutboxEmail.delete().execute()
    ReleaseBatch.update(state="approved", released_at=None).where(ReleaseBatch.id == batch.id).execute()
    if db.param == "%s":
        db.execute_sql("VACUUM ANALYZE outbox_email")
