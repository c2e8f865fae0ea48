"""P7: a checked import of 100,000 result rows against `executemany` of the same rows, and its memory at 200,000."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date

from benchmarks import databases, population
from benchmarks.findings import REPORTED, Finding, Goal, alternate
from portal.cli import demo_data
from portal.models.base import db, microseconds
from portal.models.batch_row import BatchRow
from portal.models.centre import Centre
from portal.models.intake import Intake
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.rules.catalogue import load
from portal.services import intake_work, intakes
from portal.services.actor import COMMAND

ROWS = 100_000
CENTRE_HOLDS = 9_999
EXAM_DATE = date(2026, 3, 14)
BARE = (
    "INSERT INTO result (entry_id, version, status, scheme, scores, grade, cefr_level, certificate, "
    "reference_number, amend_reason, created_at) VALUES ({0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}, '', '', {0})"
)


def run(rounds: int) -> Iterator[Finding]:
    for name, opened in databases.available().items():
        yield _measure(name, opened, rounds)
    yield _memory(rounds)


def _measure(name: str, opened: Callable[[], AbstractContextManager[str]], rounds: int) -> Finding:
    with opened():
        content = results_file(ROWS)
        found = alternate(lambda: _import(content), _bare, rounds=rounds)
    return Finding(
        "P7", f"checked import of {ROWS:,} results on {name}, rows a second against executemany",
        Goal(at_least=0.25), found.ratios,
        f"best {max(found.ours):,.0f} rows/s, bare {max(found.reference):,.0f} rows/s",
    )  # fmt: skip


def results_file(rows: int) -> bytes:
    """Imports entries for `rows` candidates into the bound database; returns the file with their results."""
    numbers = [f"ZZ{number:03}" for number in range(1, rows // CENTRE_HOLDS + 2)]
    for number in numbers:
        Centre.create(
            number=number, name=f"Centre {number}", country="ES", timezone="Europe/Madrid",
            contact_name="Irene Soto", contact_email="centre@example.org", created_at=population.IMPORTED,
        )  # fmt: skip
    people = list(
        demo_data.entries(rows, seed=1, centre_numbers=numbers, exam_codes=["B2F", "C1A"], exam_date=EXAM_DATE)
    )
    population.entries_of(people)
    return "".join(demo_data.as_csv(demo_data.results(people, seed=1))).encode()


def _import(content: bytes) -> float:
    started = time.perf_counter()
    bring_in("results", content)
    took = time.perf_counter() - started
    if Result.select().count() != ROWS:
        raise RuntimeError("Not every result was saved.")
    databases.empty(BatchRow, Result, ReleaseBatch, Intake)
    return ROWS / took


def bring_in(kind: str, content: bytes) -> None:
    """Receive, check and save a file as staff and worker do together."""
    check_and_save(receive(kind, content))


def receive(kind: str, content: bytes) -> Intake:
    return intakes.receive(kind=kind, file_name="f.csv", content=content, actor=COMMAND, now=population.NOW)


def check_and_save(intake: Intake) -> None:
    """What the worker does, and the yes between."""
    intake_work.work_through(catalogue=load(), now=population.NOW)
    intakes.accept(intake, actor=COMMAND, now=population.NOW)
    intake_work.work_through(catalogue=load(), now=population.NOW)


def _bare() -> float:
    now, scores = microseconds(population.NOW), json.dumps(population.SCORES)
    rows = [(n, 1, "OK", "CES-2020", scores, "B", "B2", "QUALIFICATION", now) for n in range(1, ROWS + 1)]
    started = time.perf_counter()
    with db.atomic():
        db.cursor().executemany(BARE.format(db.param), rows)
    took = time.perf_counter() - started
    databases.empty(Result)
    return ROWS / took


def _memory(rounds: int) -> Finding:
    """Megabytes that an import of 200,000 rows takes beyond one of 20,000; the file itself is part of it."""
    more = [_peak(200_000) - _peak(20_000) for _ in range(min(rounds, 2))]
    return Finding("P7", "memory of an import of 200,000 rows beyond one of 20,000", REPORTED, more, unit="MB")


def _peak(rows: int) -> float:
    command = [sys.executable, "-m", "benchmarks.import_memory", str(rows)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
