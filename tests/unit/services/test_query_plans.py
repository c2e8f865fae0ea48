"""The hot queries read the rows they need: no timing, but what the databases themselves mean to do, among many rows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from peewee import Value

from benchmarks import population
from benchmarks.population import NOW
from portal.models.base import db, is_postgresql, microseconds
from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.result_view import ResultView
from portal.models.staff import Staff
from portal.services import (
    batch_rows,
    candidate_search,
    claimed_rows,
    outbox_claims,
    release,
    results,
    sessions,
    sign_in,
    today,
    waves,
)
from portal.services.sessions import Visit
from tests.unit import factories
from tests.unit.plans import read_whole
from tests.unit.queries import queries

CANDIDATES, BATCHES, EACH = 1_000, 25, 40
BIG = {"candidate", "entry", "result", "batch_row", "login_session", "outbox_email", "throttle", "result_view"}


@pytest.fixture
def batch(database: str) -> ReleaseBatch:
    """One of many batches that are out, its emails among many that were sent."""
    sitting = population.sitting()
    population.registered(sitting, CANDIDATES)
    made = []
    for part in range(BATCHES):
        times = dict.fromkeys(("release_at", "released_at", "created_at"), NOW)
        made.append(ReleaseBatch.create(sitting=sitting, state="released", content_hash="-", **times))
        rows = Result.select(made[-1].id, Result.entry, Result.id, "", 1).where(
            Result.id.between(part * EACH + 1, (part + 1) * EACH)
        )
        columns = [BatchRow.batch, BatchRow.entry, BatchRow.result, BatchRow.held_as, BatchRow.added_in]
        BatchRow.insert_from(rows, columns).execute()
        release._write_emails(made[-1], NOW)
    seen = BatchRow.select(BatchRow.id, Value(microseconds(NOW))).where(BatchRow.id > EACH)
    ResultView.insert_from(seen, [ResultView.row, ResultView.at]).execute()
    OutboxEmail.update(state="sent", sent_at=NOW).where(OutboxEmail.batch != made[-1]).execute()
    _analyze()
    return made[-1]


@pytest.fixture
def amara(batch: ReleaseBatch) -> Candidate:
    return Candidate.get(Candidate.email == "c500@example.org")


def _analyze() -> None:
    """PostgreSQL plans by what it knows of the tables; SQLite, as the portal runs it, by its schema alone."""
    if is_postgresql():
        db.execute_sql("ANALYZE")


def big_tables_read_whole(act: Callable[[], object]) -> set[str]:
    with queries() as sent:
        act()
    assert sent
    return {each for each in read_whole(sent) if each.split(":")[0] in BIG}


def test_a_session_is_found_by_its_token(amara: Candidate) -> None:
    people = Candidate.select().limit(300)
    token = [sessions.start(candidate=person, visit=Visit(), now=NOW) for person in people][-1]
    _analyze()
    later = NOW + timedelta(minutes=2)  # notes as well that it was seen
    assert big_tables_read_whole(lambda: sessions.find(token=token, now=later)) == set()


def test_a_candidate_reads_only_their_own_rows(amara: Candidate) -> None:
    public_id = Entry.get(Entry.candidate == amara).public_id

    def look() -> None:
        results.list_for(amara, now=NOW)
        view = results.one_for(amara, public_id=public_id, now=NOW)
        assert view.outcome is not None
        results.note_seen(view.outcome, now=NOW)

    look()  # also the built queries, when they run again
    assert big_tables_read_whole(look) == set()


def test_signing_in_reads_one_person(amara: Candidate) -> None:
    def enter() -> None:
        visit = Visit(network="10.0.1.0", browser="test")
        sign_in.candidate(id_number=population.id_number(500), password=population.PASSWORD, visit=visit, now=NOW)

    assert big_tables_read_whole(enter) == set()


def test_a_claim_of_emails_reads_what_waits(batch: ReleaseBatch) -> None:
    def claim() -> None:
        claimed = outbox_claims.claim("a", now=NOW, lease=timedelta(minutes=1), limit=10)
        read = claimed_rows.read(claimed, "a", now=NOW)
        assert [claimed_rows.is_as_it_was(each, "a", now=NOW) for each in read.values()] == [True] * 10
        outbox_claims.next_due_at()

    assert big_tables_read_whole(claim) == set()


def test_a_release_writes_emails_from_its_own_rows(batch: ReleaseBatch) -> None:
    OutboxEmail.delete().where(OutboxEmail.batch == batch).execute()
    assert big_tables_read_whole(lambda: release._write_emails(batch, NOW)) == set()
    assert OutboxEmail.select().where(OutboxEmail.batch == batch).count() == EACH


def test_the_waves_of_a_release_read_its_own_emails(batch: ReleaseBatch) -> None:
    assert big_tables_read_whole(lambda: waves.progress(batch)) == set()


def test_a_batch_page_reads_its_own_rows(batch: ReleaseBatch) -> None:
    assert big_tables_read_whole(lambda: batch_rows.of_batch(batch, None)) == set()


@pytest.mark.parametrize("who", [factories.ben, factories.bo])
def test_today_reads_no_entries_of_other_sittings(batch: ReleaseBatch, who: Callable[[], Staff]) -> None:
    """And of the outbox only what did not arrive."""
    lost = OutboxEmail.select(OutboxEmail.id).where(OutboxEmail.batch == batch).limit(3)
    OutboxEmail.update(state="failed", dead_at=NOW).where(OutboxEmail.id.in_(lost)).execute()
    place = factories.sitting(exam_date=factories.EXAM_DATE + timedelta(days=1))
    factories.batch(place, factories.result(factories.entry(place, id_number="QYA000001", candidate_number="ZZZZ")))
    _analyze()
    person = who()
    assert big_tables_read_whole(lambda: today.of(person, now=NOW)) == set()


def test_a_search_by_id_number_reads_one_entry(batch: ReleaseBatch) -> None:
    bo = factories.bo()
    found = population.id_number(500)
    assert big_tables_read_whole(lambda: candidate_search.find(bo, found)) == set()
    assert [entry.id_number for entry in candidate_search.find(bo, found).entries] == [found]


def test_the_judge_of_plans_sees_a_table_read_whole(batch: ReleaseBatch) -> None:
    assert big_tables_read_whole(lambda: list(Entry.select().where(Entry.family_name == "Muñoz"))) != set()
