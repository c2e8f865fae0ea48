"""The mailbox of the demonstration: the emails that were sent and the staff's codes, for people who try the portal.

The blueprint is registered in demonstration mode only, which refuses a database with real centres.
"""

from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, render_template, request

from portal import clock
from portal.cli import cast, mailbox
from portal.cli.mailbox import CaughtMail
from portal.services.errors import NotFound
from portal.settings import Settings
from portal.web import htmx

pages = Blueprint("demo", __name__, url_prefix="/demo")
SHOWN = 50
LONGEST_ADDRESS = 254
# The letter is drawn as its reader's program would, and can run nothing, load nothing and send nothing.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"


@pages.get("/mailbox", endpoint="mailbox")
def show_mailbox() -> str:
    """The newest mails, of one recipient if asked, and the codes that work now; htmx gets only what changes."""
    to = request.args.get("to", "").strip()[:LONGEST_ADDRESS]
    template = "_live" if htmx.asked_by_htmx() else "mailbox"
    return render_template(
        f"demo/{template}.html",
        to=to,
        mails=mailbox.messages(_folder(), to or None, limit=SHOWN),
        codes=cast.codes(now=clock.now()),
        password=cast.PASSWORD,
    )


@pages.get("/mailbox/<message_id>")
def message(message_id: str) -> str:
    """One mail: its text with links to follow, its headers, and the way to its HTML part."""
    return render_template("demo/message.html", mail=_mail(message_id))


@pages.get("/mailbox/<message_id>/letter")
def letter(message_id: str) -> Response:
    """The HTML part as a page of its own, locked in."""
    answer = make_response(_mail(message_id).html)
    answer.headers["Content-Security-Policy"] = LETTER_POLICY
    return answer


def _mail(message_id: str) -> CaughtMail:
    found = mailbox.one(_folder(), message_id)
    if found is None:
        raise NotFound
    return found


def _folder() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return mailbox.folder_of(settings)
