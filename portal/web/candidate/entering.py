"""What follows when somebody has proven an entry and chosen a password: a session, and the page for what is next."""

from flask import url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.models.candidate import Candidate
from portal.services import sessions
from portal.web import access, languages, security_events
from portal.web.candidate import known_browser
from portal.web.htmx import go_to


def enter(candidate: Candidate, id_number: str) -> Response:
    """Sign the candidate in to a fresh session."""
    languages.remember(candidate)
    access.sign_in(sessions.start(candidate=candidate, visit=access.visit(), now=clock.now()))
    security_events.note("authn_login_success", candidate=candidate.public_id)
    return known_browser.remember(go_to(url_for("candidate.registered")), id_number)
