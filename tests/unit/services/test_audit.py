"""The audit: its chain breaks when anything is changed, removed or added, and each reader sees their own part."""

from datetime import timedelta

import pytest

from portal.models.audit_event import AuditEvent, AuditHead
from portal.models.base import db, is_postgresql
from portal.services import audit, audit_reading
from portal.services.actor import COMMAND, Actor
from portal.services.audit_reading import Wanted
from tests.unit import factories
from tests.unit.factories import NOW

EVERYTHING = Wanted()


@pytest.fixture
def events(database: str) -> None:
    """Five events."""
    for number in range(5):
        audit.record(actor=COMMAND, action="thing.done", subject=f"thing:{number}", now=NOW, after={"number": number})


def _without_triggers(statement: str) -> None:
    if is_postgresql():
        db.execute_sql("ALTER TABLE audit_event DISABLE TRIGGER ALL")
    else:
        db.execute_sql("DROP TRIGGER audit_event_no_update")
        db.execute_sql("DROP TRIGGER audit_event_no_delete")
    db.execute_sql(statement)


def test_an_untouched_chain_holds(events: None) -> None:
    assert audit.verify() == audit.Verdict(5, None)


def test_an_empty_audit_holds(database: str) -> None:
    assert audit.verify() == audit.Verdict(0, None)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_event SET actor_name = 'Somebody' WHERE number = 3", 3),
        ("UPDATE audit_event SET at = at + 1 WHERE number = 1", 1),
        ("UPDATE audit_event SET after = '' WHERE number = 5", 5),
        ("UPDATE audit_event SET network = '192.0.2.0' WHERE number = 2", 2),
        ("DELETE FROM audit_event WHERE number = 2", 2),
        ("DELETE FROM audit_event WHERE number = 5", 5),
        ("DELETE FROM audit_event", 1),
    ],
)
def test_a_touched_chain_breaks_where_it_was_touched(events: None, statement: str, broken_at: int) -> None:
    _without_triggers(statement)
    assert audit.verify().broken_at == broken_at


def test_an_added_event_breaks_the_chain(events: None) -> None:
    columns = AuditEvent.get(AuditEvent.number == 5)
    AuditEvent.create(
        number=6, at=columns.at, actor=columns.actor, actor_name=columns.actor_name, action=columns.action,
        subject=columns.subject, hash=columns.hash,
    )  # fmt: skip
    AuditHead.update(number=6).execute()
    assert audit.verify().broken_at == 6


def test_what_is_rolled_back_leaves_no_gap(events: None) -> None:
    with db.atomic() as transaction:
        audit.record(actor=COMMAND, action="thing.undone", subject="thing:5", now=NOW)
        transaction.rollback()
    audit.record(actor=COMMAND, action="thing.done", subject="thing:5", now=NOW)
    assert audit.verify() == audit.Verdict(6, None)


def test_pages_read_on_from_a_number_while_events_are_added(events: None) -> None:
    reader = factories.audrey()
    first = audit_reading.page(reader, EVERYTHING, most=2)
    audit.record(actor=COMMAND, action="thing.done", subject="thing:5", now=NOW)
    second = audit_reading.page(reader, EVERYTHING, below=first.older, most=2)
    last = audit_reading.page(reader, EVERYTHING, below=second.older, most=2)
    numbers = [line.event.number for part in (first, second, last) for line in part.lines]
    assert (numbers, last.older) == ([5, 4, 3, 2, 1], None)


def test_a_whole_page_without_more_has_no_next(events: None) -> None:
    assert audit_reading.page(factories.audrey(), EVERYTHING, most=5).older is None


@pytest.mark.parametrize(
    ("wanted", "subjects"),
    [
        (Wanted(person="BEN"), ["thing:ben"]),
        (Wanted(person="staff:1"), ["thing:ben"]),
        (Wanted(act="thing.other"), ["thing:ben"]),
        (Wanted(subject="BEN"), ["thing:ben"]),
        (Wanted(subject="thing_"), []),
        (Wanted(since=NOW + timedelta(seconds=1)), ["thing:ben"]),
        (Wanted(since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=1)), []),
        (Wanted(until=NOW + timedelta(seconds=1), subject="thing:4"), ["thing:4"]),
    ],
)
def test_filters(events: None, wanted: Wanted, subjects: list[str]) -> None:
    ben = factories.ben()
    later = NOW + timedelta(hours=1)
    audit.record(actor=Actor.of_staff(ben), action="thing.other", subject="thing:ben", now=later)
    found = audit_reading.page(factories.audrey(), wanted)
    assert [line.event.subject for line in found.lines] == subjects


def test_a_centres_reader_sees_its_events_only(events: None) -> None:
    here, there = factories.centre(), factories.centre("ZZ002")
    for place in (here, there):
        audit.record(actor=COMMAND, action="thing.local", subject=place.number, centre_id=place.id, now=NOW)
    anna = factories.staff("Anna", "auditor", here)
    assert [line.event.subject for line in audit_reading.everything(anna, EVERYTHING)] == ["ZZ001"]
    assert audit_reading.acts(anna) == ["thing.local"]
    assert audit_reading.acts(factories.audrey()) == ["thing.done", "thing.local"]


def test_facts_are_written_for_people(events: None) -> None:
    after = {"release_at": None, "approvers": ["Ada", "Bo"], "state": "approved"}
    audit.record(actor=COMMAND, action="thing.done", subject="thing:9", after=after, now=NOW)
    (line,) = audit_reading.about("thing:9", most=10)
    assert line.before == []
    assert line.after == [("approvers", "Ada, Bo"), ("release at", "nothing"), ("state", "approved")]


def test_an_event_that_comes_while_it_walks_breaks_nothing(events: None, monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprint, added = audit._hash, []

    def add_one(event: AuditEvent, previous: str) -> str:
        if event.number == 1 and not added:
            added.append(event)
            audit.record(actor=COMMAND, action="thing.done", subject="thing:late", now=NOW)
        return fingerprint(event, previous)

    monkeypatch.setattr(audit, "_hash", add_one)
    assert audit.verify().broken_at is None
    monkeypatch.undo()
    assert audit.verify() == audit.Verdict(6, None)
