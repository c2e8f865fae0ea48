"""The folder that stands in for a mail server."""

from pathlib import Path

from portal.mail.folder import received_at, save
from portal.mail.transport import Outcome, transport_for
from tests.unit.mail.conftest import MAIL_FROM, a_mail


def test_a_message_becomes_one_file_in_a_folder_that_is_made(tmp_path: Path) -> None:
    delivery = transport_for(f"file:{tmp_path}/mails", mail_from=MAIL_FROM).send(a_mail())
    [file] = (tmp_path / "mails").iterdir()
    assert delivery.outcome is Outcome.SENT
    assert file.suffix == ".eml"
    assert b"Message-ID: <notice-1@portal.example.org>\r\n" in file.read_bytes()


def test_names_sort_by_arrival(tmp_path: Path) -> None:
    saved = [save(tmp_path, b"x") for _ in range(50)]
    stamps = [received_at(mail_id) for mail_id in saved]
    assert stamps == sorted(stamp for stamp in stamps if stamp is not None)


def test_a_folder_that_can_not_be_written_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "mails").write_text("a file stands where the folder should be")
    delivery = transport_for(f"file:{tmp_path}/mails", mail_from=MAIL_FROM).send(a_mail())
    assert delivery.outcome is Outcome.UNREACHABLE
    assert str(tmp_path) not in delivery.detail


def test_a_header_that_can_not_be_written_is_refused(tmp_path: Path) -> None:
    delivery = transport_for(f"file:{tmp_path}", mail_from=MAIL_FROM).send(a_mail(subject="a\nb"))
    assert delivery.outcome is Outcome.REFUSED
    assert list(tmp_path.iterdir()) == []
