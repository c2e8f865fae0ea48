"""The worker's tasks in this process, over a database of the test's own and a mail sink on a real socket."""

import math
from collections.abc import Iterator

import pytest

from portal.app import create_app
from portal.mail.domain_pace import DomainPace
from portal.mail.transport import transport_for
from portal.models.base import db
from portal.settings import Settings
from tests.conftest import SECRET_KEY
from tests.faults.smtp_sink import SinkThread
from workflows import application, deliver_mail, drain
from workflows.queue import huey


@pytest.fixture
def sink() -> Iterator[SinkThread]:
    with SinkThread() as running:
        yield running


@pytest.fixture
def worker(database: str, sink: SinkThread, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Call tasks with `call_local`: Huey's immediate mode would hide what they raise."""
    settings = Settings.from_env({"PORTAL_SECRET_KEY": SECRET_KEY, "PORTAL_DATABASE_URL": database})
    db.close_all()
    app = create_app(settings, wake=drain.wake)
    transport = transport_for(sink.url, mail_from=settings.mail_from, deadline_seconds=2)
    monkeypatch.setattr(application, "app", lambda: app)
    monkeypatch.setattr(application, "transport", lambda: transport)
    monkeypatch.setattr(deliver_mail, "domains", DomainPace())
    monkeypatch.setattr(deliver_mail._relay, "away_until", 0.0)
    monkeypatch.setattr(drain, "_rings_at", math.inf)
    db.connect()
    huey.flush()
    yield
    transport.close()
    huey.flush()
    db.close_all()
