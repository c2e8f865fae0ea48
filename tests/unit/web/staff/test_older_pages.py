"""Forms about a batch that were filled in on an older page: the reason and the present state, and no dead link."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from tests.unit import factories

SignIn = Callable[[Staff], FlaskClient]
Make = Callable[..., ReleaseBatch]


def post(browser: FlaskClient, batch: ReleaseBatch, act: str) -> TestResponse:
    """The form of an act with nothing in it."""
    return browser.post(f"/staff/batches/{batch.public_id}/{act}")


def no_dead_links(answer: TestResponse) -> bool:
    """Whether the error summary is there, and each of its links leads to something on the page."""
    summary = answer.text.partition('class="error-summary"')[2].partition("</div>")[0]
    return bool(summary) and all(f'id="{name}"' in answer.text for name in re.findall('href="#([^"]+)"', summary))


@pytest.mark.parametrize(
    ("act", "state", "words"),
    [
        ("submit", "released", "This batch is released now"),
        ("resume", "draft", "This batch is a draft now"),
        ("approve", "draft", "This batch is a draft now"),
        ("send-back", "draft", "This batch is a draft now"),
        ("cancel", "released", "This batch is released now"),
        ("recall", "approved", "This batch is approved now"),
    ],
)
def test_an_empty_form_of_an_older_page_leads_to_no_field(
    make_batch: Make, sign_in: SignIn, act: str, state: str, words: str
) -> None:
    batch = make_batch(state)
    answer = post(sign_in(factories.bo()), batch, act)
    assert answer.status_code == 409
    assert words in answer.text
    assert no_dead_links(answer)
    assert ReleaseBatch.get_by_id(batch.id).state == state


def test_an_empty_form_for_what_the_check_forbids(make_batch: Make, sign_in: SignIn) -> None:
    batch = make_batch()
    factories.entry(batch.sitting)
    answer = post(sign_in(factories.ben()), batch, "submit")
    assert answer.status_code == 409
    assert "1 entry has no result" in answer.text
    assert no_dead_links(answer)


def test_an_empty_approval_by_who_submitted(make_batch: Make, sign_in: SignIn) -> None:
    bo = factories.bo()
    answer = post(sign_in(bo), make_batch("submitted", submitted_by=bo), "approve")
    assert answer.status_code == 409
    assert "two other people approve them" in answer.text
    assert no_dead_links(answer)


def test_an_empty_form_of_this_page_leads_to_its_fields(make_batch: Make, sign_in: SignIn) -> None:
    answer = post(sign_in(factories.ada()), make_batch("submitted"), "approve")
    assert answer.status_code == 422
    assert 'href="#candidate_count"' in answer.text
    assert no_dead_links(answer)
