"""The reader's language: chosen, remembered, or offered from what the browser says; times in a zone."""

from flask import Blueprint, Flask, abort, current_app, redirect, request, session, url_for
from flask_babel import Babel
from werkzeug.wrappers import Response

from portal.settings import ROOT
from portal.web import access

LANGUAGES = {"en": "English"}
# How dates and numbers are written where the bare language would leave it open: 14 March 2026.
LOCALES = {"en": "en_GB"}
RIGHT_TO_LEFT = {"ar"}
STAFF_LANGUAGE = "en"

babel = Babel()
pages = Blueprint("languages", __name__)


def init_app(app: Flask) -> None:
    """Bind Flask-Babel; staff pages are English."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "portal" / "translations")
    babel.init_app(app, default_locale="en", default_timezone="UTC", locale_selector=locale)
    app.register_blueprint(pages)


def current() -> str:
    """The code of the language of this request."""
    if request.blueprint == "staff":
        return STAFF_LANGUAGE
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(list(LANGUAGES)) or "en"


def locale() -> str:
    """The locale that goes with the language of this request."""
    return LOCALES.get(current(), current())


def direction() -> str:
    return "rtl" if current() in RIGHT_TO_LEFT else "ltr"


@pages.get("/language/<code>")
def choose(code: str) -> Response:
    """Remember the language and go back to a page that everybody may see, or to the results."""
    if code not in LANGUAGES:
        abort(404)
    session["language"] = code
    return redirect(_page(request.args.get("back", "")), 303)


def _page(endpoint: str) -> str:
    """The page somebody came from, if it has an address without parts; else the first page they may see."""
    rules = current_app.url_map.iter_rules(endpoint) if endpoint in current_app.view_functions else ()
    if any("GET" in (rule.methods or ()) and not rule.arguments for rule in rules):
        return url_for(endpoint)
    return url_for("candidate.results" if access.candidate_or_none() else "public.home")
