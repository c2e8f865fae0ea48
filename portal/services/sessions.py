"""Login sessions as rows: started at sign-in, checked on every request, ended for good."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import JOIN, Expression

from portal.models.base import microseconds, public_id
from portal.models.built_once import BuiltOnce, BuiltStatement, given
from portal.models.candidate import Candidate
from portal.models.login_session import LoginSession
from portal.models.staff import Staff
from portal.services.errors import NotFound

CANDIDATE_IDLE, CANDIDATE_ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
STAFF_IDLE, STAFF_ABSOLUTE = timedelta(minutes=15), timedelta(hours=10)
TOUCH_EVERY = timedelta(minutes=1)
COLUMNS = (
    "public_id", "token_hash", "candidate", "staff", "created_at", "seen_at", "second_factor_at", "network", "browser",
    "device",
)  # fmt: skip
_by_token = BuiltOnce(
    lambda: (
        LoginSession.select(LoginSession, Candidate, Staff)
        .join(Candidate, JOIN.LEFT_OUTER)
        .switch(LoginSession)
        .join(Staff, JOIN.LEFT_OUTER)
        .where(LoginSession.token_hash == given("token_hash"), LoginSession.ended_at.is_null())
    )
)

_write = BuiltStatement(lambda: LoginSession.insert({name: given(name) for name in COLUMNS}))


@dataclass(frozen=True)
class Visit:
    """From where a session is started; `device` is the random name of a browser of staff."""

    network: str = ""
    browser: str = ""
    device: str = ""


def start(
    *,
    now: datetime,
    visit: Visit,
    candidate: Candidate | None = None,
    staff: Staff | None = None,
    second_factor: bool = False,
) -> str:
    """Start a session for one person; returns the token, which is stored nowhere but in the cookie."""
    token = secrets.token_urlsafe(32)
    at = microseconds(now)
    _write(
        public_id=public_id(),
        token_hash=_hash(token),
        candidate=candidate.id if candidate else None,
        staff=staff.id if staff else None,
        created_at=at,
        seen_at=at,
        second_factor_at=at if second_factor else None,
        network=visit.network[:45],
        browser=visit.browser[:200],
        device=visit.device[:16],
    )
    return token


def find(*, token: str, now: datetime) -> LoginSession | None:
    """The live session of a token with its person loaded, or None; notes once a minute that it was seen."""
    session = next(iter(_by_token(token_hash=_hash(token))), None)
    if session is None or not _alive(session, now):
        return None
    if now - session.seen_at >= TOUCH_EVERY:
        LoginSession.update(seen_at=now).where(LoginSession.id == session.id).execute()
    return session


def end(*, session: LoginSession, now: datetime) -> None:
    """Sign out: the session is dead for every copy of its cookie."""
    LoginSession.update(ended_at=now).where(LoginSession.id == session.id).execute()


def end_one(*, public_id: str, owner: Candidate | Staff, now: datetime) -> None:
    """End one of somebody's own sessions. Raises NotFound for anybody else's."""
    ended = (
        LoginSession.update(ended_at=now)
        .where(
            LoginSession.public_id == public_id,
            _of(owner),
            LoginSession.ended_at.is_null(),
        )
        .execute()
    )
    if not ended:
        raise NotFound


def end_all(
    *,
    now: datetime,
    candidate_id: int | None = None,
    staff_id: int | None = None,
    but: LoginSession | None = None,
) -> int:
    """End every session of one person, except `but`; returns how many."""
    whose = LoginSession.candidate == candidate_id if candidate_id else LoginSession.staff == staff_id
    query = LoginSession.update(ended_at=now).where(whose, LoginSession.ended_at.is_null())
    if but is not None:
        query = query.where(LoginSession.id != but.id)
    return int(query.execute())


def live(*, owner: Candidate | Staff, now: datetime) -> list[LoginSession]:
    """Somebody's live sessions, the latest first."""
    rows = (
        LoginSession.select().where(_of(owner), LoginSession.ended_at.is_null()).order_by(LoginSession.seen_at.desc())
    )
    return [row for row in rows if _alive(row, now)]


def _of(owner: Candidate | Staff) -> Expression:
    return (LoginSession.candidate == owner) if isinstance(owner, Candidate) else (LoginSession.staff == owner)


def _alive(session: LoginSession, now: datetime) -> bool:
    person: Candidate | Staff | None = session.candidate or session.staff
    idle, absolute = (CANDIDATE_IDLE, CANDIDATE_ABSOLUTE) if session.candidate else (STAFF_IDLE, STAFF_ABSOLUTE)
    recent = now - session.seen_at < idle and now - session.created_at < absolute
    return recent and person is not None and person.disabled_at is None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
