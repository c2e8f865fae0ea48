"""Signing in with ID number and password, and signing out.

On results day most pages are this one, asked for by strangers and by who was told to wait: it is drawn once for all.
"""

import secrets
from typing import Any, NamedTuple

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal import clock
from portal.services import sign_in as signing_in
from portal.services.errors import Busy, SlowDown, WrongSignIn
from portal.web import access, errors, form_token, languages, security_events, skeleton
from portal.web.candidate import door_fields, known_browser
from portal.web.candidate.blueprint import pages
from portal.web.candidate.field_check import field_check
from portal.web.fields import PortalForm
from portal.web.htmx import go_to
from portal.web.skeleton import Own

TEMPLATE = "candidate/sign_in.html"
TOO_OFTEN = _l(
    "Too many passwords were tried with this ID number. We count tries to protect your account; nothing is lost. "
    "You can set a new password at any time: choose Forgotten your password? on the sign-in page."
)
TOO_MANY = _l(
    "Many people are signing in at this moment. Wait a few seconds, enter your password and press Sign in again."
)
BUSY_SECONDS = 5
AFTER = {"signed-out", "confirmed", "new-password"}


class SignInForm(PortalForm):
    id_number = door_fields.IdNumberField(_l("ID Number"))
    password = door_fields.OwnPasswordField(_l("Password"))


class Common(NamedTuple):
    """What the page depends on besides what was typed: `after` what it comes, `next` as in the template."""

    after: str
    next: str | None
    is_busy: bool


@pages.route("/sign-in", methods=["GET", "POST"])
@access.anybody
def sign_in() -> Response | str | errors.Answer:
    """To the results, or to the page that asked for it."""
    if request.method == "GET":
        if access.candidate_or_none() is not None:
            return redirect(access.return_to("candidate.results"), 303)
        return _drawn_once()
    form = SignInForm()
    if form.validate_on_submit():
        try:
            return _sign_in(form.id_number.data or "", form.password.data or "")
        except WrongSignIn:
            security_events.note("authn_login_fail")
            form.form_errors.append(gettext("The ID number and password do not match our records. Check both."))
        except SlowDown as slow:
            return errors.page(429, retry_after=slow.seconds, advice=str(TOO_OFTEN))
        except Busy:
            return _drawn_once(form.id_number.data or "", is_busy=True), 503, {"Retry-After": str(BUSY_SECONDS)}
    page = render_template(TEMPLATE, form=form, after=_after(), next=_next())
    return page, 422 if form.errors else 200, {}


@pages.post("/sign-in/validate/<field>")
@access.anybody
def validate_sign_in(field: str) -> Response | str:
    """One field's fragment."""
    return field_check(
        SignInForm(), field, checked=("id_number", "password"), template="candidate/_sign_in_field.html",
        page=url_for("candidate.sign_in"),
    )  # fmt: skip


@pages.post("/sign-out")
@access.anybody
def sign_out() -> Response:
    """End the session, and let the browser forget the pages it kept for the Back button."""
    access.sign_out()
    answer = redirect(url_for("candidate.sign_in", after="signed-out"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def context_of(common: Common, own: Own) -> dict[str, object]:
    """A form in which nothing but the ID number is filled in, and what is told above it."""
    form = SignInForm(formdata=None)
    form.id_number.data, form.idempotency_key.data = str(own["id_number"]), str(own["idempotency_key"])
    token_field: Any = form[form_token.NAME]  # what its own token would be is worked out again for each form
    token_field.current_token = own[form_token.NAME]
    if common.is_busy:
        form.form_errors.append(str(TOO_MANY))
    return {"form": form, "after": common.after, "next": common.next}


def _drawn_once(id_number: str = "", *, is_busy: bool = False) -> str:
    own: Own = {"id_number": id_number, "idempotency_key": secrets.token_urlsafe(12)}
    return skeleton.render(TEMPLATE, Common(_after(), _next(), is_busy), own, context_of)


def _after() -> str:
    after = request.args.get("after", "")
    return after if after in AFTER else ""


def _sign_in(id_number: str, password: str) -> Response:
    token, candidate = signing_in.candidate(
        id_number=id_number,
        password=password,
        visit=access.visit(),
        known_browser=known_browser.known_browser(id_number),
        now=clock.now(),
    )
    languages.remember(candidate)
    access.sign_in(token)
    security_events.note("authn_login_success", candidate=candidate.public_id)
    return known_browser.remember(go_to(access.return_to("candidate.results")), id_number)


def _next() -> str | None:
    """The name of the page to return to, if it may be one."""
    name = request.args.get("next", "")
    return name if name in access.RETURN_TO else None
