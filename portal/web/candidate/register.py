"""Registering: five sections, one claim, and a candidate who is signed in."""

from flask import current_app, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField

from portal import clock
from portal.models.candidate import Candidate
from portal.rules import id_numbers
from portal.services import registration, texts
from portal.services.errors import AlreadyRegistered, PasswordRefused, WrongPair
from portal.web import access, languages, security_events
from portal.web.candidate import door_fields
from portal.web.candidate.blueprint import pages
from portal.web.candidate.entering import enter
from portal.web.candidate.field_check import field_check
from portal.web.candidate.password_words import words_of
from portal.web.fields import PortalForm

CHECKED = ("id_number", "secret_number", "email", "password", "confirm_password", "terms")
WRONG_PAIR = _l("The ID number and Secret number do not match our records. Check both on your Confirmation of Entry.")


class RegisterForm(PortalForm):
    """The names of the fields are part of the portal's outside (docs: interface)."""

    id_number = door_fields.IdNumberField(_l("ID Number"))
    secret_number = door_fields.SecretNumberField(_l("Secret Number"))
    email = door_fields.AddressField(_l("Email Address"))
    password = door_fields.NewPasswordField(_l("Enter Password"))
    confirm_password = door_fields.RepeatedPasswordField(_l("Confirm Password"))
    terms = door_fields.TermsField(_l("Terms of Use"))
    updates = BooleanField()

    def __init__(self) -> None:
        super().__init__()
        self.updates.label.text = gettext(
            "From time to time %(board)s will send information by email. If you wish to receive these emails, please "
            "tick this box. Your data will not be used for any purposes other than those specified in the terms of use "
            "and will not be passed to any third party.",
            board=current_app.config["SETTINGS"].board_name,
        )


@pages.route("/register", methods=["GET", "POST"])
@access.anybody
def register() -> Response | str | tuple[str, int]:
    """The form; a QR code on paper may bring the ID number along, never the Secret number."""
    form, is_registered = RegisterForm(), False
    if form.validate_on_submit():
        try:
            return enter(_register(form), form.id_number.data or "")
        except WrongPair:
            security_events.note("authn_login_fail")
            form.form_errors.append(WRONG_PAIR)
        except AlreadyRegistered:
            is_registered = True
            form.form_errors.append(gettext("You are registered already with this ID number."))
        except PasswordRefused as refused:
            form.password.errors = [words_of(refused.refusal)]
    elif request.method == "GET":
        form.id_number.data = _offered_id()
    if form.is_submitted():
        form.email.add_note()
        form.password.ask_again()
    page = render_template("candidate/register.html", form=form, is_registered=is_registered)
    return page, 422 if form.errors else 200


@pages.post("/register/validate/<field>")
@access.anybody
def validate_register(field: str) -> Response | str:
    """One field's fragment."""
    return field_check(
        RegisterForm(), field, checked=CHECKED, template="candidate/_register_field.html",
        page=url_for("candidate.register"),
    )  # fmt: skip


def _register(form: RegisterForm) -> Candidate:
    wish = registration.Registration(
        id_number=form.id_number.data or "",
        secret_number=form.secret_number.data or "",
        email=form.email.data or "",
        password=form.password.data or "",
        wants_news=form.updates.data,
        terms_version=texts.terms_version(),
        language=languages.current(),
        network=access.network(),
        submission=form.idempotency_key.data or "",
    )
    return registration.register(wish, now=clock.now())


def _offered_id() -> str:
    """The ID number out of the address, if it is one."""
    typed = id_numbers.tidy(request.args.get("id", ""))
    return typed if id_numbers.is_id_number(typed) else ""
