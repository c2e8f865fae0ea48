"""Everything the portal holds about a candidate that is theirs to see, for a file of their own."""

from datetime import datetime
from typing import Any

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.login_session import LoginSession
from portal.models.outbox_email import OutboxEmail
from portal.services import account_news, results
from portal.services.seen import EntryView


def of(*, candidate: Candidate, now: datetime) -> dict[str, Any]:
    """Plain values: times as ISO 8601 in UTC. What may not be shown of a result is not here either."""
    return {
        "written_at": _time(now),
        "account": {
            "email": candidate.email,
            "email_confirmed_at": _time(candidate.email_confirmed_at),
            "language": candidate.language,
            "registered_at": _time(candidate.created_at),
            "terms_version": candidate.terms_version,
            "terms_accepted_at": _time(candidate.terms_accepted_at),
            "wants_news": candidate.wants_news,
            "covers_results": candidate.hides_results,
        },
        "news_choices": [
            {"wanted": consent.given, "text_version": consent.text_version, "at": _time(consent.at)}
            for consent in account_news.history(candidate=candidate)
        ],
        "entries": [_entry(view, Entry.get_by_id(view.entry.id)) for view in results.list_for(candidate, now=now)],
        "sessions": [_session(row) for row in _sessions(candidate)],
        "emails": [_email(row, candidate) for row in _emails(candidate)],
    }


def _entry(view: EntryView, entry: Entry) -> dict[str, Any]:
    sitting = entry.sitting
    return {
        "id_number": entry.id_number,
        "candidate_number": entry.candidate_number,
        "family_name": entry.family_name,
        "given_names": entry.given_names,
        "name_on_certificate": entry.name_on_certificate,
        "date_of_birth": entry.date_of_birth.isoformat(),
        "email_hint": entry.email_hint,
        "language": entry.language,
        "exam_code": sitting.exam_code,
        "exam_date": sitting.exam_date.isoformat(),
        "delivery": sitting.delivery,
        "centre": view.entry.centre_number,
        "venue": entry.venue,
        "claimed_at": _time(entry.claimed_at),
        "results_from": sitting.results_from.isoformat(),
        "results_by": sitting.results_by.isoformat(),
        "result": _result(view),
    }


def _result(view: EntryView) -> dict[str, Any] | None:
    outcome = view.outcome
    if outcome is None:
        return None
    return {
        "status": outcome.status,
        "released_at": _time(outcome.released_at),
        "overall_score": outcome.overall_score,
        "grade": outcome.grade,
        "cefr_level": outcome.cefr_level,
        "scores": outcome.scores,
        "certificate": outcome.certificate,
        "scheme": outcome.scheme,
    }


def _sessions(candidate: Candidate) -> list[LoginSession]:
    query = LoginSession.select().where(LoginSession.candidate == candidate)
    return list(query.order_by(LoginSession.created_at.desc()))


def _session(row: LoginSession) -> dict[str, Any]:
    return {
        "started_at": _time(row.created_at),
        "seen_at": _time(row.seen_at),
        "ended_at": _time(row.ended_at),
        "browser": row.browser,
        "network": row.network,
    }


def _emails(candidate: Candidate) -> list[OutboxEmail]:
    query = OutboxEmail.select().where(OutboxEmail.candidate == candidate)
    return list(query.order_by(OutboxEmail.created_at.desc()))


def _email(row: OutboxEmail, candidate: Candidate) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "address": None if row.forgotten_at else row.address or candidate.email,
        "state": row.state,
        "written_at": _time(row.created_at),
        "sent_at": _time(row.sent_at),
    }


def _time(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat(timespec="seconds")
