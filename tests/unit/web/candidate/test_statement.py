"""The Statement of Results: only for scores that may be shown, with a reference that leads back to its row."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.rules import statement_references
from tests.unit import factories
from tests.unit.web.candidate.entered import page, released

SIGN_IN = Callable[[Candidate], FlaskClient]
AFTER = factories.RELEASE_AT + timedelta(hours=1)
FORMS = ["statement", "statement.pdf"]


@pytest.fixture
def entry(travel: Callable[[datetime], None]) -> Entry:
    """An entry; the clock stands an hour after RELEASE_AT."""
    travel(AFTER)
    return factories.entry()


@pytest.fixture
def client(entry: Entry, sign_in: SIGN_IN) -> FlaskClient:
    """The browser of its candidate."""
    return sign_in(factories.candidate(entry))


def address(entry: Entry, form: str = "statement") -> str:
    return f"/results/{entry.public_id}/{form}"


def test_the_page_has_everything_that_is_printed(entry: Entry, client: FlaskClient) -> None:
    released(entry)
    text = page(client, address(entry))
    for shown in ("María José Núñez Ibáñez", "B2 First", "14 March 2026", "ZZ001", "<b>B</b>", "173", "CES-2020"):
        assert shown in text
    assert "A begins at 180, B begins at 173, C begins at 160, B1 begins at 140." in text


def test_the_reference_leads_back_to_the_entry(entry: Entry, client: FlaskClient) -> None:
    released(entry)
    found = re.search(r"\b26[1-9A-C]ZZ001\d{4}\b", page(client, address(entry)))
    assert found is not None
    decoded = statement_references.decode(found[0])
    assert decoded == ("2026-03", "ZZ001", entry.candidate_number)


def test_the_pdf_is_a_file_under_a_name_that_says_nothing(entry: Entry, client: FlaskClient) -> None:
    released(entry)
    answer = client.get(address(entry, "statement.pdf"))
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statement.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.get_data()) < 60_000


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("status", ["X", "Z", "PENDING", "WITHHELD"])
def test_without_scores_there_is_no_statement(entry: Entry, client: FlaskClient, status: str, form: str) -> None:
    released(entry, status=status)
    page(client, address(entry, form), status=404)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "stopped", "recalled", "cancelled"])
def test_without_a_release_there_is_no_statement(entry: Entry, client: FlaskClient, state: str, form: str) -> None:
    released(entry)
    recalled_at = AFTER if state == "recalled" else None
    released_at = AFTER if state == "recalled" else None
    ReleaseBatch.update(state=state, released_at=released_at, recalled_at=recalled_at).execute()
    page(client, address(entry, form), status=404)


@pytest.mark.parametrize("form", FORMS)
def test_a_held_row_has_no_statement(entry: Entry, client: FlaskClient, form: str) -> None:
    released(entry)
    BatchRow.update(held_as="PENDING").execute()
    page(client, address(entry, form), status=404)


def test_an_updated_statement_says_that_it_replaces_the_one_before(entry: Entry, client: FlaskClient) -> None:
    released(entry)
    ReleaseBatch.update(kind="amendment").execute()
    assert "This statement replaces every earlier one." in page(client, address(entry))


def test_a_name_that_no_font_can_write_is_told_with_the_way_out(entry: Entry, client: FlaskClient) -> None:
    Entry.update(given_names="สมชาย", family_name="ใจดี").execute()
    released(entry)
    assert "สมชาย ใจดี" in page(client, address(entry))
    assert "print your Statement of Results from the page instead" in page(
        client, address(entry, "statement.pdf"), status=409
    )
