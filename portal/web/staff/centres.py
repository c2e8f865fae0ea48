"""Centres, for the board: the list, a new one, and the zone and contact of each."""

from flask import current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.models.centre import Centre
from portal.services import centres as register
from portal.services.errors import Refused
from portal.web import access
from portal.web.htmx import go_to
from portal.web.staff import fetch
from portal.web.staff.blueprint import pages
from portal.web.staff.centre_forms import CentreForm, NewCentreForm

SENTENCES = {
    "known": "There is a centre with this number already.",
    "real_centre": "This is a demonstration: only made-up centres, whose number begins with ZZ, can be added.",
}
Page = tuple[str, int]


@pages.get("/centres")
def centres() -> str:
    """All centres with zone and contact."""
    fetch.reader("centres")
    return render_template("staff/centres.html", centres=register.everything())


@pages.route("/centres/new", methods=["GET", "POST"])
def new_centre() -> Response | Page:
    """Add a centre."""
    fetch.reader("centres")
    form = NewCentreForm()
    if form.validate_on_submit():
        settings = current_app.config["SETTINGS"]
        try:
            made = register.add(
                number=form.number.data or "",
                facts=form.facts,
                made_up_only=settings.demonstration or settings.time_travel,
                actor=access.actor(),
                now=clock.now(),
            )
        except Refused as refused:
            form.number.errors = [SENTENCES[refused.code]]
        else:
            return go_to(url_for("staff.centre", number=made.number, done="add"))
    return _page(form, None)


@pages.route("/centres/<number>", methods=["GET", "POST"])
def centre(number: str) -> Response | Page:
    """One centre, to read and to change."""
    found = fetch.centre(number)
    form = CentreForm(obj=register.facts_of(found))
    if form.validate_on_submit():
        register.change(centre=found, facts=form.facts, actor=access.actor(), now=clock.now())
        return go_to(url_for("staff.centre", number=number, done="change"))
    return _page(form, found)


def _page(form: CentreForm, found: Centre | None) -> Page:
    done = request.args.get("done", "")
    return render_template("staff/centre.html", form=form, centre=found, done=done), 422 if form.errors else 200
