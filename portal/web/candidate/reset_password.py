"""A forgotten password: asking for a link, and setting a new password with it."""

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal import clock
from portal.services import password_reset
from portal.services.errors import LinkDead, PasswordRefused
from portal.web import access, security_events
from portal.web.candidate import door_fields
from portal.web.candidate.blueprint import pages
from portal.web.candidate.password_words import words_of
from portal.web.fields import PortalForm
from portal.web.htmx import go_to
from portal.web.once import once


class AskForm(PortalForm):
    id_number = door_fields.IdNumberField(_l("ID Number"))


class NewPasswordForm(PortalForm):
    password = door_fields.NewPasswordField(_l("Enter Password"))
    confirm_password = door_fields.RepeatedPasswordField(_l("Confirm Password"))


@pages.route("/reset-password", methods=["GET", "POST"])
@access.anybody
def reset_password() -> Response | str | tuple[str, int]:
    """Whatever ID number is asked for, the answer is the same."""
    form = AskForm()
    if form.validate_on_submit():

        def ask() -> str:
            password_reset.ask(id_number=form.id_number.data or "", network=access.network(), now=clock.now())
            return url_for("candidate.reset_password", asked="1")

        return go_to(once(form, ask))
    is_asked = request.method == "GET" and request.args.get("asked") == "1"
    page = render_template("candidate/reset_password.html", form=None if is_asked else form, is_asked=is_asked)
    return page, 422 if form.errors else 200


@pages.route("/reset-password/<token>", methods=["GET", "POST"])
@access.anybody
def new_password(token: str) -> Response | str | tuple[str, int]:
    """GET shows the form, also to mail scanners; POST sets the password. Every dead link is 404."""
    form = NewPasswordForm()
    try:
        if form.validate_on_submit() and _set_password(form, token):
            return go_to(url_for("candidate.sign_in", after="new-password"))
        password_reset.owner_of(token=token, now=clock.now())
    except LinkDead:
        return render_template("candidate/new_password_dead.html"), 404
    return render_template("candidate/new_password.html", form=form, token=token), 422 if form.errors else 200


def _set_password(form: NewPasswordForm, token: str) -> bool:
    """False with an error at the field when the password is too easy to guess."""
    try:
        password_reset.set_password(
            token=token,
            password=form.password.data or "",
            network=access.network(),
            submission=form.idempotency_key.data or "",
            now=clock.now(),
        )
    except PasswordRefused as refused:
        form.password.errors = [words_of(refused.refusal)]
        return False
    access.sign_out()
    security_events.note("authn_password_change")
    return True
