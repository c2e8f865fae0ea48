"""For QA: scenarios, the clock, the mailbox and the codes of made-up staff, for tests that run against this portal.

It exists only with PORTAL_TIME_TRAVEL=1 and PORTAL_QA_TOKEN, which start-up refuses where there is a real centre;
every request sends the token as a bearer. The answers are JSON; docs/qa.md says how tests use them.
"""

import hmac
from dataclasses import asdict
from datetime import datetime, timedelta

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request

from portal import clock
from portal.cli import journey, mailbox, qa_desk, seeding
from portal.cli.scenarios.register import SCENARIOS
from portal.extensions import csrf
from portal.services import emptying, time_travel
from portal.services.errors import Refused
from portal.settings import Settings

pages = Blueprint("qa", __name__, url_prefix="/qa")
MOST_MAILS = 200
MOST_SECONDS = 10**10  # more than the clock accepts, and still a number of seconds


def init_app(app: Flask) -> None:
    """Register the interface where it is wanted."""
    settings: Settings = app.config["SETTINGS"]
    if settings.time_travel and settings.qa_token:
        csrf.exempt(pages)
        app.register_blueprint(pages)


@pages.before_request
def _guard() -> None:
    """A stranger learns nothing; a real centre, added since the start, ends QA's work."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(given.encode(), _settings().qa_token.encode()):
        abort(404)
    emptying.require_made_up()


@pages.get("/")
def overview() -> Response:
    """What can be loaded, what time it is, and what the worker still has to do."""
    return jsonify(
        scenarios={name: module.SUMMARY for name, module in sorted(SCENARIOS.items())},
        now=clock.now().isoformat(),
        ahead_seconds=time_travel.lead().total_seconds(),
        waiting=qa_desk.work_waiting(now=clock.now()),
    )


@pages.post("/seed/<scenario>")
def seed(scenario: str) -> Response:
    """Empty database and mailbox, load a scenario, `at` a moment if one is given, and say who is in it."""
    if scenario not in SCENARIOS:
        abort(404)
    qa_desk.empty_mailbox(_settings())
    sheet = seeding.load(scenario, settings=_settings(), fresh=True, at=_moment(request.form.get("at", "")))
    return jsonify(sheet.as_dict())


@pages.post("/clock/advance")
def advance() -> Response:
    """Move the clock `seconds` (whole ones) forward; what falls due on the way is done when this answers."""
    seconds = request.form.get("seconds", type=int)
    if seconds is None:
        abort(400)
    journey.travel(timedelta(seconds=min(seconds, MOST_SECONDS)), catch_up=current_app.extensions["catch_up"])
    return jsonify(now=clock.now().isoformat())


@pages.post("/clock/reset")
def reset() -> Response:
    """Back to the machine's time."""
    time_travel.reset()
    return jsonify(now=clock.now().isoformat())


@pages.get("/mail")
def mail() -> Response:
    """What was sent, the newest first; only to one address with `?to=`."""
    found = mailbox.messages(mailbox.folder_of(_settings()), request.args.get("to") or None, limit=MOST_MAILS)
    return jsonify([asdict(message) for message in found])


@pages.get("/code")
def code() -> Response:
    """A code that the second factor of this member of staff takes now."""
    return jsonify(code=qa_desk.code_of(email=request.args.get("email", ""), now=clock.now()))


@pages.errorhandler(Refused)
def _refused(refused: Refused) -> tuple[Response, int]:
    return jsonify(refused=refused.code), 409


def _moment(text: str) -> datetime | None:
    """A moment with its offset from UTC, as 2035-03-14T09:30:00+00:00."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        abort(400)
    return moment if moment.tzinfo else abort(400)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
