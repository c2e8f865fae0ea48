"""What a page costs, counted and not timed: questions to the database, and bytes on the line when it is compressed."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import refresh

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.web.assets import asset
from tests.unit import factories
from tests.unit.factories import PASSWORD
from tests.unit.queries import queries
from tests.unit.web.candidate import door
from tests.unit.web.candidate.entered import released
from tests.unit.web.page_paths import PUBLIC_FORMS, candidate_paths

SignIn = Callable[[Candidate | Staff], FlaskClient]
AFTER = factories.RELEASE_AT + timedelta(hours=1)
MOST_BYTES = 6 * 1024
SESSION, RESULTS = 1, 1
MOST_TO_REGISTER = 15
BROTLI = {"Accept-Encoding": "br"}


@pytest.fixture
def entry(app: Flask, travel: Callable[..., None]) -> Entry:
    """Amara's, with a result that is out."""
    entry = factories.entry()
    factories.candidate(entry)
    released(entry)
    travel(AFTER)
    return entry


@pytest.fixture
def amara(entry: Entry, sign_in: SignIn) -> FlaskClient:
    """She has seen her result before, which is noted once."""
    browser = sign_in(entry.candidate)
    browser.get(f"/results/{entry.public_id}")
    return browser


def asked_by(act: Callable[[], object]) -> int:
    """How many statements the second time: the first may fill what a process keeps."""
    act()
    with queries() as sent:
        act()
    return len([sql for sql, _ in sent if "SAVEPOINT" not in sql])


@pytest.mark.parametrize("path", PUBLIC_FORMS)
def test_a_page_for_everybody_asks_nothing(client: FlaskClient, path: str) -> None:
    assert asked_by(lambda: client.get(path)) == 0


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/results", SESSION + RESULTS),
        ("/results/{}", SESSION + RESULTS),
        ("/results/{}/statement", SESSION + RESULTS),
        ("/results/{}/statement.pdf", SESSION + RESULTS),
        ("/account", SESSION + 3),
    ],
)
def test_a_candidates_page_asks_a_few_times(amara: FlaskClient, entry: Entry, path: str, most: int) -> None:
    assert asked_by(lambda: amara.get(path.format(entry.public_id))) <= most


def test_the_first_look_at_a_result_writes_once(entry: Entry, sign_in: SignIn) -> None:
    browser = sign_in(entry.candidate)
    with queries() as sent:
        browser.get(f"/results/{entry.public_id}")
    writes = [sql for sql, _ in sent if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(writes) == 1


def test_signing_in_asks_a_few_times(app: Flask, entry: Entry) -> None:
    """The count of tries and its refund, the person, the new session and, for the answer, that session."""
    form = {"id_number": entry.id_number, "password": PASSWORD}
    assert asked_by(lambda: app.test_client().post("/sign-in", data=form)) <= 5


def test_registering_asks_a_few_times(app: Flask) -> None:
    sitting = factories.sitting()
    entries = iter([factories.entry(sitting) for _ in range(2)])

    def register() -> None:
        entry = next(entries)
        form = {"email": f"{entry.id_number.lower()}@example.org", "idempotency_key": entry.id_number}
        assert door.register(app.test_client(), entry, **form).status_code == 303

    assert asked_by(register) <= MOST_TO_REGISTER


@pytest.mark.parametrize(("path", "most"), [("/staff/batches/{}", 13), ("/staff/", 16)])
def test_a_staff_page_asks_as_often_for_many_rows(app: Flask, sign_in: SignIn, path: str, most: int) -> None:
    browser = sign_in(factories.bo())
    counts = []
    for size, number in ((2, "ZZ011"), (40, "ZZ012")):
        batch = _submitted(size, number)
        counts.append(asked_by(partial(browser.get, path.format(batch.public_id))))
    assert counts[0] == counts[1] <= most


def _submitted(size: int, number: str) -> ReleaseBatch:
    place = factories.sitting(factories.centre(number))
    results = [factories.result(factories.entry(place)) for _ in range(size)]
    return factories.batch(place, *results, state="submitted")


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_every_page_of_candidates_is_small(amara: FlaskClient, app: Flask, entry: Entry, language: str) -> None:
    """The largest is the one a slow phone waits for longest."""
    nobody = app.test_client()
    sizes = {}
    for browser, paths in ((nobody, PUBLIC_FORMS), (amara, candidate_paths(app, entry))):
        browser.judges_pages = False  # it reads pages as text, and these are compressed
        browser.get(f"/language/{language}")
        refresh()  # the language of the requests before lasts as long as the test's application context
        for path in paths:
            answer = browser.get(path, headers=BROTLI)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                assert f'<html lang="{language}"'.encode() in brotli.decompress(answer.data), path
                sizes[path] = len(answer.data)
    assert len(sizes) > len(PUBLIC_FORMS)
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES} == {}


def test_the_style_is_announced_to_who_has_it_not_yet(app: Flask, amara: FlaskClient) -> None:
    """A slow line then brings it together with the page."""
    announced = app.test_client().get("/register").headers["Link"]
    assert announced == f"<{asset('css/portal.css')}>; rel=preload; as=style"
    assert "Link" not in amara.get("/results").headers
