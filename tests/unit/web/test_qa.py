"""QA's side door: shut without its settings and its token, and complete with them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.app import create_app
from portal.models.base import db
from portal.models.centre import Centre
from portal.models.release_batch import ReleaseBatch
from portal.services import alarm
from portal.settings import SettingError, Settings
from tests.conftest import SECRET_KEY
from tests.unit import factories

MADRID = ZoneInfo("Europe/Madrid")
TOKEN = {"Authorization": "Bearer let me in"}
SECOND = timedelta(seconds=1)
STOPS: list[datetime] = []
"""When the worker's work was done."""


@pytest.fixture
def door(sqlite_database: str, tmp_path: Path) -> Iterator[FlaskClient]:
    settings = Settings.from_env(
        {
            "PORTAL_SECRET_KEY": SECRET_KEY,
            "PORTAL_DATABASE_URL": sqlite_database,
            "PORTAL_PUBLIC_URL": "http://localhost",
            "PORTAL_MAIL_URL": f"file:{tmp_path / 'mail'}",
            "PORTAL_TIME_TRAVEL": "1",
            "PORTAL_QA_TOKEN": "let me in",
        }
    )
    db.close_all()
    app = create_app(settings, catch_up=lambda _: STOPS.append(clock.now()))
    STOPS.clear()
    with app.app_context():
        db.connect(reuse_if_open=True)
        yield app.test_client()
    clock.follow(None)
    alarm.configure(None)
    db.close_all()


def test_it_is_not_there_without_its_settings(app: Flask) -> None:
    assert not any(rule.endpoint.startswith("qa.") for rule in app.url_map.iter_rules())


def test_its_token_alone_stops_the_start() -> None:
    with pytest.raises(SettingError, match="PORTAL_QA_TOKEN"):
        Settings.from_env({"PORTAL_SECRET_KEY": SECRET_KEY, "PORTAL_QA_TOKEN": "let me in"})


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer let me out", "let me in?", "Bearer lét me in"])
def test_a_stranger_learns_nothing(door: FlaskClient, header: str) -> None:
    for method, path in (("GET", ""), ("POST", "seed/demonstration"), ("GET", "mail"), ("GET", "code")):
        assert door.open(f"/qa/{path}", method=method, headers={"Authorization": header}).status_code == 404


def test_a_real_centre_shuts_it(door: FlaskClient) -> None:
    factories.centre("ES001")
    answer = door.post("/qa/seed/demonstration", headers=TOKEN)
    assert (answer.status_code, answer.json) == (409, {"refused": "real_centres"})


def test_a_scenario_names_its_people_and_their_codes(door: FlaskClient) -> None:
    sheet = door.post("/qa/seed/demonstration", headers=TOKEN).json
    ben = next(person for person in sheet["people"] if person["name"].startswith("Ben"))
    code = door.get("/qa/code", query_string={"email": ben["email"]}, headers=TOKEN).json["code"]
    form = {"email": ben["email"], "password": ben["password"], "code": code}
    assert door.post("/staff/sign-in", data=form).status_code in {303, 400}
    assert len(code) == 6


def test_the_clock_goes_forward_and_back(door: FlaskClient) -> None:
    moved = door.post("/qa/clock/advance", data={"seconds": "86400"}, headers=TOKEN).json["now"]
    assert abs(datetime.fromisoformat(moved) - clock.machine_now() - timedelta(days=1)) < timedelta(seconds=5)
    assert door.get("/qa/", headers=TOKEN).json["ahead_seconds"] == 86400
    door.post("/qa/clock/reset", headers=TOKEN)
    assert door.get("/qa/", headers=TOKEN).json["ahead_seconds"] == 0


def test_on_its_way_the_clock_stops_wherever_something_falls_due(door: FlaskClient) -> None:
    door.post("/qa/seed/scheduled-tomorrow", headers=TOKEN)
    release_at = ReleaseBatch.get(ReleaseBatch.state == "approved").release_at
    began = clock.now()
    door.post("/qa/clock/advance", data={"seconds": 3 * 86400}, headers=TOKEN)
    assert sorted(STOPS) == STOPS
    assert any(timedelta() <= stop - release_at < SECOND for stop in STOPS)
    today, stops = began.astimezone(MADRID).date(), [stop.astimezone(MADRID) for stop in STOPS]
    midnights = {stop.date() for stop in stops if stop.hour == 0 and stop.date() > today}
    assert len(midnights) == 3
    assert abs(STOPS[-1] - began - timedelta(days=3)) < 5 * SECOND


def test_a_scenario_begins_at_the_moment_that_is_asked_for(door: FlaskClient) -> None:
    asked = clock.machine_now()
    at = asked.replace(microsecond=0) + timedelta(days=900)
    answer = door.post("/qa/seed/scheduled-tomorrow", data={"at": at.isoformat()}, headers=TOKEN)
    assert answer.status_code == 200
    assert timedelta() <= clock.now() - at < clock.machine_now() - asked + SECOND
    release_at = ReleaseBatch.get(ReleaseBatch.state == "approved").release_at
    assert release_at.astimezone(MADRID).date() == at.astimezone(MADRID).date() + timedelta(days=1)
    door.post("/qa/seed/held", headers=TOKEN)
    assert clock.now() - clock.machine_now() < SECOND


@pytest.mark.parametrize(
    ("at", "status"), [("tomorrow", 400), ("2035-03-14T09:30:00", 400), ("1999-03-14T09:30:00Z", 409)]
)
def test_a_moment_that_can_not_be_gone_to_is_refused(door: FlaskClient, at: str, status: int) -> None:
    assert door.post("/qa/seed/held", data={"at": at}, headers=TOKEN).status_code == status
    assert Centre.select().count() == 0


@pytest.mark.parametrize(("seconds", "status"), [("0", 409), ("-1", 409), ("9" * 30, 409), ("1e18", 400), ("nan", 400)])
def test_a_time_that_can_not_be_gone_to_is_refused(door: FlaskClient, seconds: str, status: int) -> None:
    assert door.post("/qa/clock/advance", data={"seconds": seconds}, headers=TOKEN).status_code == status


def test_work_and_mail_are_told(door: FlaskClient) -> None:
    assert door.get("/qa/", headers=TOKEN).json["waiting"] == {"emails": 0, "files": 0, "releases": 0}
    assert door.get("/qa/mail", headers=TOKEN).json == []
    assert door.get("/qa/code?email=nobody@example.org", headers=TOKEN).status_code == 404
    assert door.post("/qa/seed/nothing", headers=TOKEN).status_code == 404
