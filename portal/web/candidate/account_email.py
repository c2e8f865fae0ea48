"""Changing the email address while signed in; both addresses are told, and the old one may undo it."""

from flask import render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal import clock
from portal.services import account_email as changing
from portal.services.errors import Refused, WrongSignIn
from portal.web import access, security_events
from portal.web.candidate import door_fields
from portal.web.candidate.blueprint import pages
from portal.web.candidate.field_check import field_check
from portal.web.fields import PortalForm
from portal.web.htmx import go_to


class EmailForm(PortalForm):
    email = door_fields.AddressField(_l("New email address"))
    password = door_fields.OwnPasswordField(_l("Your password"))


@pages.route("/account/email", methods=["GET", "POST"])
def account_email() -> Response | str | tuple[str, int]:
    """The new address and the password."""
    form, person = EmailForm(), access.candidate()
    if form.validate_on_submit() and _change(form):
        return go_to(url_for("candidate.account", done="email"))
    if form.errors:
        form.email.add_note()
    return render_template("candidate/account_email.html", form=form, person=person), 422 if form.errors else 200


@pages.post("/account/email/validate/<field>")
def validate_account_email(field: str) -> Response | str:
    """One field's fragment: only the address is looked at before it is sent."""
    return field_check(
        EmailForm(), field, checked=("email",), template="candidate/_account_email_field.html",
        page=url_for("candidate.account_email"),
    )  # fmt: skip


def _change(form: EmailForm) -> bool:
    """False with an error at its field when the address was not changed."""
    try:
        changing.change(
            candidate=access.candidate(),
            email=form.email.data or "",
            password=form.password.data or "",
            now=clock.now(),
            submission=form.idempotency_key.data or "",
        )
    except WrongSignIn:
        security_events.note("authn_login_fail")
        form.password.errors = [gettext("This is not the password of your account. Try again.")]
    except Refused as refused:
        same = gettext("This is the address you have. Enter another one, or leave it as it is.")
        meanwhile = gettext("Your address was changed a moment ago. Look at your account before you try again.")
        form.email.errors = [same if refused.code == "same_address" else meanwhile]
    else:
        return True
    return False
