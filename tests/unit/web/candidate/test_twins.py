"""Two candidates of one sitting, one with a result that is not out and one with none: no page tells them apart."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.services import holds
from portal.services.actor import Actor
from tests.unit import factories
from tests.unit.queries import queries

SIGN_IN = Callable[[Candidate], FlaskClient]
STATES = ["draft", "submitted", "approved", "stopped", "cancelled"]
NAME = {"given_names": "Nour", "family_name": "Haddad"}
NUMBERS = "9871", "9872"  # no page shows these for anything else, as it does a year
# Keys of forms, CSRF tokens and when it was: different on every page, whoever asks.
OF_THE_MOMENT = (
    rb'(?<=name="idempotency_key" value=")[^"]*', rb'(?<=name="csrf_token" value=")[^"]*',
    rb"\d\d:\d\d", rb'(?<="written_at": ")[^"]*', rb'(?<=_at": ")[^"]*',
)  # fmt: skip
COMPARED = {"Content-Type", "Cache-Control", "Vary", "Content-Disposition", "ETag", "Last-Modified", "Location", "Age"}


@pytest.fixture
def twins(app: Flask) -> tuple[Entry, Entry]:
    """The second of the two has nothing imported."""
    sitting = factories.sitting()
    first, second = (factories.entry(sitting, candidate_number=number, **NAME) for number in NUMBERS)
    for entry in (first, second):
        factories.candidate(entry, email="twins@example.org")
    return first, second


def look(client: FlaskClient, path: str, entry: Entry) -> tuple[int, dict[str, str], bytes, int]:
    """Status, headers, the page without what names the candidate, and how often the database was asked."""
    with queries() as asked:
        answer = client.get(path.replace("<public_id>", entry.public_id))
    content = answer.get_data()
    own = (entry.public_id, entry.id_number, "•••••" + entry.id_number[-4:], entry.candidate_number)
    for text in own:
        content = content.replace(text.encode(), b"OWN")
    for pattern in OF_THE_MOMENT:
        content = re.sub(pattern, b"", content)
    headers = {name: value for name, value in answer.headers.items() if name in COMPARED}
    return answer.status_code, headers, content, len(asked)


def pages(app: Flask) -> list[str]:
    """Every address of the candidates that can be opened, with the public id to be filled in."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("candidate.")]
    return sorted(rule.rule for rule in rules if "GET" in (rule.methods or ()) and rule.arguments <= {"public_id"})


@pytest.mark.parametrize("state", STATES)
def test_no_page_tells_them_apart(app: Flask, twins: tuple[Entry, Entry], sign_in: SIGN_IN, state: str) -> None:
    first, second = twins
    factories.batch(first.sitting, factories.result(first), state=state)
    _compare(app, sign_in, first, second)


def test_nor_does_a_hold_that_is_placed_before_the_release(
    app: Flask, twins: tuple[Entry, Entry], sign_in: SIGN_IN
) -> None:
    first, second = twins
    factories.batch(first.sitting, factories.result(first))
    ada = factories.ada()
    holds.place(
        BatchRow.get(),
        shown_as="WITHHELD",
        reason="Only staff may read this",
        next_update_on=factories.NOW.date() + timedelta(days=7),
        owner=ada,
        actor=Actor.of_staff(ada),
        now=factories.NOW,
    )
    _compare(app, sign_in, first, second)


def test_nor_does_a_window_that_has_passed(
    app: Flask, twins: tuple[Entry, Entry], sign_in: SIGN_IN, travel: Callable[[datetime], None]
) -> None:
    first, second = twins
    travel(factories.NOW + timedelta(days=30))
    factories.batch(first.sitting, factories.result(first), state="stopped")
    _compare(app, sign_in, first, second)


def test_the_comparison_sees_a_result_that_is_out(app: Flask, twins: tuple[Entry, Entry], sign_in: SIGN_IN) -> None:
    """The probe of the probe: what is released must make a difference, or the tests above see nothing."""
    first, second = twins
    factories.batch(first.sitting, factories.result(first), state="released", released_at=factories.NOW)
    browsers = sign_in(first.candidate), sign_in(second.candidate)
    for path in ("/results", "/results/<public_id>", "/account/download", "/results/<public_id>/statement.pdf"):
        assert look(browsers[0], path, first) != look(browsers[1], path, second)


def _compare(app: Flask, sign_in: SIGN_IN, first: Entry, second: Entry) -> None:
    browsers = sign_in(first.candidate), sign_in(second.candidate)
    opened = pages(app)
    assert {"/results", "/results/<public_id>", "/account", "/account/download", "/account/mail"} <= set(opened)
    for path in opened:
        assert look(browsers[0], path, first) == look(browsers[1], path, second), path
