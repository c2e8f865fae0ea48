"""The list of batches and the page of one, as the people of a centre, the board and a stranger see them."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from portal.models.batch_row import BatchRow
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.result_view import ResultView
from portal.models.staff import Staff
from tests.unit import factories
from tests.unit.queries import queries

SignIn = Callable[[Staff], FlaskClient]
Make = Callable[..., ReleaseBatch]


@pytest.fixture
def batch(app: object) -> ReleaseBatch:
    """A draft of three results, one of them pending."""
    sitting = factories.sitting()
    entries = [factories.entry(sitting) for _ in range(3)]
    statuses = ["OK", "OK", "PENDING"]
    results = [factories.result(entry, status=status) for entry, status in zip(entries, statuses, strict=True)]
    return factories.batch(sitting, *results)


def test_the_list_names_the_exam_and_what_is_due(batch: ReleaseBatch, sign_in: SignIn) -> None:
    page = sign_in(factories.ben()).get("/staff/batches").text
    assert "B2 First" in page
    assert "Due in 12 days" in page


def test_the_list_filters_by_state(batch: ReleaseBatch, sign_in: SignIn) -> None:
    page = sign_in(factories.ben()).get("/staff/batches?state=released").text
    assert batch.public_id not in page
    assert "No batch fits" in page


def test_another_centre_sees_no_such_batch(batch: ReleaseBatch, sign_in: SignIn) -> None:
    browser = sign_in(factories.charlie())
    assert batch.public_id not in browser.get("/staff/batches").text
    assert browser.get(f"/staff/batches/{batch.public_id}").status_code == 404


def test_the_board_filters_by_centre(batch: ReleaseBatch, sign_in: SignIn) -> None:
    other = factories.sitting(factories.centre("ZZ002"), exam_date=date(2026, 3, 15))
    elsewhere = factories.batch(other)
    page = sign_in(factories.bo()).get("/staff/batches?centre=ZZ002").text
    assert elsewhere.public_id in page
    assert batch.public_id not in page


def test_the_page_shows_facts_checks_and_rows(batch: ReleaseBatch, sign_in: SignIn) -> None:
    page = sign_in(factories.ben()).get(f"/staff/batches/{batch.public_id}").text
    for words in ("11 Apr 2026 to 25 Apr 2026", "Every entry has a result.", "Núñez Ibáñez", "Submit for approval"):
        assert words in page


def test_an_auditor_reads_and_is_offered_nothing(batch: ReleaseBatch, sign_in: SignIn) -> None:
    page = sign_in(factories.audrey()).get(f"/staff/batches/{batch.public_id}").text
    assert "Every entry has a result." in page
    assert f"/staff/batches/{batch.public_id}/submit" not in page


def test_rows_are_filtered_by_status(batch: ReleaseBatch, sign_in: SignIn) -> None:
    page = sign_in(factories.ben()).get(f"/staff/batches/{batch.public_id}?status=PENDING").text
    assert page.count('class="code"') == 1
    assert sign_in(factories.bo()).get(f"/staff/batches/{batch.public_id}?grade=A").text.count('class="code"') == 0


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=9999999", "page=٣", "show=%00", "grade=" + "A" * 5000])
def test_a_strange_question_is_answered(batch: ReleaseBatch, sign_in: SignIn, query: str) -> None:
    browser = sign_in(factories.ben())
    assert browser.get(f"/staff/batches/{batch.public_id}?{query}").status_code == 200
    assert browser.get(f"/staff/batches?{query}").status_code == 200


def test_an_overdue_batch_says_so(batch: ReleaseBatch, sign_in: SignIn, travel: Callable[..., None]) -> None:
    travel(factories.NOW + timedelta(days=20))
    assert "Overdue by 8 days" in sign_in(factories.ben()).get("/staff/batches").text


def test_the_number_of_questions_does_not_grow_with_the_rows(make_batch: Make, sign_in: SignIn) -> None:
    browser = sign_in(factories.bo())
    asked: list[int] = []
    for size, number in ((2, "ZZ004"), (60, "ZZ005")):
        batch = make_batch("submitted", size, factories.sitting(factories.centre(number)))
        with queries() as sent:
            assert browser.get(f"/staff/batches/{batch.public_id}").status_code == 200
            assert browser.get("/staff/batches").status_code == 200
        asked.append(len(sent))
    assert asked[0] == asked[1]


def headings(page: str) -> list[str]:
    """Of the table of candidates."""
    table = page[page.index('id="rows"') :]
    return re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', table)


def test_a_column_that_says_nothing_about_anybody_is_left_out(make_batch: Make, sign_in: SignIn) -> None:
    batch = make_batch("released")
    page, browser = f"/staff/batches/{batch.public_id}", sign_in(factories.ada())
    bare = ["No.", "Candidate", "ID number", "Grade", "Overall", "Registered", "Open"]
    assert headings(browser.get(page).text) == bare
    row = BatchRow.get(BatchRow.batch == batch)
    ResultView.create(row=row, at=factories.RELEASE_AT)
    BatchRow.update(held_as="PENDING").where(BatchRow.id == row.id).execute()
    Result.update(scores=Result.get().scores.replace("178", "140")).where(Result.id == row.result_id).execute()
    assert headings(browser.get(page).text) == [*bare[:5], "Status", "Registered", "Seen", "Look at", "Open"]
