"""The reader's language: chosen in the footer, remembered with the account, or the one the browser asks for."""

from collections.abc import Callable

from babel.support import NullTranslations
from flask import Blueprint, Flask, abort, current_app, redirect, request, session, url_for
from flask_babel import Babel, get_locale, get_translations
from werkzeug.wrappers import Response

from portal.models.candidate import Candidate
from portal.rules.languages import ENGLISH, LANGUAGES, direction_of, locale_of, spoken
from portal.services import account_language
from portal.settings import ROOT
from portal.web import access

# Their pages are English and marked for nobody.
NOT_FOR_CANDIDATES = {"staff", "demo", "qa"}

babel = Babel()
pages = Blueprint("languages", __name__)


def init_app(app: Flask) -> None:
    """Bind Flask-Babel."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "portal" / "translations")
    babel.init_app(app, default_locale=ENGLISH, default_timezone="UTC", locale_selector=locale)
    app.register_blueprint(pages)
    _look_up_texts_once(app)


def current() -> str:
    """The code of the language of this request.

    Without a choice the browser's wish is followed at once, and not offered in a line that one would have to find
    and read first; the footer of every page leads back, each language under its own name.
    """
    if request.blueprint in NOT_FOR_CANDIDATES:
        return ENGLISH
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    person = access.candidate_or_none()
    if person is not None:
        return spoken(person.language)
    return _wished()


def locale() -> str:
    """The locale that goes with the language of this request."""
    return locale_of(current())


def direction() -> str:
    """How the text of this request runs: ltr or rtl."""
    return direction_of(current())


def remember(candidate: Candidate) -> None:
    """Keep what was chosen in this browser with the account of who signs in."""
    chosen = session.get("language")
    if chosen in LANGUAGES and chosen != candidate.language:
        account_language.choose(candidate=candidate, language=chosen)


@pages.get("/language/<code>")
def choose(code: str) -> Response:
    """Remember the language and go back to a page that everybody may see, or to the results.

    A link, so that it works everywhere: the most that a foreign page can do with it is to have to be undone here.
    """
    if code not in LANGUAGES:
        abort(404)
    _take(code)
    return redirect(_page(request.args.get("back", "")), 303)


def typed_on() -> str | None:
    """The language chosen in the middle of a form, by a button that brings along what was typed."""
    if request.method != "POST" or request.blueprint in NOT_FOR_CANDIDATES:
        return None
    code = request.form.get("language")
    return code if code in LANGUAGES else None


@pages.before_app_request
def _take_from_form() -> None:
    code = typed_on()
    if code is not None:
        _take(code)


def _take(code: str) -> None:
    session["language"] = code
    person = access.candidate_or_none()
    if person is not None:
        remember(person)


def _wished() -> str:
    """The browser's first language that we speak, whatever its country: en-US before es."""
    wishes = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((language for language in wishes if language in LANGUAGES), ENGLISH)


def _page(endpoint: str) -> str:
    """The page somebody came from, if it has an address without parts; else the first page they may see."""
    rules = current_app.url_map.iter_rules(endpoint) if endpoint in current_app.view_functions else ()
    if any("GET" in (rule.methods or ()) and not rule.arguments for rule in rules):
        return url_for(endpoint)
    return url_for("candidate.results" if access.candidate_or_none() else "public.home")


def _look_up_texts_once(app: Flask) -> None:
    """Let templates find a text by the request's locale alone; Flask-Babel asks for more each time."""
    catalogues: dict[object, NullTranslations] = {}

    def catalogue() -> NullTranslations:
        locale = get_locale()
        if locale not in catalogues:
            catalogues[locale] = get_translations()
        return catalogues[locale]

    install: Callable[..., None] = getattr(app.jinja_env, "install_gettext_callables")  # noqa: B009 - an extension's
    install(
        gettext=lambda text: catalogue().ugettext(text),
        ngettext=lambda one, many, number: catalogue().ungettext(one, many, number),
        newstyle=True,
    )
