"""The page of one candidate at the help desk, as it stands now: after a look, and after an act that was refused."""

from flask import render_template
from werkzeug.wrappers import Response

from portal import clock
from portal.models.entry import Entry
from portal.rules import roles
from portal.services import candidate_page, erasure, help_desk
from portal.services.errors import Refused
from portal.web import access
from portal.web.staff import batch_words
from portal.web.staff.address_form import AddressForm

Answer = Response | str | tuple[str, int]
REFUSALS = {
    "claimed": "This candidate has registered, so the Secret number is not needed any more and can not be changed.",
    "not_claimed": "Nobody has registered with this entry yet, so there is no account.",
    "changed_meanwhile": "Somebody else changed this a moment ago. The page shows how it stands now.",
}
FATES = {
    "waiting": ("", "Waiting to be sent"),
    "handed_over": ("good", "Taken by the mail server"),
    "failed": ("bad", "Not delivered"),
    "unsure": ("warn", "Sent, not confirmed"),
}


def show(entry: Entry, form: AddressForm | None = None, *, trouble: str = "", status: int = 200) -> Answer:
    """Render the page afresh; `form` is the one that came back, `trouble` a sentence about an act."""
    page = render_template(
        "staff/candidate.html",
        entry=entry,
        sitting=entry.sitting,
        centre=entry.sitting.centre,
        candidate=entry.candidate,
        shown=candidate_page.of(entry, now=clock.now()),
        form=form or AddressForm(formdata=None),
        trouble=trouble,
        fates=FATES,
        in_zone=batch_words.in_zone,
        may_help=roles.may(access.staff().role, help_desk.ACT),
        may_erase=roles.may(access.staff().role, erasure.ACT),
    )
    return page, status


def refuse(entry: Entry, refused: Refused) -> Answer:
    """The page as it is now, with the sentence why the act was not possible."""
    return show(entry, trouble=REFUSALS[refused.code], status=409)
