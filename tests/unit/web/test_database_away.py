"""What people are told while the database is away, and that it passes by itself."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from portal import clock
from portal.app import create_app
from portal.models.base import db
from portal.settings import Settings
from tests.conftest import SECRET_KEY

NOBODY_LISTENS = "postgresql://postgres@127.0.0.1:9/nowhere"


@pytest.fixture
def without_database() -> Iterator[FlaskClient]:
    app = create_app(
        Settings.from_env(
            {
                "PORTAL_SECRET_KEY": SECRET_KEY,
                "PORTAL_DATABASE_URL": NOBODY_LISTENS,
                "PORTAL_PUBLIC_URL": "http://localhost",
            }
        )
    )
    yield app.test_client()
    clock.follow(None)
    db.close_all()


@pytest.mark.parametrize("address", ["/", "/sign-in", "/results", "/staff/"])
def test_every_page_says_so_and_when_to_come_back(without_database: FlaskClient, address: str) -> None:
    answer = without_database.get(address)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "<h1" in answer.text


def test_a_cookie_does_not_break_the_page(without_database: FlaskClient) -> None:
    with without_database.session_transaction() as cookie:
        cookie["_user_id"] = "somebody"
    assert without_database.get("/").status_code == 503


def test_operators_are_told_which_part_is_away(without_database: FlaskClient) -> None:
    answer = without_database.get("/ready")
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "database": "away", "queue": "ok", "worker": "unknown"}
    assert int(answer.headers["Retry-After"]) > 0


def test_the_process_is_alive(without_database: FlaskClient) -> None:
    assert without_database.get("/health").status_code == 200
