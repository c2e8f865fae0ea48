"""Returned emails are read every minute where a folder is set, and nothing happens where none is."""

import mailbox
from dataclasses import replace
from pathlib import Path

import pytest

from portal.models.outbox_email import OutboxEmail
from portal.models.periodic_slot import PeriodicSlot
from tests.unit import factories
from tests.unit.factories import NOW
from tests.unit.mail.test_delivery_report import REPORT
from workflows import read_bounces

pytestmark = pytest.mark.usefixtures("worker")
KEY = "results_released:c12:b1:v1"


def test_a_report_in_the_folder_is_found_within_the_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = mailbox.Maildir(tmp_path / "returned", create=True)
    box.add(REPORT.encode())
    amara = factories.candidate(factories.entry())
    OutboxEmail.create(unique_key=KEY, kind="results_released", candidate=amara, state="sent", due_at=NOW,
                       created_at=NOW, sent_at=NOW)  # fmt: skip
    monkeypatch.setattr(read_bounces.clock, "now", lambda: NOW)
    read_bounces.read_bounces.call_local()
    assert OutboxEmail.get().state == "sent"
    PeriodicSlot.delete().execute()
    set_folder = replace(read_bounces.settings, bounce_folder=str(tmp_path / "returned"))
    monkeypatch.setattr(read_bounces, "settings", set_folder)
    read_bounces.read_bounces.call_local()
    assert OutboxEmail.get().state == "failed"
