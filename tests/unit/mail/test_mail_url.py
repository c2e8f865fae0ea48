"""What the setting MAIL_URL may say."""

from pathlib import Path

import pytest

from portal.mail.folder import FolderTransport
from portal.mail.mail_url import MailServer, Tls, mail_server
from portal.mail.transport import SmtpTransport, transport_for
from tests.unit.mail.conftest import MAIL_FROM


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://mail.example.org", MailServer("mail.example.org", 465, Tls.IMPLICIT)),
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, Tls.REQUIRED)),
        ("smtp://mail.example.org:25?starttls=no", MailServer("mail.example.org", 25, Tls.NO)),
        ("smtp://relay?starttls=opportunistic", MailServer("relay", 25, Tls.OPPORTUNISTIC)),
        ("smtp://127.0.0.1:2525", MailServer("127.0.0.1", 2525, Tls.NO)),
        ("smtp://[::1]:2525", MailServer("::1", 2525, Tls.NO)),
        ("smtps://b%40x:p%2Fw@m.example.org:4650", MailServer("m.example.org", 4650, Tls.IMPLICIT, "b@x", "p/w")),
    ],
)
def test_a_server(url: str, server: MailServer) -> None:
    assert mail_server(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://mail.example.org",
        "smtp://",
        "smtp://:25",
        "smtp://mail.example.org:port",
        "smtp://mail.example.org:99999",
        "smtp://mail.example.org/path",
        "smtp://mail.example.org?starttls=maybe",
        "smtp://mail.example.org?tls=no",
        "smtps://mail.example.org?starttls=required",
        "smtp://user@mail.example.org",
        "smtps://user:marker-secrét@mail.example.org",
        "smtps://user:marker-secret%0a@mail.example.org",
        "smtp://user:marker-secret@mail.example.org?starttls=no",
        "smtp://user:marker-secret@mail.example.org?starttls=opportunistic",
        "smtp://user:marker-secret@[mail",
        "smtp://user:marker-secret@mail.example.org\u2100",
        "file:",
        "file://host/folder",
    ],
)
def test_a_url_that_can_not_be_used_is_refused_with_one_sentence(url: str) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$") as refused:
        transport_for(url, mail_from=MAIL_FROM)
    assert "marker" not in str(refused.value)


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(mail_server("smtps://user:secret@mail.example.org"))


def test_the_kind_of_transport_goes_by_the_scheme(tmp_path: Path) -> None:
    assert isinstance(transport_for("smtps://mail.example.org", mail_from=MAIL_FROM), SmtpTransport)
    assert isinstance(transport_for(f"file:{tmp_path}", mail_from=MAIL_FROM), FolderTransport)


@pytest.mark.parametrize(
    ("url", "folder"), [("file:mails", "mails"), ("file:/var/mails", "/var/mails"), ("file:///v/a%20b", "/v/a%20b")]
)
def test_a_folder(url: str, folder: str) -> None:
    transport = transport_for(url, mail_from=MAIL_FROM)
    assert isinstance(transport, FolderTransport)
    assert transport.folder == Path(folder)
