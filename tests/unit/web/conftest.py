"""The application over an empty SQLite database, its clock, and browsers that somebody is signed in to."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.app import create_app
from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.staff import Staff
from portal.services import alarm, sessions
from portal.services.sessions import Visit
from portal.settings import Settings
from tests.conftest import SECRET_KEY
from tests.unit import factories
from tests.unit.web.browser import Browser


@pytest.fixture
def settings(sqlite_database: str) -> Settings:
    return Settings.from_env(
        {
            "PORTAL_SECRET_KEY": SECRET_KEY,
            "PORTAL_DATABASE_URL": sqlite_database,
            "PORTAL_PUBLIC_URL": "http://localhost",
        }
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application; its clock stands at factories.NOW (see `travel`)."""
    db.close_all()
    app = create_app(settings)
    app.config["TESTING"] = True
    app.test_client_class = Browser
    app.config["PROPAGATE_EXCEPTIONS"] = False
    _set_clock(factories.NOW)
    with app.app_context():
        db.connect(reuse_if_open=True)
        yield app
    clock.follow(None)
    alarm.configure(None)
    db.close_all()


@pytest.fixture
def travel(app: Flask) -> Callable[[datetime], None]:
    """Set the business clock to an instant; from there it runs on."""
    return _set_clock


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody is signed in to."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[Candidate | Staff], FlaskClient]:
    """A new browser with a live session of this person; staff have proven their second factor."""

    def signed_in(person: Candidate | Staff) -> FlaskClient:
        now, visit = clock.now(), Visit()
        if isinstance(person, Staff):
            token = sessions.start(staff=person, visit=visit, second_factor=True, now=now)
        else:
            token = sessions.start(candidate=person, visit=visit, now=now)
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return client

    return signed_in


def _set_clock(moment: datetime) -> None:
    lead = moment - clock.machine_now()
    clock.follow(lambda: lead, keep_seconds=0)
