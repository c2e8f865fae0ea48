"""The news: its link ends it for its owner alone, as often as it is used, and each change is written down."""

from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.consent import Consent
from portal.services import links, news
from portal.services.errors import LinkDead
from tests.unit import factories
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("sqlite_database")


def amara() -> Candidate:
    return factories.candidate(factories.entry(), wants_news=True)


def token_of(candidate: Candidate) -> str:
    return links.token(news.unsubscribe_link(candidate=candidate, now=NOW))


def test_following_the_link_changes_nothing() -> None:
    candidate = amara()
    assert news.subscriber(token=token_of(candidate), now=NOW) == candidate
    assert Candidate.get_by_id(candidate.id).wants_news


def test_unsubscribing_ends_the_news_for_its_owner_alone() -> None:
    candidate = amara()
    sister = factories.candidate(factories.entry(candidate.entries[0].sitting), wants_news=True)
    assert not news.unsubscribe(token=token_of(candidate), now=NOW).wants_news
    assert Candidate.get_by_id(sister.id).wants_news


def test_unsubscribing_twice_is_written_down_once() -> None:
    token = token_of(amara())
    for _ in range(2):
        assert not news.unsubscribe(token=token, now=NOW).wants_news
    assert [(row.given, row.text_version) for row in Consent.select()] == [(False, news.UNSUBSCRIBE_TEXT_VERSION)]


def test_many_emails_share_one_link() -> None:
    candidate = amara()
    assert token_of(candidate) == token_of(candidate)


def test_an_old_email_still_leads_out_after_a_new_link_was_made() -> None:
    candidate = amara()
    old = token_of(candidate)
    later = NOW + timedelta(days=340)
    assert links.token(news.unsubscribe_link(candidate=candidate, now=later)) != old
    assert not news.unsubscribe(token=old, now=later).wants_news


def test_a_link_for_something_else_does_not_end_the_news() -> None:
    candidate = amara()
    other = links.make(purpose=links.Purpose.CONFIRM_EMAIL, email=candidate.email, candidate=candidate, now=NOW)
    with pytest.raises(LinkDead):
        news.unsubscribe(token=links.token(other), now=NOW)
