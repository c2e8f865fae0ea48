"""The link out of an invitation: a new member of staff chooses name and password. Opening it changes nothing."""

from flask import render_template, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo, InputRequired, ValidationError

from portal import clock
from portal.models.staff import Staff
from portal.rules.passwords import STAFF_MINIMUM, Refusal
from portal.services import password_quality
from portal.services import staff as people
from portal.services.errors import LinkDead
from portal.web import access
from portal.web.errors import Answer, page
from portal.web.fields import PortalForm, TextField
from portal.web.htmx import go_to
from portal.web.staff.blueprint import pages

SENTENCES = {
    Refusal.TOO_SHORT: f"Choose a password of at least {STAFF_MINIMUM} characters.",
    Refusal.TOO_LONG: "Choose a password of at most 256 characters.",
    Refusal.COMMON: "Many people use this password, so it is guessed first. Choose another.",
    Refusal.CONTEXT: "Choose a password without your name, your address and words of this portal.",
    Refusal.WEAK: "This password is soon guessed. Make it longer: three or four unrelated words work well.",
}


class InvitationForm(PortalForm):
    name = TextField(
        "Your name",
        longest=200,
        too_long="A name has at most 200 characters.",
        validators=(DataRequired("Enter your name as your colleagues know it."),),
    )
    password = PasswordField("Choose a password", [InputRequired("Choose a password.")])
    confirm_password = PasswordField(
        "Type the password again", [EqualTo("password", "The two passwords differ. Type the same one twice.")]
    )
    person: Staff

    def validate_password(self, field: PasswordField) -> None:
        """Judge what was typed together with what others know of the person."""
        known = (self.person.email, self.name.data or "")
        found = password_quality.refusal(field.data or "", context=known, minimum=STAFF_MINIMUM)
        if found is not None:
            raise ValidationError(SENTENCES[found])


@pages.route("/invitation/<token>", methods=["GET", "POST"])
@access.anybody
def invitation(token: str) -> Response | Answer | tuple[str, int]:
    """Who may join, as what and where; a POST with name and password joins."""
    try:
        person = people.invited_by(token=token, now=clock.now())
        form = InvitationForm(data={"name": person.name})
        form.person = person
        if form.validate_on_submit():
            _join(token, form)
            return go_to(url_for("staff.sign_in", joined=1))
    except LinkDead:
        return _dead()
    joined = people.has_joined(person)
    return render_template("staff/invitation.html", form=form, person=person, joined=joined, token=token), (
        422 if form.errors else 200
    )


def _join(token: str, form: InvitationForm) -> None:
    people.join(
        token=token,
        name=form.name.data or "",
        password=form.password.data or "",
        network=access.network(),
        now=clock.now(),
    )


def _dead() -> Answer:
    return page(
        404,
        heading="This link does not work any more",
        advice="It was used, replaced or is older than three days. Ask the member of the board who invited you for a "
        "new one. If you have chosen a password, sign in with it.",
    )
