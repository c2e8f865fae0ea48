"""Reading caught mail: order, recipients, links, and files that are not what they should be."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.cli import mailbox
from portal.mail.folder import save
from portal.mail.transport import OutgoingMail, transport_for

_HTML = '<p><a href="https://portal.example.org/confirm/abc?x=1&amp;y=2">Confirm</a> <a href="javascript:x">x</a></p>'


def _put(folder: Path, to: str = "amara@example.org", **changes: str) -> None:
    fields = {"subject": "Hello", "text": "Hello\n", "html": "<p>Hello</p>", "message_id": "<a@example.org>"}
    transport = transport_for(f"file:{folder}", mail_from="Board <no-reply@example.org>")
    transport.send(OutgoingMail(to, **(fields | changes)))


def test_newest_first(tmp_path: Path) -> None:
    for number in range(5):
        _put(tmp_path, subject=f"Number {number}")
    found = mailbox.messages(tmp_path)
    assert [mail.subject for mail in found] == [f"Number {number}" for number in (4, 3, 2, 1, 0)]
    assert found == [mailbox.one(tmp_path, mail.id) for mail in found]
    assert mailbox.messages(tmp_path, limit=2) == found[:2]


def test_what_a_person_sees(tmp_path: Path) -> None:
    _put(tmp_path, subject="Prüfung: 成绩", text="مرحبا\n", html="<p>é</p>\n")
    [mail] = mailbox.messages(tmp_path)
    assert (mail.to, mail.sender) == ("amara@example.org", "Board <no-reply@example.org>")
    assert (mail.subject, mail.text, mail.html) == ("Prüfung: 成绩", "مرحبا\n", "<p>é</p>\n")
    assert mail.dated is not None
    assert abs((mail.received_at - mail.dated).total_seconds()) < 5
    assert mail.header("auto-submitted") == "auto-generated"
    assert mail.header("x-missing") is None


def test_links_of_text_and_html_once_each(tmp_path: Path) -> None:
    text = "Open https://portal.example.org/confirm/abc?x=1&y=2 or (https://portal.example.org/help).\n"
    _put(tmp_path, text=text, html=_HTML)
    [mail] = mailbox.messages(tmp_path)
    assert mail.links == (
        "https://portal.example.org/confirm/abc?x=1&y=2",
        "https://portal.example.org/help",
    )


@pytest.mark.parametrize("to", ["ben@example.org", "BEN@example.org ", "ben@EXAMPLE.org"])
def test_only_those_to_one_recipient(tmp_path: Path, to: str) -> None:
    for address in ("amara@example.org", "ben@example.org", "ruben@example.org"):
        _put(tmp_path, address)
    assert [mail.to for mail in mailbox.messages(tmp_path, to=to)] == ["ben@example.org"]


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert mailbox.messages(tmp_path / "none") == []


def test_files_that_are_no_whole_mail_are_passed_over(tmp_path: Path) -> None:
    _put(tmp_path)
    for broken in (b"", b"\x00\xff" * 50, b"no header at all", b"Subject: cut off he"):
        save(tmp_path, broken)
    (tmp_path / "notes.eml").write_text("To: a@b.c\n\nnot ours")
    (tmp_path / ".20260101T000000000000Z-00000000.part").write_text("To: a@b.c\n\nhalf")
    (tmp_path / "20260101T000000000000Z-00000000.eml").mkdir()
    assert [mail.to for mail in mailbox.messages(tmp_path)] == ["amara@example.org"]


def test_a_mail_cut_off_in_the_middle_does_not_stop_the_list(tmp_path: Path) -> None:
    _put(tmp_path)
    [file] = tmp_path.glob("*.eml")
    whole = file.read_bytes()
    for length in range(0, len(whole), 7):
        file.write_bytes(whole[:length])
        assert len(mailbox.messages(tmp_path)) <= 1


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(garbage=st.binary(max_size=300))
def test_no_file_stops_the_list(tmp_path_factory: pytest.TempPathFactory, garbage: bytes) -> None:
    folder = tmp_path_factory.mktemp("mails")
    save(folder, b"To: a@b.c\r\nContent-Type: " + garbage)
    save(folder, b"To: " + garbage + b"\r\n\r\nx")
    assert len(mailbox.messages(folder)) <= 2


def test_an_id_opens_nothing_outside_the_folder(tmp_path: Path) -> None:
    secret = tmp_path / "20260101T000000000000Z-00000000.eml"
    secret.write_text("To: a@b.c\n\nsecret")
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "20260101T000000000000Z-11111111.eml").symlink_to(secret)
    for hostile in (
        "../20260101T000000000000Z-00000000",
        str(secret.with_suffix("")),
        "20260101T000000000000Z-11111111",
        "20260101T000000000000Z-00000000\n",
        "20269999T000000000000Z-00000000",
        "",
        "\0",
        "..",
    ):
        assert mailbox.one(folder, hostile) is None
    assert mailbox.messages(folder) == []
