"""The results of the signed-in candidate: the list of entries, one entry, and whether to cover results at first."""

from flask import render_template, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import AnyOf

from portal import clock
from portal.services import results as seeing
from portal.web import access, skeleton
from portal.web.candidate.blueprint import pages
from portal.web.fields import PortalForm
from portal.web.htmx import go_to
from portal.web.result_view import context_of, parts_of


class HideResultsForm(PortalForm):
    """Which of the two buttons was pressed."""

    hide = HiddenField(validators=[AnyOf(["yes", "no"])])


@pages.get("/results")
def results() -> str:
    """Every entry with where it stands; the result itself is one tap away, at the moment its owner chooses."""
    person = access.candidate()
    views = seeing.list_for(person, now=clock.now())
    return render_template("candidate/results.html", views=views, is_hidden=person.hides_results)


@pages.get("/results/<public_id>")
def result(public_id: str) -> str:
    """One entry: when its result comes, the result, or why there is none."""
    person, now = access.candidate(), clock.now()
    view = seeing.one_for(person, public_id=public_id, now=now)
    if view.outcome is not None:
        seeing.note_seen(view.outcome, now=now)
    common, own = parts_of(view, is_hidden=person.hides_results)
    return skeleton.render("candidate/result.html", common, own, context_of)


@pages.post("/results/hide")
def hide_results() -> Response:
    """Remember whether this candidate wants results covered until they are tapped."""
    form = HideResultsForm()
    if form.validate():
        seeing.cover(access.candidate(), hide=form.hide.data == "yes")
    return go_to(url_for("candidate.results"))
