"""Taking an old address back with the link that was sent to it; following the link shows a button."""

from flask import render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal import clock
from portal.rules.masking import mask_email
from portal.services import account_email
from portal.services.errors import LinkDead
from portal.web import access, errors
from portal.web.candidate.blueprint import pages
from portal.web.htmx import go_to


@pages.route("/undo-email/<token>", methods=["GET", "POST"])
@access.anybody
def undo_email(token: str) -> Response | str | errors.Answer:
    """GET shows a button, POST acts: mail scanners open links by themselves."""
    try:
        if request.method == "POST":
            account_email.undo(token=token, now=clock.now())
            access.sign_out()
            return go_to(url_for("candidate.email_undone"))
        link = account_email.undoable(token=token, now=clock.now())
    except LinkDead:
        return _dead_link()
    return render_template("candidate/undo_email.html", token=token, address=mask_email(link.email))


@pages.get("/undo-email")
@access.anybody
def email_undone() -> str:
    """The address is back; what is left to do is a new password."""
    return render_template("candidate/email_undone.html")


def _dead_link() -> errors.Answer:
    advice = gettext(
        "It works once, for 48 hours. If your address was changed against your will, ask your exam centre."
    )
    return errors.page(404, heading=gettext("This link does not work any more"), advice=advice)
