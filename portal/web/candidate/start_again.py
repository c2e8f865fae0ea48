"""Starting again: the password is forgotten, and no address was ever confirmed."""

from flask import render_template
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal import clock
from portal.models.candidate import Candidate
from portal.services import starting_again
from portal.services.errors import PasswordRefused, Refused, WrongPair
from portal.web import access, security_events
from portal.web.candidate import door_fields
from portal.web.candidate.blueprint import pages
from portal.web.candidate.entering import enter
from portal.web.candidate.password_words import words_of
from portal.web.fields import PortalForm

WRONG = _l(
    "The ID number, Secret number and date of birth do not match our records. Check them on your Confirmation of Entry."
)
REFUSALS = {
    "not_registered": _l("This ID number is not registered yet. Register with it."),
    "confirmed": _l("Your email address is confirmed, so we can send you a link: choose Forgotten your password?"),
    "disabled": _l("This account is closed. Ask your exam centre."),
}


class StartAgainForm(PortalForm):
    id_number = door_fields.IdNumberField(_l("ID Number"))
    secret_number = door_fields.SecretNumberField(_l("Secret Number"))
    date_of_birth = door_fields.BirthdayField(_l("Date of Birth"))
    email = door_fields.AddressField(_l("Email Address"))
    password = door_fields.NewPasswordField(_l("Enter Password"))
    confirm_password = door_fields.RepeatedPasswordField(_l("Confirm Password"))


@pages.route("/reset-password/start-again", methods=["GET", "POST"])
@access.anybody
def start_again() -> Response | str | tuple[str, int]:
    """ID number, Secret number and date of birth together give the account a new password and address."""
    form = StartAgainForm()
    if form.validate_on_submit():
        try:
            return enter(_start_again(form), form.id_number.data or "")
        except WrongPair:
            security_events.note("authn_login_fail")
            form.form_errors.append(WRONG)
        except Refused as refused:
            form.form_errors.append(REFUSALS[refused.code])
        except PasswordRefused as refused:
            form.password.errors = [words_of(refused.refusal)]
    if form.is_submitted():
        form.email.add_note()
        form.password.ask_again()
    return render_template("candidate/start_again.html", form=form), 422 if form.errors else 200


def _start_again(form: StartAgainForm) -> Candidate:
    wish = starting_again.Fresh(
        id_number=form.id_number.data or "",
        secret_number=form.secret_number.data or "",
        date_of_birth=form.date_of_birth.day,
        email=form.email.data or "",
        password=form.password.data or "",
        network=access.network(),
        submission=form.idempotency_key.data or "",
    )
    return starting_again.start_again(wish, now=clock.now())
