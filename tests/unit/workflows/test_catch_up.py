"""QA's web process does the worker's work itself, and nothing of the request it does it in shows in the emails."""

from pathlib import Path

import pytest

from portal import clock
from portal.cli import mailbox
from portal.mail.folder import FolderTransport
from portal.models.outbox_email import OutboxEmail
from tests.unit.services.mail_rows import states, waiting
from workflows import application, catch_up

HERE_AND_NOW = {"base_url": "http://elsewhere.example", "headers": {"Accept-Language": "es"}}


@pytest.mark.usefixtures("worker")
def test_emails_leave_as_from_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    transport = FolderTransport(tmp_path, mail_from="results@example.org")
    monkeypatch.setattr(application, "transport", lambda: transport)
    web = application.app()
    waiting(1, now=clock.now())
    with web.test_request_context("/qa/clock/advance", **HERE_AND_NOW):
        catch_up.within(web)
    assert states() == ["sent"], OutboxEmail.get().last_error
    [mail] = mailbox.messages(tmp_path)
    assert mail.subject == "Your password was changed"
    assert "elsewhere.example" not in mail.text + mail.html
