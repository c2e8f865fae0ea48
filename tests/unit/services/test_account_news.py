"""Every yes and no to news is kept with its date and the text it was said to."""

from datetime import timedelta

from portal.models.candidate import Candidate
from portal.services import account_news
from portal.services.registration import NEWS_TEXT_VERSION
from tests.unit import factories

NOW = factories.NOW


def test_each_change_of_mind_is_kept(database: str) -> None:
    amara = factories.candidate()
    for days, wants in enumerate((True, False)):
        account_news.choose(candidate=amara, wants_news=wants, now=NOW + timedelta(days=days))
        assert Candidate.get_by_id(amara.id).wants_news is wants
    assert [(row.given, row.text_version, row.at) for row in account_news.history(candidate=amara)] == [
        (False, NEWS_TEXT_VERSION, NOW + timedelta(days=1)),
        (True, NEWS_TEXT_VERSION, NOW),
    ]


def test_the_same_wish_again_adds_nothing(database: str) -> None:
    amara = factories.candidate()
    for _ in range(2):
        account_news.choose(candidate=amara, wants_news=True, now=NOW)
    assert len(account_news.history(candidate=amara)) == 1
