"""The audit's page: filters, pages, the file, and whether the chain holds."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient

from portal.models.audit_event import AuditEvent, AuditHead
from portal.models.staff import Staff
from portal.rules.batch_states import Act
from portal.services import audit
from portal.services.actor import COMMAND, Actor
from portal.web.staff.audit_words import WORDS
from tests.unit import factories
from tests.unit.factories import NOW
from tests.unit.source import modules

SignIn = Callable[[Staff], FlaskClient]


@pytest.fixture
def auditor(app: object, sign_in: SignIn) -> FlaskClient:
    """Audrey's browser: she reads every centre's."""
    return sign_in(factories.audrey())


def _record(
    actor: Actor = COMMAND,
    action: str = "batch.stop",
    subject: str = "release_batch:1",
    centre_id: int | None = None,
    before: audit.Facts | None = None,
    after: audit.Facts | None = None,
    now: datetime = NOW,
) -> None:
    audit.record(actor=actor, action=action, subject=subject, centre_id=centre_id, before=before, after=after, now=now)


def _acts() -> set[str]:
    """Every act that the source writes into the audit by its full name, and those of the state table."""
    written = re.compile(r'note\(\w+, "(batch\.\w+)"|action="(\w+\.\w+)"|_note\("(\w+\.\w+)"')
    texts = [each.text for name, each in modules().items() if name.startswith("portal.services.")]
    found = {next(filter(None, groups)) for text in texts for groups in written.findall(text)}
    return found | {f"batch.{act}" for act in Act}


def test_every_act_has_words() -> None:
    assert len(_acts()) > 30
    assert _acts() - WORDS.keys() == set()


def test_a_fingerprint_is_shown_by_its_beginning_and_stands_whole_in_the_file(auditor: FlaskClient) -> None:
    _record(after={"content_hash": "0123456789abcdef" * 4, "reason": "Too early"})
    page = auditor.get("/staff/audit").text
    assert "0123456789ab…" in page
    assert "0123456789abcdef" not in page
    assert "0123456789abcdef" * 4 in auditor.get("/staff/audit/export").text


def test_it_says_who_what_before_after_and_from_where(auditor: FlaskClient) -> None:
    ben = Actor.of_staff(factories.ben(), network="192.0.2.0")
    _record(ben, before={"state": "approved"}, after={"state": "stopped"}, centre_id=1)
    page = auditor.get("/staff/audit").text
    for words in ("Ben", "Stopped", "approved", "stopped", "192.0.2.0", "ZZ001", "13 Apr 2026, 09:00:00"):
        assert words in page, words


def test_records_are_called_by_their_names_and_linked_where_the_reader_may_go(
    auditor: FlaskClient, sign_in: SignIn
) -> None:
    ben, place = factories.ben(), factories.sitting()
    batch = factories.batch(place)
    _record(subject=f"staff:{ben.public_id}", action="staff.disable")
    _record(subject=f"release_batch:{batch.public_id}")
    page = auditor.get("/staff/audit").text
    assert "<td>Person Ben</td>" in page
    assert f'href="/staff/people/{ben.public_id}">Person Ben</a>' in sign_in(factories.bo()).get("/staff/audit").text
    assert f'href="/staff/batches/{batch.public_id}">Batch B2 First, 2026-03-14</a>' in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("person=be", {"Ben"}),
        ("act=batch.hold", {"Ada"}),
        ("subject=release_batch:2", {"Ada"}),
        ("since=2026-04-13", {"Ben", "Ada"}),
        ("since=2026-04-14", set()),
        ("until=2026-04-13", {"Ben", "Ada"}),
        ("until=2026-04-12", set()),
        ("person=%25", set()),
        ("person=%00\U0001f600", set()),
        ("person=" + "x" * 200, set()),
    ],
)
def test_filters(auditor: FlaskClient, query: str, seen: set[str]) -> None:
    _record(Actor.of_staff(factories.ben()))
    _record(Actor.of_staff(factories.ada()), action="batch.hold", subject="release_batch:2")
    answer = auditor.get(f"/staff/audit?{query}")
    assert answer.status_code == 200
    assert {name for name in ("Ben", "Ada") if f"<td>{name}</td>" in answer.text} == seen


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=tomorrow", "Enter a date as 2026-04-14."),
        ("since=0001-01-01", "Enter a date between 2000 and 2100."),
        ("until=9999-12-31", "Enter a date between 2000 and 2100."),
        ("since=2026-04-14&until=2026-04-13", "The second date is before the first."),
        ("act=made.up", "Choose an act out of the list."),
        ("subject=" + "x" * 61, "at most 60 characters"),
        ("person=" + "x" * 201, "at most 200 characters"),
    ],
)
def test_a_filter_that_can_not_be_used_gets_a_sentence(auditor: FlaskClient, query: str, sentence: str) -> None:
    answer = auditor.get(f"/staff/audit?{query}")
    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize("below", ["0", "-1", "x", "9" * 30, "\u0663", "%00"])
def test_any_page_number_has_an_answer(auditor: FlaskClient, below: str) -> None:
    assert auditor.get(f"/staff/audit?below={below}").status_code == 200


def test_pages_join_without_gap_or_repeat(auditor: FlaskClient) -> None:
    for number in range(60):
        _record(subject=f"thing:{number:04}")
    first = auditor.get("/staff/audit")
    assert first.text.count("<tr>") == 1 + 50
    assert 'href="/staff/audit?below=11"' in first.text
    second = auditor.get("/staff/audit?below=11").text
    assert second.count("<tr>") == 1 + 10
    assert "Older" not in second


def test_the_file_holds_everything_and_no_formula(auditor: FlaskClient) -> None:
    for number in range(600):
        _record(subject=f"thing:{number}")
    Staff.update(name="=HYPERLINK(1)").where(Staff.role == "auditor").execute()
    _record(Actor.of_staff(Staff.get()))
    answer = auditor.get("/staff/audit/export?subject=thing:")
    assert answer.headers["Content-Disposition"] == "attachment; filename=audit.csv"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["record"] for row in rows] == [f"thing:{number}" for number in reversed(range(600))]
    whole = auditor.get("/staff/audit/export").text
    assert "'=HYPERLINK(1)" in whole
    assert AuditEvent.select().where(AuditEvent.action == "audit.export").count() == 2


def test_an_untouched_chain_holds(auditor: FlaskClient) -> None:
    _record()
    assert "The record holds" not in auditor.get("/staff/audit").text
    assert "The record holds" in auditor.get("/staff/audit?verify=1").text


def test_a_cut_off_end_is_noticed(auditor: FlaskClient) -> None:
    _record()
    AuditHead.update(number=2).execute()
    page = auditor.get("/staff/audit?verify=1").text
    assert "The record does not hold" in page
    assert "Event 2 was changed" in page


def test_an_auditor_of_one_centre_reads_that_one(app: object, sign_in: SignIn) -> None:
    here, there = factories.centre(), factories.centre("ZZ002")
    _record(subject="thing:here", centre_id=here.id)
    _record(subject="thing:there", centre_id=there.id)
    _record(subject="thing:board")
    browser = sign_in(factories.staff("Anna", "auditor", here))
    page, file = browser.get("/staff/audit").text, browser.get("/staff/audit/export").text
    for text in (page, file):
        assert "here" in text.replace("/staff", "")
        assert "thing:there" not in text
        assert "Thing there" not in text
        assert "thing:board" not in text


@pytest.mark.parametrize("role", ["officer", "approver"])
def test_others_do_not_read_it(app: object, sign_in: SignIn, role: str) -> None:
    browser = sign_in(factories.staff("Other", role, factories.centre()))
    assert browser.get("/staff/audit").status_code == 403
    assert browser.get("/staff/audit/export").status_code == 403


def test_days_are_the_centres_own(app: object, sign_in: SignIn) -> None:
    here = factories.centre("ZZ003", timezone="Asia/Jakarta")
    browser = sign_in(factories.staff("Anna", "auditor", here))
    _record(centre_id=here.id, now=NOW.replace(hour=18))
    assert "Stopped" in browser.get("/staff/audit?since=2026-04-14").text
    assert "<tbody>" not in browser.get("/staff/audit?until=2026-04-13").text
