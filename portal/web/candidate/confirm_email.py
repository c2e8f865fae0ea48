"""Confirming an address: following the link shows a button, pressing it confirms; neither says whose it is."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.services import confirmation, links
from portal.services.errors import LinkDead
from portal.web import access
from portal.web.candidate.blueprint import pages
from portal.web.fields import PortalForm
from portal.web.htmx import go_to


@pages.route("/confirm-email/<token>", methods=["GET", "POST"])
@access.anybody
def confirm_email(token: str) -> Response | str | tuple[str, int]:
    """Mail scanners open links with GET and HEAD, so only a POST acts.

    Every dead link is 404, whether forged, used, replaced or too old: a stranger can not tell them apart.
    """
    try:
        if request.method == "POST":
            confirmation.confirm_email(token=token, now=clock.now())
            return go_to(_next_page())
        is_done = confirmation.confirmed_by(token=token) is not None
        if not is_done:
            links.find(token=token, purpose=links.Purpose.CONFIRM_EMAIL, now=clock.now())
    except LinkDead:
        return render_template("candidate/confirm_email_dead.html"), 404
    return render_template("candidate/confirm_email.html", form=PortalForm(), token=token, is_done=is_done)


def _next_page() -> str:
    """The link may be opened on another device than the one that registered."""
    if access.candidate_or_none() is not None:
        return url_for("candidate.registered")
    return url_for("candidate.sign_in", after="confirmed")
