"""After registering: what happens next, which address the email went to, and how to correct it."""

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal import clock
from portal.rules import email_typos
from portal.services import confirmation
from portal.services.errors import Refused
from portal.web import access
from portal.web.candidate import door_fields
from portal.web.candidate.blueprint import pages
from portal.web.fields import PortalForm
from portal.web.htmx import go_to
from portal.web.once import once

DONE = {"sent", "corrected"}


class AddressForm(PortalForm):
    email = door_fields.AddressField(_l("Email Address"))


@pages.get("/registered")
def registered() -> str:
    """The address is played back, and a likely slip in it is named."""
    return _page(AddressForm(formdata=None))


@pages.post("/registered/resend")
def resend_confirmation() -> Response:
    """Send the confirmation once more, to the same address."""

    def resend() -> str:
        confirmation.resend(candidate=access.candidate(), now=clock.now())
        return url_for("candidate.registered", done="sent")

    try:
        return go_to(once(PortalForm(), resend))
    except Refused:  # confirmed in the meantime: what everybody wants, and the page says so
        return go_to(url_for("candidate.registered"))


@pages.post("/registered/email")
def correct_email() -> Response | tuple[str, int]:
    """Put the right address in the place of one that is not confirmed."""
    form, person = AddressForm(), access.candidate()
    if person.email_confirmed_at is not None:
        return _page(AddressForm(formdata=None)), 409
    if not form.validate():
        return _page(form), 422 if form.errors else 200

    def correct() -> str:
        confirmation.correct_address(candidate=person, email=form.email.data or "", now=clock.now())
        return url_for("candidate.registered", done="corrected")

    try:
        return go_to(once(form, correct))
    except Refused:  # it was confirmed at this very moment
        return go_to(url_for("candidate.registered"))


def _page(form: AddressForm) -> str:
    """The form is left out where there is nothing to correct."""
    person, done = access.candidate(), request.args.get("done", "")
    likely = email_typos.suggestion(person.email)
    if not form.is_submitted():
        form.email.data = likely or ""
    return render_template(
        "candidate/registered.html",
        form=None if person.email_confirmed_at else form,
        person=person,
        likely=likely,
        came_back=confirmation.came_back(candidate=person),
        done=done if done in DONE else "",
    )
