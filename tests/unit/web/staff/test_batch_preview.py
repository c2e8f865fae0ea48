"""The preview shows what the candidate will see, and leaves no trace."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.models.batch_row import BatchRow
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.result_view import ResultView
from portal.models.staff import Staff
from tests.unit import factories

SignIn = Callable[..., FlaskClient]
Make = Callable[..., ReleaseBatch]


def address(row: BatchRow) -> str:
    return f"/staff/batches/{row.batch.public_id}/preview/{row.entry.public_id}"


def main_of(page: str) -> str:
    """The candidate's part of a page, its white space folded."""
    start = page.index("<h1>B2 First")
    end = page.find("</article>", start)
    return " ".join(page[start : end if end > 0 else page.index("</main>")].split())


def test_the_preview_is_the_page_of_later(make_batch: Make, sign_in: SignIn) -> None:
    row = BatchRow.get(BatchRow.batch == make_batch("released", released_at=factories.NOW))
    amara = factories.candidate(row.entry)
    seen = main_of(sign_in(factories.ben()).get(address(row)).text)
    shown = main_of(sign_in(amara).get(f"/results/{row.entry.public_id}").text)
    assert seen == shown


def test_a_preview_before_the_release_shows_result_and_email(make_batch: Make, sign_in: SignIn) -> None:
    row = BatchRow.get(BatchRow.batch == make_batch("submitted"))
    factories.candidate(row.entry)
    page = sign_in(factories.ada()).get(address(row)).text
    assert "173" in main_of(page)
    assert "amara@example.org" in page
    assert OutboxEmail.select().count() == 0
    assert ResultView.select().count() == 0


@pytest.mark.parametrize(("held_as", "words"), [("PENDING", "is held"), ("", "Nobody has registered")])
def test_a_preview_without_an_email_says_why(make_batch: Make, sign_in: SignIn, held_as: str, words: str) -> None:
    row = BatchRow.get(BatchRow.batch == make_batch())
    BatchRow.update(held_as=held_as).execute()
    page = sign_in(factories.ben()).get(address(row)).text
    assert words in page
    assert ("173" in main_of(page)) == (not held_as)


def test_a_stranger_sees_no_preview(make_batch: Make, sign_in: SignIn) -> None:
    row = BatchRow.get(BatchRow.batch == make_batch())
    charlie: Staff = factories.charlie()
    assert sign_in(charlie).get(address(row)).status_code == 404
