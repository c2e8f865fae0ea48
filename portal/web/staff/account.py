"""The account of who is signed in: another password, where else they are signed in, and the way to their app."""

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from portal import clock
from portal.services import sessions, staff_account
from portal.services.errors import PasswordRefused, WrongSignIn
from portal.web import access, security_events
from portal.web.fields import PortalForm
from portal.web.htmx import go_to
from portal.web.staff.blueprint import pages
from portal.web.staff.import_page import zone_of
from portal.web.staff.invitation import SENTENCES

Page = tuple[str, int]
DONE = {"password", "sessions"}


class PasswordForm(PortalForm):
    current = PasswordField(
        "Present password",
        [
            InputRequired("Enter the password you have."),
            Length(max=256, message="A password has at most 256 characters."),
        ],
    )
    password = PasswordField("New password", [InputRequired("Choose a password.")])
    confirm_password = PasswordField(
        "Type the new password again", [EqualTo("password", "The two passwords differ. Type the same one twice.")]
    )


@pages.get("/account")
def account() -> Page:
    """What is theirs to see and to change."""
    return _page(PasswordForm(formdata=None))


@pages.post("/account/password")
def account_password() -> Response | Page:
    """The present password and a new one; every other session ends."""
    form = PasswordForm()
    if form.validate_on_submit() and _change(form):
        return go_to(url_for("staff.account", done="password"))
    return _page(form)


@pages.post("/account/sessions")
def account_sessions() -> Response:
    """End the session that `end` names, or all others; the one this is asked from ends by signing out."""
    person, here, now, which = access.staff(), access.session_row(), clock.now(), request.form.get("end", "")
    if which == "others":
        staff_account.end_other_sessions(staff=person, session=here, network=access.network(), now=now)
    elif here is not None and which == here.public_id:
        abort(409)
    else:
        staff_account.end_session(staff=person, public_id=which, network=access.network(), now=now)
    return go_to(url_for("staff.account", done="sessions"))


def _change(form: PasswordForm) -> bool:
    """False with an error at its field when the password was not changed."""
    try:
        staff_account.change_password(
            staff=access.staff(),
            current=form.current.data or "",
            password=form.password.data or "",
            session=access.session_row(),
            network=access.network(),
            now=clock.now(),
        )
    except WrongSignIn:
        security_events.note("authn_password_change_fail")
        form.current.errors = ["This is not your password. Try again."]
    except PasswordRefused as refused:
        form.password.errors = [SENTENCES[refused.refusal]]
    else:
        security_events.note("authn_password_change")
        return True
    return False


def _page(form: PasswordForm) -> Page:
    person, done = access.staff(), request.args.get("done", "")
    live = sessions.live(owner=person, now=clock.now())
    page = render_template(
        "staff/account.html", form=form, person=person, live=live, here=access.session_row(), zone=zone_of(person),
        done=done if done in DONE else "",
    )  # fmt: skip
    return page, 422 if form.errors else 200
