"""The kinds of emails and what became of them, in words."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

KINDS = {
    "registration_confirmed": _l("Confirm your email address"),
    "confirm_email_reminder": _l("Reminder to confirm your email address"),
    "someone_tried_your_id": _l("Somebody tried to register with your ID number"),
    "password_reset": _l("Link to choose a new password"),
    "password_changed": _l("Your password was changed"),
    "email_changed": _l("Your email address was changed"),
    "window_opens_soon": _l("Your results come soon"),
    "results_released": _l("Your results are out"),
    "results_delayed": _l("Your results are late"),
    "results_withdrawn": _l("Results were withdrawn to be checked"),
    "results_corrected": _l("Your result was corrected"),
    "news": _l("News"),
}
FATES = {
    "waiting": _l("Waiting to be sent"),
    "handed_over": _l("Sent, and taken by the mail server of that address"),
    "failed": _l("Could not be delivered"),
    "unsure": _l("Sent, but nobody told us whether it arrived"),
}


def name_of(kind: str) -> str:
    """The subject in short; a kind without a name of its own is an email all the same."""
    return str(KINDS[kind]) if kind in KINDS else gettext("Email")
