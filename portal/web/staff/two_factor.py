"""Setting up the second factor: a QR code for the authenticator app, a first code, and recovery codes shown once."""

from io import BytesIO

import segno
from flask import Response as FlaskResponse
from flask import current_app, render_template, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.models.staff import Staff
from portal.services import second_factor
from portal.services import sign_in as signing_in
from portal.services.errors import NotFound, Refused
from portal.web import access
from portal.web.fields import PortalForm
from portal.web.htmx import go_to
from portal.web.layout import PRODUCT
from portal.web.staff import device
from portal.web.staff.batch_fields import code_field
from portal.web.staff.blueprint import pages

MODULE_PIXELS, QUIET_MODULES = 4, 4
SENTENCES = {
    "wrong_code": "This code does not match. Check that your phone's clock is right, and enter the code it shows now.",
    "already_enrolled": "An authenticator app was set up in the meantime. Sign out, and sign in with its code.",
}


class CodeForm(PortalForm):
    code = code_field("Code from the app")


@pages.route("/two-factor", methods=["GET", "POST"])
@access.before_second_factor
def two_factor() -> Response | str | tuple[str, int]:
    """Enrolment for who has no second factor; for the others what they have, and new recovery codes."""
    person, form = access.staff(), CodeForm()
    if person.totp_enrolled_at is not None:
        return _set_up(person, form)
    if form.validate_on_submit():
        try:
            codes = second_factor.enrol(
                staff=person, code=form.code.data or "", now=clock.now(), network=access.network()
            )
        except Refused as refused:
            form.code.errors = [SENTENCES[refused.code]]
        else:
            access.sign_in(signing_in.staff_enrolled(person=person, visit=device.visit(), now=clock.now()))
            return render_template("staff/recovery_codes.html", codes=codes)
    secret = second_factor.begin(staff=person)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render_template("staff/two_factor.html", form=form, secret=grouped), 422 if form.errors else 200


@pages.get("/two-factor/picture.svg")
@access.before_second_factor
def two_factor_picture() -> FlaskResponse:
    """The secret as a QR code, only while it is not in force."""
    person = access.staff()
    secret = second_factor.pending_secret(staff=person)
    if secret is None:
        raise NotFound
    issuer = f"{PRODUCT} ({current_app.config['SETTINGS'].board_name})"
    picture = BytesIO()
    segno.make(second_factor.provisioning_uri(staff=person, secret=secret, issuer=issuer), error="m").save(
        picture, kind="svg", scale=MODULE_PIXELS, border=QUIET_MODULES, light="#fff", dark="#000"
    )
    return FlaskResponse(picture.getvalue(), mimetype="image/svg+xml")


def _set_up(person: Staff, form: CodeForm) -> Response | str | tuple[str, int]:
    row = access.session_row()
    if row is None or row.second_factor_at is None:  # signed in before the app was set up in another browser
        access.sign_out()
        return go_to(url_for("staff.sign_in"))
    if form.validate_on_submit():
        try:
            codes = second_factor.renew_codes(
                staff=person, code=form.code.data or "", now=clock.now(), network=access.network()
            )
        except Refused as refused:
            form.code.errors = [SENTENCES[refused.code]]
        else:
            return render_template("staff/recovery_codes.html", codes=codes)
    left = second_factor.codes_left(staff=person)
    return render_template("staff/two_factor_set.html", form=form, person=person, left=left), (
        422 if form.errors else 200
    )
