"""The help desk: finding a candidate, and their page."""

from flask import render_template, session, url_for
from werkzeug.wrappers import Response
from wtforms.validators import DataRequired

from portal.services import candidate_search
from portal.web import htmx
from portal.web.fields import PortalForm, TextField
from portal.web.staff import candidate_page, fetch
from portal.web.staff.blueprint import pages

# What was looked for stays in the session, not in the address: addresses with ID numbers end up in logs.
SOUGHT = "sought"


class SearchForm(PortalForm):
    sought = TextField(
        "ID number, name, candidate number or email address",
        longest=254,
        too_long="Type less: a part of the name or the ID number is enough.",
        validators=(DataRequired("Type an ID number, a name, a candidate number or an email address."),),
    )


@pages.get("/candidates")
def candidates() -> str:
    """The search, with what was found last."""
    reader, sought = fetch.reader("search"), str(session.get(SOUGHT, ""))
    found = candidate_search.find(reader, sought) if sought else None
    return _page(SearchForm(formdata=None, sought=sought), found)


@pages.post("/candidates")
def search() -> Response | tuple[str, int]:
    """One hit opens at once; several are listed."""
    reader, form = fetch.reader("search"), SearchForm()
    if not form.validate_on_submit():
        return _page(form, None), 422
    session[SOUGHT] = form.sought.data
    found = candidate_search.find(reader, form.sought.data or "")
    if len(found.entries) == 1:
        return htmx.go_to(url_for("staff.candidate", public_id=found.entries[0].public_id))
    return htmx.go_to(url_for("staff.candidates"))


@pages.get("/candidates/<public_id>")
def candidate(public_id: str) -> candidate_page.Answer:
    """One candidate, with everything that this person may do for them now."""
    return candidate_page.show(fetch.own_entry(public_id, "search"))


def _page(form: SearchForm, found: candidate_search.Found | None) -> str:
    return render_template("staff/candidates.html", form=form, found=found)
