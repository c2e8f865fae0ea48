"""Erasing a candidate on request: a page that says what goes and what stays, and the ID number typed to confirm."""

from flask import flash, render_template, url_for
from wtforms.validators import DataRequired

from portal import clock
from portal.models.entry import Entry
from portal.services import account_entries, erasure
from portal.services.errors import Refused
from portal.web import access, htmx
from portal.web.fields import PortalForm, TextField
from portal.web.staff import fetch
from portal.web.staff.blueprint import pages
from portal.web.staff.candidate_page import Answer

NOT_THIS_ONE = "This is not the ID number of this candidate. Type the one at the top of this page."
NOTHING_KEPT = "There is nothing left to erase: no account, no address and no Secret number that works."


class EraseForm(PortalForm):
    id_number = TextField(
        "ID number of this candidate",
        longest=20,
        too_long="An ID number has 9 characters.",
        validators=(DataRequired("Type the ID number, to confirm that it is this candidate."),),
    )


@pages.route("/candidates/<public_id>/erase", methods=["GET", "POST"])
def erase(public_id: str) -> Answer:
    """Nothing happens before the ID number was typed."""
    entry, form = fetch.own_entry(public_id, erasure.ACT), EraseForm()
    if not form.is_submitted():
        return _show(entry, form)
    if not form.validate():
        return _show(entry, form, status=422)
    if (form.id_number.data or "").replace(" ", "").upper() != entry.id_number:
        form.id_number.errors = [NOT_THIS_ONE]
        return _show(entry, form, status=422)
    try:
        erasure.erase(entry, actor=access.actor(), now=clock.now())
    except Refused:
        return _show(entry, form, trouble=NOTHING_KEPT, status=409)
    flash("Erased. The name, the date of birth and the result stay with the board.")
    return htmx.go_to(url_for("staff.candidate", public_id=public_id))


def _show(entry: Entry, form: EraseForm, *, trouble: str = "", status: int = 200) -> Answer:
    entries = account_entries.held_by(candidate=entry.candidate) if entry.candidate else [entry]
    page = render_template("staff/erase.html", entry=entry, entries=entries, form=form, trouble=trouble)
    return page, status
