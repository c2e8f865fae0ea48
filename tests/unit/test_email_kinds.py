"""Every kind of email renders from a real row, says nothing that it must not, and is refused when something lacks."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from portal.app import create_app
from portal.mail import messages
from portal.mail.delivery import OutgoingMail
from portal.mail.kinds import KINDS
from portal.mail.notice_message import NoticeMessage
from portal.models import connection
from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.result import Result
from portal.rules.languages import LANGUAGES
from portal.services import links
from portal.services.letters import CanNotCompose
from portal.services.links import Purpose
from portal.settings import ROOT, Settings
from tests.conftest import SECRET_KEY
from tests.unit import email_rows, factories

PUBLIC_URL = "https://results.example.org"
LARGEST = 10_000
FORBIDDEN = (
    email_rows.ID_NUMBER, email_rows.TYPED, factories.SECRET, "187", "C1", "grade A", "Grade A", "172", "168", "165",
    "178", "181", "Núñez", "María", "<img", "<script", "pixel", "http://",
)  # fmt: skip
NOW = email_rows.NOW
FROM = "Candidate Portal <no-reply@example.org>"


@pytest.fixture(scope="module")
def settings(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One database for the module; each test leaves the rows as they were."""
    file = tmp_path_factory.mktemp("emails") / "portal.db"
    shutil.copy(migrated_file, file)
    return Settings.from_env(
        {
            "PORTAL_SECRET_KEY": SECRET_KEY,
            "PORTAL_DATABASE_URL": f"sqlite:///{file}",
            "PORTAL_PUBLIC_URL": PUBLIC_URL,
            "PORTAL_BOARD_NAME": "Board of Zz",
        }
    )


@pytest.fixture(scope="module")
def whole_app(settings: Settings) -> Iterator[Flask]:
    db.close_all()
    app = create_app(settings)
    with db.connection_context():
        email_rows.write_all(KINDS)
    yield app
    db.close_all()


@pytest.fixture
def app(whole_app: Flask, settings: Settings) -> Iterator[Flask]:
    """The application with a row of each kind; what a test changes is rolled back."""
    connection.bind(settings.database_url)
    with whole_app.app_context(), db.connection_context(), db.atomic() as transaction:
        yield whole_app
        transaction.rollback()
    db.close_all()


def compose(app: Flask, kind: str) -> OutgoingMail:
    return messages.compose(email_rows.row(kind), settings=app.config["SETTINGS"])


def test_what_a_release_sends_to_many_names_each_ones_own_number_and_language(app: Flask) -> None:
    """The words are drawn once for all readers of a language; only the end of the ID number is each one's own."""
    email = email_rows.row("results_released")
    first = compose(app, "results_released")
    Entry.update(id_number="QXA100999").where(Entry.candidate == email.candidate_id).execute()
    second = compose(app, "results_released")
    for before, after in ((first.text, second.text), (first.html, second.html)):
        assert before.replace(email_rows.ID_NUMBER[-4:], "0999") == after != before
    Candidate.update(language="es").where(Candidate.id == email.candidate_id).execute()
    assert "0999" in compose(app, "results_released").text
    assert compose(app, "results_released").subject != second.subject


def everything(mail: OutgoingMail) -> str:
    return "\n".join((mail.subject, mail.text, mail.html))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_renders_in_every_language(app: Flask, kind: str, language: str) -> None:
    Candidate.update(language=language).execute()
    mail = compose(app, kind)
    wire = NoticeMessage(mail, mail_from=FROM, at=email_rows.NOW).as_bytes()
    assert len(wire) < LARGEST
    assert "\n" not in mail.subject
    assert 4 < len(mail.subject) <= 78
    assert "Board of Zz" in mail.text
    assert "Board of Zz" in mail.html
    assert f'lang="{language if not KINDS[kind].for_staff else "en"}"' in mail.html
    assert not re.search(r"{{|}}|{%|%\(|\bNone\b|Undefined", everything(mail))


@pytest.mark.parametrize("kind", KINDS)
def test_it_holds_nothing_that_must_not_leave(app: Flask, kind: str) -> None:
    words = re.sub(r"https://[^\s<\"]+", "", everything(compose(app, kind)))  # names in addresses are random
    assert [marker for marker in FORBIDDEN if marker in words] == []


@pytest.mark.parametrize("kind", [kind for kind, what in KINDS.items() if not what.for_staff])
def test_it_says_which_account_it_is_about(app: Flask, kind: str) -> None:
    mail = compose(app, kind)
    for part in (mail.text, mail.html):
        assert email_rows.ID_NUMBER[-4:] in part


@pytest.mark.parametrize("kind", KINDS)
def test_it_goes_to_one_person_under_a_stable_name(app: Flask, kind: str) -> None:
    row = email_rows.row(kind)
    first, second = (messages.compose(row, settings=app.config["SETTINGS"]) for _ in range(2))
    person = row.candidate or row.staff
    assert person is not None
    assert first.to == person.email
    assert first.message_id == second.message_id == f"<{row.unique_key.replace(':', '.')}@results.example.org>"
    assert first == second


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_lead_to_the_same_pages(app: Flask, kind: str) -> None:
    mail = compose(app, kind)
    in_text = set(re.findall(r"https://[^\s<]+", mail.text))
    in_html = set(re.findall(r'href="([^"]+)"', mail.html)) | set(re.findall(r"https://[^\s<\"]+", mail.html))
    assert in_text == in_html
    adapter = app.url_map.bind("results.example.org")
    for address in in_text:
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" == PUBLIC_URL
        adapter.match(parts.path or "/", method="GET")


@pytest.mark.parametrize("kind", KINDS)
def test_the_html_stands_alone(app: Flask, kind: str) -> None:
    html = compose(app, kind).html
    assert html.startswith("<!DOCTYPE html>")
    assert len(re.findall("<h1>", html)) == 1
    assert not re.search(r"<(link|script|img|iframe|object|form)\b|\bon\w+=|url\(|@import", html)


def test_only_news_offers_to_unsubscribe(app: Flask) -> None:
    news = compose(app, "news")
    (one, address), (two, value) = news.headers
    assert (one, two, value) == ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    assert address.strip("<>") in news.text
    assert "New dates" in news.subject


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"news"}))
def test_no_other_kind_does(app: Flask, kind: str) -> None:
    mail = compose(app, kind)
    assert mail.headers == ()
    assert "/unsubscribe/" not in everything(mail)


def test_the_old_address_gets_the_way_back_and_the_new_one_the_way_in(app: Flask) -> None:
    old = compose(app, "email_changed")
    row = email_rows.row("email_changed")
    row.link = links.make(purpose=Purpose.CONFIRM_EMAIL, email="new@example.org", candidate=row.candidate, now=NOW)
    new = messages.compose(row, settings=app.config["SETTINGS"])
    assert "/undo-email/" in old.text
    assert "/confirm-email/" not in old.text
    assert "/confirm-email/" in new.text
    assert "/undo-email/" not in new.text
    assert old.subject != new.subject


def test_whatever_the_outcome_the_released_mail_is_the_same(app: Flask) -> None:
    row = email_rows.row("results_released")
    good = messages.compose(row, settings=app.config["SETTINGS"])
    Result.update(status="X", overall_score=None, grade="", cefr_level="", certificate="").execute()
    assert messages.compose(OutboxEmail.get_by_id(row.id), settings=app.config["SETTINGS"]) == good


@pytest.mark.parametrize(
    ("kind", "column"),
    [("password_reset", "link"), ("batch_due", "batch"), ("results_delayed", "entry"), ("news", "news")],
)
def test_a_row_that_lacks_what_its_words_need_is_refused(app: Flask, kind: str, column: str) -> None:
    row = email_rows.row(kind)
    setattr(row, column, None)
    with pytest.raises(CanNotCompose):
        messages.compose(row, settings=app.config["SETTINGS"])


def test_an_empty_value_is_refused_and_not_left_blank(app: Flask) -> None:
    row = email_rows.row("results_delayed")
    Centre.update(contact_name="").execute()
    with pytest.raises(CanNotCompose, match="contact_name"):
        messages.compose(row, settings=app.config["SETTINGS"])


def test_a_report_of_no_failures_is_refused(app: Flask) -> None:
    row = email_rows.row("bounce_report")
    OutboxEmail.update(problem="").execute()
    with pytest.raises(CanNotCompose, match="unreached"):
        messages.compose(row, settings=app.config["SETTINGS"])


def test_a_person_without_an_address_is_refused(app: Flask) -> None:
    row = email_rows.row("results_released")
    Candidate.update(email="").execute()
    with pytest.raises(CanNotCompose, match="nobody"):
        messages.compose(OutboxEmail.get_by_id(row.id), settings=app.config["SETTINGS"])


def test_an_unknown_kind_is_refused(app: Flask) -> None:
    row = email_rows.row("results_released")
    row.kind = "surprise"
    with pytest.raises(CanNotCompose, match="surprise"):
        messages.compose(row, settings=app.config["SETTINGS"])


def test_a_language_nobody_knows_is_written_in_english(app: Flask) -> None:
    Candidate.update(language="tlh-x").execute()
    assert 'lang="en"' in compose(app, "results_released").html


def test_an_account_without_an_entry_still_gets_its_mail(app: Flask) -> None:
    row = email_rows.row("password_changed")
    Entry.update(candidate=None).execute()
    row.entry = None
    assert "ends in" not in messages.compose(row, settings=app.config["SETTINGS"]).text


def test_every_folder_is_a_kind_and_every_kind_a_folder() -> None:
    folders = {path.name for path in (ROOT / "templates" / "email").iterdir() if path.is_dir()}
    assert folders == set(KINDS)


def test_every_kind_that_a_service_writes_is_known() -> None:
    source = "\n".join(path.read_text() for path in Path(ROOT / "portal" / "services").glob("*.py"))
    named = set(re.findall(r'kind="([a-z_]+)"|_tell\("([a-z_]+)"|notices\.tell\("([a-z_]+)"', source))
    kinds = {name for found in named for name in found if name}
    assert kinds - set(KINDS) - {"main", "follow_up", "amendment", "entries", "results"} == set()
