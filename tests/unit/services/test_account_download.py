"""The data of a candidate as a file: everything of theirs, nothing that is hidden, nothing of anybody else's."""

import json
from datetime import timedelta

from portal.services import account_download, account_news, outbox, sessions
from portal.services.sessions import Visit
from tests.unit import factories

NOW = factories.NOW
AFTER = factories.RELEASE_AT + timedelta(hours=1)


def test_everything_of_the_candidate_is_there(database: str) -> None:
    entry = factories.entry()
    amara = factories.candidate(entry)
    account_news.choose(candidate=amara, wants_news=True, now=NOW)
    outbox.to_candidate(kind="password_changed", key="1", candidate=amara, now=NOW)
    sessions.start(candidate=amara, visit=Visit(browser="Lynx"), now=NOW)
    factories.batch(entry.sitting, factories.result(entry), state="released")
    data = account_download.of(candidate=amara, now=AFTER)
    assert data["account"]["email"] == "amara@example.org"
    assert data["entries"][0]["id_number"] == entry.id_number
    assert data["entries"][0]["date_of_birth"] == "2007-11-30"
    assert data["entries"][0]["result"]["scores"] == factories.SCORES
    assert [choice["wanted"] for choice in data["news_choices"]] == [True]
    assert [email["kind"] for email in data["emails"]] == ["password_changed"]
    assert [session["browser"] for session in data["sessions"]] == ["Lynx"]


def test_what_opens_doors_is_not_there(database: str) -> None:
    entry = factories.entry()
    amara = factories.candidate(entry)
    text = json.dumps(account_download.of(candidate=amara, now=NOW))
    assert entry.secret_hash not in text
    assert amara.password_hash not in text


def test_a_result_that_is_not_released_is_not_there(database: str) -> None:
    entry = factories.entry()
    factories.batch(entry.sitting, factories.result(entry), state="approved")
    data = account_download.of(candidate=factories.candidate(entry), now=AFTER)
    assert data["entries"][0]["result"] is None
