"""Who is signed in, and what that opens: guards stand on the blueprints, so a new route is closed at first."""

import ipaddress
from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask_login import UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from portal import clock
from portal.extensions import login_manager
from portal.models.candidate import Candidate
from portal.models.login_session import LoginSession
from portal.models.staff import Staff
from portal.services import sessions
from portal.services.actor import Actor
from portal.services.errors import NotAllowed, NotFound
from portal.services.sessions import Visit
from portal.web import form_token

View = TypeVar("View", bound=Callable[..., object])
_open_views: set[str] = set()
_before_second_factor: set[str] = set()
# Where a person may be taken after signing in: names of pages, never an address out of the request.
RETURN_TO = {
    "candidate.results", "candidate.account", "candidate.registered",
    "staff.today", "staff.batches", "staff.imports", "staff.candidates",
}  # fmt: skip


class SignedIn(UserMixin):
    """A live session and its token, as Flask-Login keeps it for the request."""

    def __init__(self, row: LoginSession, token: str) -> None:
        self.row = row
        self.token = token

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    """Teach Flask-Login that the cookie holds a session's token."""
    login_manager.user_loader(_load)


def _load(token: str) -> SignedIn | None:
    if g.get("dependency_down"):  # the page that says so is drawn as for a stranger
        return None
    row = sessions.find(token=token, now=clock.now())
    return None if row is None else SignedIn(row, token)


def sign_in(token: str) -> None:
    """Put the new session's token into a fresh cookie: nothing of the old one stays but the language."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    row = sessions.find(token=token, now=clock.now())
    if row is not None:
        login_user(SignedIn(row, token))
        session.pop("_id", None)  # a fingerprint of the browser that nothing asks for: the longest part of the cookie
        form_token.renew()


def sign_out() -> None:
    """End the session for every copy of its cookie."""
    row = session_row()
    if row is not None:
        sessions.end(session=row, now=clock.now())
        logout_user()
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def session_row() -> LoginSession | None:
    """The live session of this request, of either audience."""
    person = g.get("_login_user") or current_user._get_current_object()  # as Flask-Login keeps it, or looks for it
    return person.row if isinstance(person, SignedIn) else None


def candidate_or_none() -> Candidate | None:
    row = session_row()
    return row.candidate if row else None


def candidate() -> Candidate:
    """The signed-in candidate. Raises NotFound where the guard was forgotten."""
    person = candidate_or_none()
    if person is None:
        raise NotFound
    return person


def staff_or_none() -> Staff | None:
    row = session_row()
    return row.staff if row else None


def staff() -> Staff:
    """The signed-in member of staff. Raises NotFound where the guard was forgotten."""
    person = staff_or_none()
    if person is None:
        raise NotFound
    return person


def actor() -> Actor:
    """The signed-in member of staff as somebody who acts, with the network it is done from."""
    return Actor.of_staff(staff(), network=network())


def anybody(view: View) -> View:
    """Open a view of a guarded blueprint to people who are not signed in."""
    _open_views.add(_name(view))
    return view


def before_second_factor(view: View) -> View:
    """Open a staff view to a session that has not proven its second factor."""
    _before_second_factor.add(_name(view))
    return view


def candidate_guard() -> Response | None:
    """Before every request of the candidates' blueprint."""
    if _is(_open_views) or candidate_or_none() is not None:
        return None
    return _to_sign_in("candidate.sign_in")


def staff_guard() -> Response | None:
    """Before every request of the staff's blueprint."""
    row = session_row()
    if _is(_open_views):
        return None
    if row is None or row.staff is None:
        return _to_sign_in("staff.sign_in")
    if row.second_factor_at is None and not _is(_before_second_factor):
        return redirect(url_for("staff.two_factor"), 303)
    return None


def require_role(*roles: str) -> Staff:
    """The signed-in member of staff, if in one of these roles; raises NotAllowed."""
    person = staff()
    if person.role not in roles:
        raise NotAllowed
    return person


def return_to(default: str) -> str:
    """Where to go after signing in: a page named in `next` out of the list, or `default`."""
    name = request.args.get("next", "")
    return url_for(name if name in RETURN_TO else default)


def network() -> str:
    """The network a request comes from: /24 or /64, so that it names a line and not a person."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    prefix = 24 if address.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False).network_address)


def visit() -> Visit:
    return Visit(network=network(), browser=request.user_agent.string)


def _to_sign_in(endpoint: str) -> Response:
    wanted = request.endpoint if request.method == "GET" and request.endpoint in RETURN_TO else None
    return redirect(url_for(endpoint, next=wanted), 303)


def _is(names: set[str]) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and _name(view) in names


def _name(view: Callable[..., object]) -> str:
    return f"{view.__module__}.{view.__qualname__}"
