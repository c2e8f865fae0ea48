"""The night's work is done by the worker, with the ages that the settings say."""

from datetime import timedelta

import pytest

from portal import clock
from portal.models.login_session import LoginSession
from portal.services import sessions
from portal.services.sessions import Visit
from tests.unit import factories
from workflows import tidy


@pytest.mark.usefixtures("worker")
def test_the_night_removes_what_was_kept_long_enough() -> None:
    amara = factories.candidate(factories.entry())
    for days in (29, 31):
        sessions.start(candidate=amara, visit=Visit(), now=clock.now() - timedelta(days=days))
    tidy.retain.call_local()
    assert LoginSession.select().count() == 1
