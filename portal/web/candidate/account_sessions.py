"""Where the candidate is signed in, and ending what should not be."""

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.services import account_entries, sessions
from portal.web import access
from portal.web.candidate.blueprint import pages
from portal.web.candidate.browser_names import browser_name
from portal.web.fields import PortalForm
from portal.web.htmx import go_to


class EndForm(PortalForm):
    """Only the token: which session ends stands in the button that was pressed."""


@pages.route("/account/sessions", methods=["GET", "POST"])
def account_sessions() -> Response | str:
    """Every live session; POST ends the one that `end` names, or all others."""
    person, now, form = access.candidate(), clock.now(), EndForm()
    if form.validate_on_submit():
        _end(request.form.get("end", ""))
        return go_to(url_for("candidate.account_sessions"))
    live = sessions.live(owner=person, now=now)
    here = access.session_row()
    zone = account_entries.clock_of(candidate=person)
    return render_template(
        "candidate/account_sessions.html", form=form, live=live, here=here, zone=zone, now=now, name_of=browser_name
    )


def _end(which: str) -> None:
    """The session this is asked from ends by signing out, so that its cookie goes as well."""
    person, now, here = access.candidate(), clock.now(), access.session_row()
    if which == "others":
        sessions.end_all(candidate_id=person.id, but=here, now=now)
    elif here is not None and which == here.public_id:
        abort(409)
    else:
        sessions.end_one(public_id=which, owner=person, now=now)
