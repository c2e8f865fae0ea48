"""Errors as pages: each kind of refusal has one status, and words that say what to do."""

import logging

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import NoMoreData, ParseException
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError
from werkzeug.wrappers import Response

from portal.models.connection import AWAY
from portal.services import errors
from portal.services.errors import Busy, IllegalStepError, NotAllowed, NotFound, Refused, SlowDown
from portal.web import access, security_events

log = logging.getLogger(__name__)
AGAIN_SECONDS = 10
EVENTS = {403: "authz_fail", 429: "excess_rate_limit_exceeded"}
Answer = tuple[str, int, dict[str, str]]


def init_app(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(NotAllowed, lambda _: page(403))
    app.register_error_handler(errors.LinkDead, lambda _: page(404))
    app.register_error_handler(IllegalStepError, lambda _: page(409))
    app.register_error_handler(Refused, lambda _: page(409))
    app.register_error_handler(SlowDown, lambda slow: page(429, retry_after=slow.seconds))
    for broken in (ParseException, NoMoreData):  # a body in chunks that are none, or that ends before its end
        app.register_error_handler(broken, lambda _: page(400))
    for away in (*AWAY, Busy):
        app.register_error_handler(away, _away)
    app.register_error_handler(Exception, _unexpected)


def page(code: int, *, retry_after: int | None = None, heading: str = "", advice: str = "") -> Answer:
    """The error page of a status; `retry_after` is in seconds."""
    if code in EVENTS:
        security_events.note(EVENTS[code])
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    words = {"heading": heading, "advice": advice}
    given = {name: value for name, value in words.items() if value}
    return render_template("errors/error.html", code=code, retry_after=retry_after, **given), code, headers


def _http(error: HTTPException) -> Answer | Response | HTTPException:
    if isinstance(error, SecurityError):  # a host name that is not ours: no page of ours can be addressed there
        return BadRequest("Nothing answers here under this name.")
    if error.code is None or error.code < 400:
        return error
    return page(error.code)


def _not_found(_: NotFound) -> Answer:
    """Not there, or somebody else's: who is signed in and asks for such things is worth a line."""
    if access.session_row() is not None:
        security_events.note("authz_fail", status=404)
    return page(404)


def _csrf(_: CSRFError) -> Answer:
    security_events.note("authz_fail", status=400)
    return page(400)


def _away(error: Exception) -> Answer:
    log.error("dependency.down", extra={"error": type(error).__name__, "endpoint": request.endpoint})
    g.dependency_down = True
    return page(503, retry_after=AGAIN_SECONDS)


def _unexpected(error: Exception) -> Answer:
    log.error("request.failed", extra={"endpoint": request.endpoint}, exc_info=error)
    return page(500)
