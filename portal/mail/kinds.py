"""Every kind of email, and the facts that its words may use. To add one: a line here, a folder in templates/email."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.mail import facts
from portal.mail.facts import Facts
from portal.models.outbox_email import OutboxEmail
from portal.settings import Settings

Source = Callable[[OutboxEmail, Settings], Facts]


@dataclass(frozen=True)
class Kind:
    """Where the facts of a kind come from, and whom it is written to."""

    sources: tuple[Source, ...]
    for_staff: bool = False


def _candidate(*sources: Source) -> Kind:
    return Kind((facts.account, *sources))


def _staff(*sources: Source) -> Kind:
    return Kind(sources, for_staff=True)


_ABOUT_ENTRY = (facts.sitting, facts.contact)

KINDS: dict[str, Kind] = {
    "registration_confirmed": _candidate(facts.link),
    "confirm_email_reminder": _candidate(facts.link),
    "someone_tried_your_id": _candidate(*_ABOUT_ENTRY),
    "password_reset": _candidate(facts.link),
    "password_changed": _candidate(),
    "email_changed": _candidate(facts.link),
    "window_opens_soon": _candidate(*_ABOUT_ENTRY),
    "results_released": _candidate(),
    "results_delayed": _candidate(*_ABOUT_ENTRY),
    "results_withdrawn": _candidate(*_ABOUT_ENTRY),
    "results_corrected": _candidate(*_ABOUT_ENTRY),
    "hold_update": _candidate(*_ABOUT_ENTRY),
    "news": _candidate(facts.link, facts.news),
    "staff_invitation": _staff(facts.link),
    "staff_new_password": _staff(facts.link),
    "staff_password_changed": _staff(),
    "staff_second_factor_set": _staff(),
    "staff_second_factor_reset": _staff(),
    "batch_due": _staff(facts.batch),
    "batch_reminder": _staff(facts.batch),
    "batch_overdue": _staff(facts.batch),
    "batch_awaits_approval": _staff(facts.batch),
    "batch_sent_back": _staff(facts.batch),
    "batch_one_device": _staff(facts.batch),
    "batch_stopped": _staff(facts.batch),
    "batch_could_not_release": _staff(facts.batch),
    "batch_wave_stopped": _staff(facts.batch),
    "batch_released": _staff(facts.batch),
    "batch_recall_asked": _staff(facts.batch),
    "batch_recall_unconfirmed": _staff(facts.batch),
    "batch_recalled": _staff(facts.batch),
    "hold_due": _staff(facts.batch),
    "bounce_report": _staff(facts.bounces),
}
