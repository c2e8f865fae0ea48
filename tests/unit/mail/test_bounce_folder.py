"""Reports in a folder mark the email they are about, and suppress the address; forged ones do nothing."""

import mailbox
from datetime import timedelta
from pathlib import Path

import pytest

from portal.mail.bounce_folder import Taken, take_all
from portal.models.outbox_email import OutboxEmail
from portal.services import bounces, refused_addresses
from tests.unit import factories
from tests.unit.factories import NOW
from tests.unit.mail.test_delivery_report import REPORT

pytestmark = pytest.mark.usefixtures("database")
KEY = "results_released:c12:b1:v1"


@pytest.fixture
def sent(database: str) -> OutboxEmail:
    amara = factories.candidate(factories.entry())
    return OutboxEmail.create(
        unique_key=KEY, kind="results_released", candidate=amara, state="sent", due_at=NOW, created_at=NOW, sent_at=NOW
    )


def now_of(email: OutboxEmail) -> OutboxEmail:
    return OutboxEmail.get_by_id(email.id)


def test_a_report_marks_the_email_and_the_address(sent: OutboxEmail, tmp_path: Path) -> None:
    folder = tmp_path / "returned"
    folder.mkdir()
    (folder / "1.eml").write_text(REPORT)
    (folder / "2.eml").write_text("Subject: I am on holiday\n\nBack soon")
    assert take_all(folder, now=NOW) == Taken(2, 1)
    email = now_of(sent)
    assert (email.state, email.problem, email.dead_at) == ("failed", "refused", NOW)
    assert "amara" not in email.last_error
    assert refused_addresses.is_refused("amara@example.org")
    assert take_all(folder, now=NOW) == Taken(2, 0)


def test_a_maildirs_new_messages_are_read_once(sent: OutboxEmail, tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box", create=True)
    box.add(REPORT.encode())
    assert take_all(tmp_path / "box", now=NOW) == Taken(1, 1)
    assert take_all(tmp_path / "box", now=NOW) == Taken(0, 0)
    assert len(list((tmp_path / "box/cur").iterdir())) == 1


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        take_all(tmp_path / "nowhere", now=NOW)


@pytest.mark.parametrize(
    ("name", "address"),
    [("results_released.c12.b1.v1", "ben@example.org"), ("results_released.c99.b1.v1", "amara@example.org"), ("", "")],
)
def test_a_report_about_another_address_or_email_counts_nothing(sent: OutboxEmail, name: str, address: str) -> None:
    assert not bounces.take(name=name, address=address, status="5.1.1", diagnostic="", now=NOW)
    assert now_of(sent).state == "sent"
    assert not refused_addresses.is_refused("amara@example.org")


def test_a_report_that_comes_weeks_later_counts_nothing(sent: OutboxEmail) -> None:
    late = NOW + bounces.LATEST + timedelta(seconds=1)
    name = KEY.replace(":", ".")
    assert not bounces.take(name=name, address="amara@example.org", status="5.1.1", diagnostic="", now=late)


def test_a_full_mailbox_fails_the_email_and_not_the_address(sent: OutboxEmail) -> None:
    name = KEY.replace(":", ".")
    assert bounces.take(name=name, address="AMARA@example.org", status="5.2.2", diagnostic="full", now=NOW)
    assert now_of(sent).last_error == "5.2.2 full"
    assert not refused_addresses.is_refused("amara@example.org")
