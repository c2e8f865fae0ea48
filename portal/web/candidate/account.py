"""The account at a glance: each thing a candidate can look after, with where it stands."""

from flask import render_template, request

from portal import clock
from portal.rules.masking import mask_id_number
from portal.services import account_entries, sessions
from portal.web import access
from portal.web.candidate.blueprint import pages

DONE = {"password", "email", "updates", "entries", "sessions"}


@pages.get("/account")
def account() -> str:
    """What stands where; `done` names what was just changed."""
    person, now = access.candidate(), clock.now()
    done = request.args.get("done", "")
    return render_template(
        "candidate/account.html",
        person=person,
        entries=account_entries.held_by(candidate=person),
        sessions=sessions.live(owner=person, now=now),
        masked=mask_id_number,
        done=done if done in DONE else "",
    )
