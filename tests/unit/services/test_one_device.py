"""Two approvals of one batch out of one browser are allowed, and the board is told."""

from datetime import timedelta

import pytest

from portal.models.audit_event import AuditEvent
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.models.staff import Staff
from portal.services import sessions
from portal.services.sessions import Visit
from tests.unit import factories
from tests.unit.services import batch_steps as steps

NOW = factories.NOW


def _in(device: str, person: Staff) -> LoginSession:
    token = sessions.start(staff=person, visit=Visit(device=device), second_factor=True, now=NOW)
    found = sessions.find(token=token, now=NOW)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("devices", "minutes", "told"),
    [(("one", "one"), 9, 1), (("one", "two"), 1, 0), (("one", "one"), 10, 0), (("", ""), 1, 0)],
)
def test_the_board_is_told_of_two_approvals_out_of_one_browser(
    sqlite_database: str, devices: tuple[str, str], minutes: int, told: int
) -> None:
    batch, (ada, bo) = steps.submit(steps.make(), factories.ben()), (factories.ada(), factories.bo())
    batch = steps.approve(batch, ada, session=_in(devices[0], ada))
    batch = steps.approve(batch, bo, session=_in(devices[1], bo), now=NOW + timedelta(minutes=minutes))
    assert batch.state == "approved"
    assert OutboxEmail.select().where(OutboxEmail.kind == "batch_one_device").count() == told
    assert AuditEvent.select().where(AuditEvent.action == "batch.one_device").count() == told
