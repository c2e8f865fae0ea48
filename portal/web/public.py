"""Pages for everybody: the first page, the terms, privacy, help, and the way out of the news."""

from flask import Blueprint, render_template, request
from flask_babel import gettext

from portal import clock
from portal.extensions import csrf
from portal.rules.masking import mask_email
from portal.services import news, texts
from portal.services.errors import LinkDead
from portal.web import access, errors, languages

pages = Blueprint("public", __name__)


@pages.get("/")
def home() -> str:
    """What this is, where to register, where to sign in."""
    return render_template("public/home.html", is_signed_in=access.candidate_or_none() is not None)


@pages.get("/terms")
def terms() -> str:
    """The terms of use in the version in force."""
    return _text("terms")


@pages.get("/privacy")
def privacy() -> str:
    """What is kept about a candidate, and why."""
    return _text("privacy")


@pages.get("/help")
def help_page() -> str:
    """What to do when something is missing: a number, the password, the email, the result."""
    return _text("help", page="help_page")


@pages.route("/unsubscribe/<token>", methods=["GET", "POST"])
@csrf.exempt
def unsubscribe(token: str) -> str | errors.Answer:
    """GET shows a button, POST acts at once: mail programs send it without cookie and token (RFC 8058)."""
    is_done = request.method == "POST"
    try:
        act = news.unsubscribe if is_done else news.subscriber
        candidate = act(token=token, now=clock.now())
    except LinkDead:
        return _dead_link()
    return render_template("public/unsubscribe.html", address=mask_email(candidate.email), is_done=is_done, token=token)


def _text(name: str, *, page: str = "") -> str:
    """The board's own text if it has one, else ours, with the version that is in force."""
    text = texts.own(name, language=languages.current())
    template = "_own_text" if text else page or name
    return render_template(f"public/{template}.html", text=text, version=texts.version(name))


def _dead_link() -> errors.Answer:
    advice = gettext("Sign in and open My account: there you choose which emails you get.")
    return errors.page(404, heading=gettext("This link does not work any more"), advice=advice)
