"""A portal in the middle of its work, and an empty database to restore it into."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from portal.models import connection
from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.intake import Intake
from portal.models.release_batch import ReleaseBatch
from portal.services import batch_notices, links, outbox, sessions
from portal.services.links import Purpose
from tests.unit import factories
from tests.unit.services import batch_steps

NOW = factories.NOW


def busy_portal() -> tuple[ReleaseBatch, str]:
    """A portal in which everything waits that a backup can catch half-way.

    A batch is approved for tomorrow, another has just been released and its emails are parked; somebody is signed
    in, links live, and a worker has a file in hand. Returns the approved batch and the token of the session.
    """
    planned = batch_steps.submit(batch_steps.make(3), factories.ben())
    for approver in (factories.ada(), factories.bo()):
        planned = batch_steps.approve(planned, approver)
    out = batch_steps.make(2, state="released", sitting=factories.sitting(exam_code="C1A"))
    batch_notices.write(out, kind="results_released", state="parked", now=NOW)
    people = list(Candidate.select().order_by(Candidate.id))
    token = sessions.start(now=NOW, visit=sessions.Visit(), candidate=people[0])
    for person in people:
        outbox.to_candidate(kind="password_changed", key="1", candidate=person, now=NOW)
    for purpose in (Purpose.UNDO_EMAIL, Purpose.UNSUBSCRIBE):
        link = links.make(purpose=purpose, email="c0@example.org", candidate=people[0], now=NOW)
        outbox.to_candidate(kind="email_changed", key=purpose, candidate=people[0], now=NOW, link=link)
    Intake.create(
        kind="results", state="checking", file_name="r.csv", sha256="0" * 64, created_at=NOW, claimed_until=NOW
    )
    return batch_steps.fresh(planned), token


@contextmanager
def bound_to(url: str) -> Iterator[None]:
    """Work on another database, and then on the one of before again."""
    before = db.obj
    connection.give_back_connection()
    connection.bind(url)
    try:
        with connection.connection():
            yield
    finally:
        db.close_all()
        db.initialize(before)
        connection.open_connection()


@contextmanager
def empty_database(url: str, folder: Path) -> Iterator[str]:
    """The URL of a new database of the same kind as the one that `url` names."""
    if url.startswith("sqlite:"):
        folder.mkdir(exist_ok=True)
        yield f"sqlite:///{folder / 'restored.db'}"
        return
    name = f"portal_restored_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
