"""The one way to a row: a stranger and an unknown name get 404, the wrong role 403, and nothing odd gets further."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_login import login_user

from portal import clock
from portal.models.batch_row import BatchRow
from portal.models.intake import Intake
from portal.models.staff import Staff
from portal.services import sessions
from portal.services.errors import NotAllowed, NotFound
from portal.services.sessions import Visit
from portal.web.access import SignedIn
from portal.web.staff import fetch
from tests.unit import factories
from tests.unit.factories import NOW

Fetch = Callable[[], object]
Fetches = dict[str, tuple[Callable[..., object], tuple[str, ...]]]
KINDS = ("batch", "row", "entry", "intake")


@pytest.fixture
def fetches(app: Flask) -> Fetches:
    """Each function with the names of rows at centre ZZ001."""
    place = factories.sitting()
    entry = factories.entry(place)
    batch = factories.batch(place, factories.result(entry))
    file = Intake.create(kind="results", centre=place.centre, file_name="r.csv", sha256="-", created_at=NOW)
    return {
        "batch": (fetch.own_batch, (batch.public_id,)),
        "row": (fetch.own_row, (batch.public_id, entry.public_id)),
        "entry": (fetch.own_entry, (entry.public_id,)),
        "intake": (fetch.own_intake, (file.public_id,)),
    }


def _as(app: Flask, person: Staff, act: Fetch) -> object:
    with app.test_request_context():
        token = sessions.start(staff=person, visit=Visit(), second_factor=True, now=clock.now())
        row = sessions.find(token=token, now=clock.now())
        assert row is not None
        login_user(SignedIn(row, token))
        return act()


@pytest.mark.parametrize("kind", KINDS)
def test_ones_own_is_found(app: Flask, fetches: Fetches, kind: str) -> None:
    function, names = fetches[kind]
    for person in (factories.ben(), factories.bo()):
        assert _as(app, person, lambda: function(*names)) is not None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", ["officer", "approver", "auditor"])
def test_charlie_of_another_centre_finds_nothing(app: Flask, fetches: Fetches, kind: str, role: str) -> None:
    function, names = fetches[kind]
    charlie = factories.charlie(role)
    for act in ("", "import", "approve", "audit"):
        with pytest.raises(NotFound):
            _as(app, charlie, lambda act=act: function(*names, act))


@pytest.mark.parametrize("kind", KINDS)
def test_an_auditor_reads_and_does_nothing(app: Flask, fetches: Fetches, kind: str) -> None:
    function, names = fetches[kind]
    audrey = factories.audrey()
    assert _as(app, audrey, lambda: function(*names)) is not None
    for act in ("import", "submit", "approve", "hold", "stop", "recall", "helpdesk", "people", "centres"):
        with pytest.raises(NotAllowed):
            _as(app, audrey, lambda act=act: function(*names, act))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["", "0" * 20, "F" * 20, "\0" * 20, "\U0001f600", "a" * 21, "\u0660" * 20])
def test_a_made_up_name_finds_nothing(app: Flask, fetches: Fetches, kind: str, name: str) -> None:
    function, names = fetches[kind]
    bo = factories.bo()
    with pytest.raises(NotFound):
        _as(app, bo, lambda: function(*names[:-1], name))


def test_what_a_row_needs_is_loaded_with_it(app: Flask, fetches: Fetches) -> None:
    function, names = fetches["row"]
    row = _as(app, factories.ben(), lambda: function(*names))
    assert isinstance(row, BatchRow)
    loaded = (row.__rel__, row.batch.__rel__, row.batch.sitting.__rel__)
    assert [set(each) for each in loaded] == [{"batch", "entry", "result"}, {"sitting"}, {"centre"}]
