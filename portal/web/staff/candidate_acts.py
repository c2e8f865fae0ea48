"""What the help desk does for a candidate: each act a button, answered with a sentence."""

from collections.abc import Callable

from flask import flash, url_for

from portal import clock
from portal.models.entry import Entry
from portal.services import help_desk
from portal.services.errors import Refused
from portal.web import access, htmx
from portal.web.staff import candidate_page, fetch, slip
from portal.web.staff.address_form import AddressForm
from portal.web.staff.blueprint import pages
from portal.web.staff.candidate_page import Answer


@pages.post("/candidates/<public_id>/secret")
def reissue_secret(public_id: str) -> Answer:
    """The new number stands in this one answer, on a slip to print, and nowhere else."""
    entry = fetch.own_entry(public_id, help_desk.ACT)
    try:
        secret = help_desk.reissue_secret(entry, actor=access.actor(), now=clock.now())
    except Refused as refused:
        return candidate_page.refuse(fetch.own_entry(public_id), refused)
    return slip.render(entry, secret=secret)


@pages.post("/candidates/<public_id>/address")
def correct_address(public_id: str) -> Answer:
    """Put right what was mistyped at registration."""
    entry, form = fetch.own_entry(public_id, help_desk.ACT), AddressForm()
    if not form.validate_on_submit():
        return candidate_page.show(entry, form, status=422)
    try:
        help_desk.correct_address(entry, email=form.email.data or "", actor=access.actor(), now=clock.now())
    except Refused as refused:
        if refused.code != "same_address":
            return candidate_page.refuse(fetch.own_entry(public_id), refused)
        form.email.errors = ["This is the address of the account already. Type the new one."]
        return candidate_page.show(entry, form, status=422)
    return _done(entry, "The address was changed. A link to confirm it is on its way there.")


@pages.post("/candidates/<public_id>/unlock")
def unlock(public_id: str) -> Answer:
    """Let somebody try again at once."""
    return _act(public_id, help_desk.unlock, lambda _: "Unlocked. The candidate can try again now.")


@pages.post("/candidates/<public_id>/sessions")
def end_sessions(public_id: str) -> Answer:
    """For a candidate who left a computer signed in."""
    return _act(public_id, help_desk.end_sessions, _signed_out)


def _act(public_id: str, act: Callable[..., int], words: Callable[[int], str]) -> Answer:
    entry = fetch.own_entry(public_id, help_desk.ACT)
    try:
        number = act(entry, actor=access.actor(), now=clock.now())
    except Refused as refused:
        return candidate_page.refuse(entry, refused)
    return _done(entry, words(number))


def _signed_out(number: int) -> str:
    return "Nobody was signed in." if not number else f"Signed out in {number} place{'s' if number > 1 else ''}."


def _done(entry: Entry, words: str) -> Answer:
    flash(words)
    return htmx.go_to(url_for("staff.candidate", public_id=entry.public_id))
