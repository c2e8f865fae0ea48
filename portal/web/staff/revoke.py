"""Taking an entry back from a stranger's account: the page on which one person asks and another confirms."""

from flask import flash, render_template, url_for

from portal import clock
from portal.models.entry import Entry
from portal.services import help_desk, revocation
from portal.services.errors import Refused
from portal.web import access, htmx
from portal.web.fields import PortalForm
from portal.web.staff import fetch, slip
from portal.web.staff.batch_fields import reason_field
from portal.web.staff.blueprint import pages
from portal.web.staff.candidate_page import Answer
from portal.web.staff.two_factor import CodeForm

SENTENCES = {
    "not_claimed": "Nobody has registered with this entry, so there is nothing to take back.",
    "asked_before": "Somebody asked for this already. Another person confirms it here.",
    "not_asked": "Nobody asks for this any more. The page shows how it stands now.",
    "own_request": "You asked for this yourself, so another person confirms it.",
    "wrong_code": "This code is not right. Wait for the next one and type that.",
}


class RevokeForm(PortalForm):
    reason = reason_field("Why", missing="Say how you know that the wrong person registered.")


@pages.route("/candidates/<public_id>/revoke", methods=["GET", "POST"])
def revoke(public_id: str) -> Answer:
    """What waits, and asking for it."""
    entry, form = fetch.own_entry(public_id, help_desk.ACT), RevokeForm()
    if not form.is_submitted():
        return _show(entry, form)
    if not form.validate():
        return _show(entry, form, failed=form)
    try:
        revocation.ask(entry, reason=form.reason.data or "", actor=access.actor(), now=clock.now())
    except Refused as refused:
        return _show(entry, form, trouble=SENTENCES[refused.code])
    flash("Your request waits for another person, for a week. Until then the account does not see the result.")
    return htmx.go_to(url_for("staff.revoke", public_id=public_id))


@pages.post("/candidates/<public_id>/confirm-revoke")
def confirm_revoke(public_id: str) -> Answer:
    """The new Secret number stands in this one answer, on a slip to print, and nowhere else."""
    entry, form = fetch.own_entry(public_id, help_desk.ACT), CodeForm()
    try:
        revocation.to_confirm(entry, by=access.staff(), now=clock.now())
        if not form.validate_on_submit():
            return _show(entry, code_form=form, failed=form)
        secret = revocation.confirm(entry, actor=access.actor(), code=form.code.data or "", now=clock.now())
    except Refused as refused:
        if refused.code != "wrong_code":
            return _show(fetch.own_entry(public_id), trouble=SENTENCES[refused.code])
        form.code.errors = [SENTENCES["wrong_code"]]
        return _show(entry, code_form=form, failed=form)
    return slip.render(entry, secret=secret)


@pages.post("/candidates/<public_id>/drop-revoke")
def drop_revoke(public_id: str) -> Answer:
    """Taken back by who asked, or turned down by another."""
    entry = fetch.own_entry(public_id, help_desk.ACT)
    try:
        revocation.drop(entry, actor=access.actor(), now=clock.now())
    except Refused as refused:
        return _show(entry, trouble=SENTENCES[refused.code])
    flash("The request is taken back. Nothing was changed.")
    return htmx.go_to(url_for("staff.candidate", public_id=public_id))


def _show(
    entry: Entry,
    form: RevokeForm | None = None,
    *,
    code_form: CodeForm | None = None,
    failed: PortalForm | None = None,
    trouble: str = "",
) -> Answer:
    """The page as it stands: 422 with the form that `failed`, 409 with a sentence about what is not possible."""
    page = render_template(
        "staff/revoke.html",
        entry=entry,
        wish=revocation.waiting_for(entry, now=clock.now()),
        reader=access.staff(),
        reason_form=form or RevokeForm(formdata=None),
        code_form=code_form or CodeForm(formdata=None),
        form=failed,
        trouble=trouble,
    )
    return page, 409 if trouble else 422 if failed else 200
