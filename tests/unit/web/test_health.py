"""What operators ask: is the process up, is everything there that it needs, and how much waits."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.connection import shared_time
from portal.models.heartbeat import Heartbeat
from portal.services import alarm, heartbeats
from portal.services.heartbeats import MINUTE


def test_it_is_ready_when_every_part_answers(client: FlaskClient) -> None:
    heartbeats.beat(name="one", now=shared_time())
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "queue": "ok", "worker": "ok"}


@pytest.mark.parametrize("minutes", [None, 3])
def test_it_says_that_no_worker_was_seen(client: FlaskClient, minutes: int | None) -> None:
    if minutes is not None:
        Heartbeat.create(name="one", at=shared_time() - minutes * MINUTE)
    answer = client.get("/ready")
    assert (answer.status_code, answer.json["worker"]) == (503, "silent")
    assert int(answer.headers["Retry-After"]) > 0


def test_it_says_that_the_queue_is_away(client: FlaskClient) -> None:
    heartbeats.beat(name="one", now=shared_time())
    alarm.configure(None, answers=lambda: False)
    answer = client.get("/ready")
    assert (answer.status_code, answer.json["queue"], answer.json["worker"]) == (503, "away", "ok")


def test_the_counts_are_for_who_has_the_token(app: Flask) -> None:
    browser = app.test_client()
    assert browser.get("/metrics").status_code == 404
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], metrics_token="a long token")
    assert browser.get("/metrics").status_code == 404
    assert browser.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    answer = browser.get("/metrics", headers={"Authorization": "Bearer a long token"})
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert 'portal_emails{state="queued"} 0' in answer.text
