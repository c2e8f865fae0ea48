"""One account holds many exams; adding one takes both of its numbers."""

from datetime import date

import pytest

from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.services import account_entries
from portal.services.errors import AlreadyRegistered, Refused, WrongPair
from tests.unit import factories

NOW = factories.NOW


def another(**columns: object) -> Entry:
    return factories.entry(factories.sitting(factories.centre("ZZ002", timezone="Asia/Tokyo"), **columns))


def add(entry: Entry, to: Entry, **changes: str) -> None:
    given = {"id_number": entry.id_number, "secret_number": factories.SECRET, "submission": ""} | changes
    account_entries.add(candidate=Entry.get_by_id(to.id).candidate, network="10.0.0.0", now=NOW, **given)


def test_the_right_pair_adds_the_exam(database: str) -> None:
    first, second = factories.entry(), another(exam_date=date(2026, 3, 21))
    amara = factories.candidate(first)
    add(second, to=first)
    assert account_entries.held_by(candidate=amara) == [second, first]


def test_a_wrong_secret_adds_nothing(database: str) -> None:
    first, second = factories.entry(), another()
    factories.candidate(first)
    with pytest.raises(WrongPair):
        add(second, to=first, secret_number="9999")
    assert Entry.get_by_id(second.id).candidate_id is None


def test_the_exam_of_another_account_stays_there_and_its_owner_is_told(database: str) -> None:
    first, second = factories.entry(), another()
    factories.candidate(first)
    owner = factories.candidate(second, email="owner@example.org")
    with pytest.raises(AlreadyRegistered):
        add(second, to=first)
    assert Entry.get_by_id(second.id).candidate == owner
    assert [(row.kind, row.candidate) for row in OutboxEmail.select()] == [("someone_tried_your_id", owner)]


def test_an_exam_that_is_there_already_alarms_nobody(database: str) -> None:
    first = factories.entry()
    factories.candidate(first)
    with pytest.raises(Refused, match="own_entry"):
        add(first, to=first)
    assert OutboxEmail.select().count() == 0


def test_the_same_form_twice_adds_once(database: str) -> None:
    first, second = factories.entry(), another()
    factories.candidate(first)
    for _ in range(2):
        add(second, to=first, submission="key")
    assert Entry.get_by_id(second.id).candidate_id == Entry.get_by_id(first.id).candidate_id


def test_times_are_told_by_the_clock_of_the_latest_exam(database: str) -> None:
    early, late = factories.entry(), another(exam_date=date(2026, 3, 21))
    assert account_entries.clock_of(candidate=factories.candidate(early, late)) == "Asia/Tokyo"
    assert account_entries.clock_of(candidate=factories.candidate(email="new@example.org")) == "UTC"
