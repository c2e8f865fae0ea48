"""From an outbox row to the message: the recipient's address, the words of its kind, and its stable Message-ID."""

import re
import secrets
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale
from jinja2 import Environment, StrictUndefined, UndefinedError

from portal.mail import facts
from portal.mail.delivery import OutgoingMail
from portal.mail.facts import Facts
from portal.mail.kinds import KINDS, Kind
from portal.models.outbox_email import OutboxEmail
from portal.rules.languages import ENGLISH, direction_of, locale_of, spoken
from portal.services import outbox
from portal.services.letters import CanNotCompose
from portal.settings import Settings

KEPT_AS = "portal_email_words"
MOST_KEPT = 256
ENDING = "id_ending"
# Letters and digits only, as the end of an ID number has: no escaping changes either.
MARK = f"mark{secrets.token_hex(12)}x"
_BLANK_LINES = re.compile(r"\n{3,}")


class Words(NamedTuple):
    """What a message says."""

    subject: str
    text: str
    html: str


def compose(email: OutboxEmail, *, settings: Settings) -> OutgoingMail:
    """Render one row in its reader's language. Needs an application context.

    Raises CanNotCompose when the kind is unknown, the person has no address, or a value its words use is empty.
    """
    kind = KINDS.get(email.kind)
    if kind is None:
        raise CanNotCompose(f"There is no kind of email called {email.kind}.")
    language = _language(email, kind)
    values = _values(email, kind, settings)
    words = _words_for(email, language, values)
    return OutgoingMail(
        to=_address(email),
        subject=words.subject,
        text=words.text,
        html=words.html,
        message_id=message_id(email, settings),
        headers=_headers(email, values),
    )


def message_id(email: OutboxEmail, settings: Settings) -> str:
    """Always the same for the same row, so that a second copy is recognised as one."""
    return f"<{email.unique_key.replace(':', '.')}@{urlsplit(settings.public_url).hostname}>"


def _values(email: OutboxEmail, kind: Kind, settings: Settings) -> Facts:
    """The facts that are there; an empty one is left out, so that words which need it can not be written."""
    values = facts.portal(settings)
    for source in kind.sources:
        values |= source(email, settings)
    return {name: value for name, value in values.items() if value not in ("", None, 0, [])}


def _words_for(email: OutboxEmail, language: str, values: Facts) -> Words:
    """The words with these values: a release sends the same ones to thousands, but for the end of the ID number."""
    if email.candidate_id is None or email.link_id is not None:  # written for one person
        return _written(email.kind, language, values)
    kept: dict[object, Words] = current_app.extensions.setdefault(KEPT_AS, {})
    ending = str(values.get(ENDING, ""))
    alike = values | {ENDING: MARK} if ending else values
    key = (email.kind, language, *alike.items())
    words = kept.get(key)
    if words is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        words = kept[key] = _written(email.kind, language, alike)
    return Words(*(part.replace(MARK, ending) for part in words))


def _written(kind: str, language: str, values: Facts) -> Words:
    about = {"lang": language, "direction": direction_of(language), "for_staff": KINDS[kind].for_staff}
    with force_locale(locale_of(language)):
        subject = " ".join(_render(kind, "subject.txt", values | about).split())
        about["subject"] = subject
        return Words(subject, *(_render(kind, body, values | about) for body in ("body.txt", "body.html")))


def _render(kind: str, part: str, values: Facts) -> str:
    try:
        rendered: str = _templates().get_template(f"email/{kind}/{part}").render(values)
    except Exception as failure:  # a missing value also fails in a filter; whatever it is, nothing half is sent
        why = failure if isinstance(failure, UndefinedError) else type(failure).__name__
        raise CanNotCompose(f"{kind}/{part}: {why}") from failure
    if not rendered.strip():
        raise CanNotCompose(f"{kind}/{part} is empty.")
    return _BLANK_LINES.sub("\n\n", rendered.strip()) + "\n"


def _templates() -> Environment:
    """The application's templates, in which a value that is missing is an error and not a blank."""
    kept: Environment | None = current_app.extensions.get("portal_email_templates")
    if kept is None:
        kept = current_app.jinja_env.overlay(undefined=StrictUndefined)
        current_app.extensions["portal_email_templates"] = kept
    return kept


def _language(email: OutboxEmail, kind: Kind) -> str:
    """The candidate's language, if we write it; staff read English."""
    return ENGLISH if kind.for_staff or email.candidate is None else spoken(email.candidate.language)


def _headers(email: OutboxEmail, values: Facts) -> tuple[tuple[str, str], ...]:
    """News can be ended from within the mail program (RFC 8058); nobody unsubscribes from a result."""
    if email.kind != "news":
        return ()
    return (
        ("List-Unsubscribe", f"<{values['link_url']}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    )


def _address(email: OutboxEmail) -> str:
    address = outbox.address_of(email)
    if not address:
        raise CanNotCompose("There is nobody to write to.")
    return address
