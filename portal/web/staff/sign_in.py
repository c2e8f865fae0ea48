"""Signing in to the staff's part with email, password and code in one form, and signing out of it."""

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import DataRequired, InputRequired, Length

from portal import clock
from portal.services import sign_in as signing_in
from portal.services.errors import WrongSignIn
from portal.web import access, security_events
from portal.web.fields import PortalForm, TextField
from portal.web.htmx import go_to
from portal.web.staff import device
from portal.web.staff.blueprint import pages

WRONG = "The email address, the password or the code does not match. Check all three and try again."


class SignInForm(PortalForm):
    email = TextField(
        "Email address",
        longest=254,
        too_long="An email address has at most 254 characters.",
        validators=(DataRequired("Enter your email address at work."),),
    )
    password = PasswordField(
        "Password",
        validators=[
            InputRequired("Enter your password."),
            Length(max=256, message="A password has at most 256 characters."),
        ],
    )
    code = TextField("Code", longest=40, too_long="Enter the six digits that your authenticator app shows.")


@pages.route("/sign-in", methods=["GET", "POST"])
@access.anybody
def sign_in() -> Response | str | tuple[str, int]:
    """One form and one answer for everything that does not match."""
    if access.staff_or_none() is not None and request.method != "POST":
        return go_to(url_for("staff.today"))
    form = SignInForm()
    if form.validate_on_submit():
        try:
            token, person = signing_in.staff(
                email=form.email.data or "",
                password=form.password.data or "",
                code=form.code.data or "",
                visit=device.visit(),
                now=clock.now(),
            )
        except WrongSignIn:
            security_events.note("authn_login_fail")
            form.form_errors.append(WRONG)
        else:
            access.sign_in(token)
            security_events.note("authn_login_success", staff=person.public_id)
            return device.remember(go_to(access.return_to("staff.today")))
    joined = request.args.get("joined") == "1"
    return render_template("staff/sign_in.html", form=form, joined=joined), 422 if form.errors else 200


@pages.post("/sign-out")
@access.before_second_factor
def sign_out() -> Response:
    """End the session, and let the browser forget the pages that it kept."""
    row = access.session_row()
    if row is not None and row.staff is not None:
        signing_in.staff_out(session=row, network=access.network(), now=clock.now())
    access.sign_out()
    answer = make_response(go_to(url_for("staff.sign_in")))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
