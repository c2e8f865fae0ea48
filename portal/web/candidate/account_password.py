"""Changing the password while signed in."""

from flask import render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal import clock
from portal.services import account_password as changing
from portal.services.errors import PasswordRefused, Refused, WrongSignIn
from portal.web import access, security_events
from portal.web.candidate import door_fields
from portal.web.candidate.blueprint import pages
from portal.web.candidate.password_words import words_of
from portal.web.fields import PortalForm
from portal.web.htmx import go_to


class PasswordForm(PortalForm):
    current = door_fields.OwnPasswordField(_l("Present password"))
    password = door_fields.NewPasswordField(_l("New password"))


@pages.route("/account/password", methods=["GET", "POST"])
def account_password() -> Response | str | tuple[str, int]:
    """The present password and the new one; every other session ends."""
    form = PasswordForm()
    if form.validate_on_submit() and _change(form):
        return go_to(url_for("candidate.account", done="password"))
    return render_template("candidate/account_password.html", form=form), 422 if form.errors else 200


def _change(form: PasswordForm) -> bool:
    """False with an error at its field when the password was not changed."""
    try:
        changing.change(
            candidate=access.candidate(),
            current=form.current.data or "",
            password=form.password.data or "",
            session=access.session_row(),
            now=clock.now(),
            submission=form.idempotency_key.data or "",
        )
    except WrongSignIn:
        security_events.note("authn_password_change_fail")
        form.current.errors = [gettext("This is not the password of your account. Try again.")]
    except PasswordRefused as refused:
        form.password.errors = [words_of(refused.refusal)]
    except Refused:
        form.password.errors = [gettext("This is the password you have. Choose another one.")]
    else:
        security_events.note("authn_password_change")
        return True
    return False
