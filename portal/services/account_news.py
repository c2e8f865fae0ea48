"""The wish to get news by email, from within the account: every yes and no with the text that was shown."""

from datetime import datetime

from portal.models.base import db
from portal.models.candidate import Candidate
from portal.models.consent import Consent
from portal.services.registration import NEWS_TEXT_VERSION


def choose(*, candidate: Candidate, wants_news: bool, now: datetime) -> None:
    """Remember the wish; the same wish again adds nothing to the history."""
    with db.atomic():
        changed = (
            Candidate.update(wants_news=wants_news)
            .where(Candidate.id == candidate.id, Candidate.wants_news != wants_news)
            .execute()
        )
        if changed:
            Consent.create(candidate=candidate, given=wants_news, text_version=NEWS_TEXT_VERSION, at=now)


def history(*, candidate: Candidate) -> list[Consent]:
    """Every yes and no, the latest first."""
    return list(Consent.select().where(Consent.candidate == candidate).order_by(Consent.at.desc(), Consent.id.desc()))
