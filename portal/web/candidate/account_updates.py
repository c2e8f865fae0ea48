"""News by email: on or off, with the history of every choice."""

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField

from portal import clock
from portal.services import account_news
from portal.web import access
from portal.web.candidate.blueprint import pages
from portal.web.fields import PortalForm
from portal.web.htmx import go_to


class UpdatesForm(PortalForm):
    updates = BooleanField(_l("Send me news by email from time to time"))


@pages.route("/account/updates", methods=["GET", "POST"])
def account_updates() -> Response | str | tuple[str, int]:
    """One box; each change is kept with its date and the version of the words."""
    person = access.candidate()
    form = UpdatesForm(updates=person.wants_news)
    if form.validate_on_submit():
        account_news.choose(candidate=person, wants_news=form.updates.data, now=clock.now())
        return go_to(url_for("candidate.account", done="updates"))
    history = account_news.history(candidate=person)
    page = render_template("candidate/account_updates.html", form=form, history=history)
    return page, 422 if form.errors else 200
