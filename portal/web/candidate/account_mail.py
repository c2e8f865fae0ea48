"""What was sent to the candidate and whether it arrived."""

from flask import render_template

from portal import clock
from portal.services import account_entries
from portal.services import account_mail as sending
from portal.web import access
from portal.web.candidate.blueprint import pages
from portal.web.candidate.mail_words import FATES, name_of


@pages.get("/account/mail")
def account_mail() -> str:
    """The latest emails; times by the clock of the candidate's latest exam centre."""
    person = access.candidate()
    return render_template(
        "candidate/account_mail.html",
        mails=sending.of(candidate=person),
        zone=account_entries.clock_of(candidate=person),
        now=clock.now(),
        name_of=name_of,
        fates=FATES,
    )
