"""Today as a page: sections in their order, links, and a word when the worker is silent."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal import clock
from portal.models.recall import Recall
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.services import heartbeats, second_factor_reset
from portal.services.actor import Actor
from tests.unit import factories
from tests.unit.factories import NOW

SignIn = Callable[[Staff], FlaskClient]
DAY = timedelta(days=1)
SILENT = "The worker has not run for two minutes"


@pytest.fixture
def ada(app: object) -> Staff:
    return factories.ada()


def _batch(state: str, days_before: int, **columns: object) -> str:
    place = factories.sitting(exam_date=factories.EXAM_DATE - days_before * DAY)
    batch = factories.batch(place, factories.result(factories.entry(place)), state=state, **columns)
    return str(batch.public_id)


def test_an_empty_day_says_so(ada: Staff, sign_in: SignIn) -> None:
    page = sign_in(ada).get("/staff/").text
    assert "Nothing needs you now." in page
    assert "<h2" not in page


def test_sections_stand_in_their_order_and_link_to_their_batches(ada: Staff, sign_in: SignIn) -> None:
    made = [_batch("draft", 0), _batch("draft", 20), _batch("submitted", 1), _batch("stopped", 2, reason="Too early")]
    page = sign_in(ada).get("/staff/").text
    headings = ("Due", "Overdue", "Waiting for your approval", "Stopped", "Not registered before the release")
    places = [page.index(f">{heading} <span") for heading in headings]
    assert places == sorted(places)
    assert all(f'href="/staff/batches/{public_id}"' in page for public_id in made)
    assert "Too early" in page


def test_what_a_release_left_undone_is_said_in_words(ada: Staff, sign_in: SignIn) -> None:
    public_id = _batch("released", 3, wave_stopped_at=NOW)
    page = sign_in(ada).get("/staff/").text
    assert "The emails are halted." in page
    assert f'href="/staff/batches/{public_id}"' in page


def test_what_another_began_comes_first(ada: Staff, sign_in: SignIn) -> None:
    bo, bea = factories.bo(), factories.staff("Bea", "board", None)
    _batch("draft", 0)
    public_id = _batch("recalled", 3)
    batch = ReleaseBatch.get(ReleaseBatch.public_id == public_id)
    Recall.create(batch=batch, asked_by=bo, asked_at=NOW, reason="Swapped", is_emergency=True, withdrawn_at=NOW)
    second_factor_reset.ask(person=ada, actor=Actor.of_staff(bo), now=NOW)
    page = sign_in(bea).get("/staff/").text
    assert page.index("Recalls to confirm") < page.index("Resets to confirm") < page.index(">Due <span")
    assert f'href="/staff/people/{ada.public_id}"' in page
    assert "Emergency." in page


def test_who_is_not_signed_in_is_sent_to_the_sign_in(client: FlaskClient) -> None:
    assert client.get("/staff/").location == "/staff/sign-in?next=staff.today"


def test_a_silent_worker_is_said_on_every_page_but_not_to_strangers(
    ada: Staff, sign_in: SignIn, client: FlaskClient
) -> None:
    browser = sign_in(ada)
    assert SILENT in browser.get("/staff/").text
    assert SILENT in browser.get("/staff/two-factor").text
    assert SILENT not in client.get("/staff/sign-in").text
    heartbeats.beat(name="worker", now=clock.machine_now())
    assert SILENT not in browser.get("/staff/").text
    heartbeats.beat(name="worker", now=clock.machine_now() - timedelta(minutes=3))
    assert SILENT in browser.get("/staff/").text


def test_an_imported_name_is_text_and_nothing_else(ada: Staff, sign_in: SignIn) -> None:
    _batch("stopped", 0, reason="<b data-hx-get='/staff/'>x</b>")
    page = sign_in(ada).get("/staff/").text
    assert "&lt;b data-hx-get=" in page
