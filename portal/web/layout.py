"""What every page's frame needs: names, navigation, who is signed in, and the strips at the top."""

from flask import Flask, current_app, request, url_for
from flask_babel import format_datetime, gettext

from portal import clock
from portal.models.staff import Staff
from portal.rules import roles
from portal.rules.languages import LANGUAGES
from portal.settings import Settings
from portal.web import access, languages

PRODUCT = "Candidate Portal"
"""The name where nothing is translated: in the list of somebody's authenticator."""
Nav = list[tuple[str, str, bool]]


def init_app(app: Flask) -> None:
    """Give these values to every template."""
    app.context_processor(_frame)


def _frame() -> dict[str, object]:
    settings: Settings = current_app.config["SETTINGS"]
    return {
        "lang": languages.current(),
        "text_direction": languages.direction(),
        "site_name": gettext("Candidate Portal"),
        "board_name": settings.board_name,
        "home_url": url_for("staff.today" if request.blueprint == "staff" else "public.home"),
        "nav": _navigation(),
        "signed_in": _signed_in(),
        "languages": _languages(),
        "footer_links": _footer(),
        "demonstration": settings.demonstration,
        "travelled_to": format_datetime(clock.now()) if settings.time_travel else None,
    }


def _navigation() -> Nav:
    person = access.staff_or_none()
    if request.blueprint == "staff":
        return _staff_navigation(person) if person and _may_navigate() else []
    if access.candidate_or_none() is not None:
        return _links((gettext("My results"), "candidate.results"), (gettext("My account"), "candidate.account"))
    return _links((gettext("Register"), "candidate.register"), (gettext("Sign in"), "candidate.sign_in"))


def _may_navigate() -> bool:
    row = access.session_row()
    return row is not None and row.second_factor_at is not None


def _staff_navigation(person: Staff) -> Nav:
    acts = {
        "staff.imports": ("Imports", "import"),
        "staff.candidates": ("Candidates", "search"),
        "staff.centres": ("Centres", "centres"),
        "staff.people": ("People", "people"),
        "staff.audit": ("Audit", "audit"),
    }
    there = current_app.view_functions
    extra = [(name, end) for end, (name, act) in acts.items() if end in there and roles.may(person.role, act)]
    return _links(("Today", "staff.today"), ("Batches", "staff.batches"), *extra)


def _links(*pairs: tuple[str, str]) -> Nav:
    there = current_app.view_functions
    return [(words, url_for(endpoint), request.endpoint == endpoint) for words, endpoint in pairs if endpoint in there]


def _signed_in() -> dict[str, str] | None:
    person = access.staff_or_none()
    if request.blueprint == "staff" and person is not None:
        return {
            "name": person.name,
            "role": person.role,
            "centre": f"{person.centre.number} {person.centre.name}" if person.centre else "All centres",
            "account_url": url_for("staff.account") if _may_navigate() else "",
            "sign_out_url": url_for("staff.sign_out"),
        }
    if access.candidate_or_none() is not None:
        return {"name": "", "sign_out_url": url_for("candidate.sign_out")}
    return None


def _languages() -> list[tuple[str, str, str]]:
    if request.blueprint in languages.NOT_FOR_CANDIDATES:
        return []
    return [
        (code, name, url_for("languages.choose", code=code, back=request.endpoint)) for code, name in LANGUAGES.items()
    ]


def _footer() -> list[tuple[str, str]]:
    pairs = _links(
        (gettext("Terms of use"), "public.terms"),
        (gettext("Privacy"), "public.privacy"),
        (gettext("Help"), "public.help_page"),
    )
    return [(words, url) for words, url, _ in pairs]
