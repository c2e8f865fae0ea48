"""From an outbox row to the message: the recipient's address, the words of its kind, and its stable Message-ID."""

from urllib.parse import urlsplit

from flask import render_template
from flask_babel import force_locale

from portal.mail.delivery import OutgoingMail
from portal.models.outbox_email import OutboxEmail
from portal.services import links
from portal.services.delivery import CanNotCompose
from portal.settings import Settings

PATHS = {
    links.Purpose.CONFIRM_EMAIL: "/confirm-email/",
    links.Purpose.RESET_PASSWORD: "/reset-password/",
    links.Purpose.UNSUBSCRIBE: "/unsubscribe/",
}


def compose(email: OutboxEmail, *, settings: Settings) -> OutgoingMail:
    """Render one row in its reader's language. Needs an application context.

    Raises CanNotCompose when the kind has no words, the person no address, or a value is missing or empty.
    """
    language = email.candidate.language if email.candidate else "en"
    values = _values(email, settings)
    with force_locale(language):
        subject, text, html = (_render(email.kind, part, values) for part in ("subject.txt", "body.txt", "body.html"))
    return OutgoingMail(
        to=_address(email),
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        message_id=f"<{email.unique_key.replace(':', '.')}@{urlsplit(settings.public_url).hostname}>",
    )


def _values(email: OutboxEmail, settings: Settings) -> dict[str, str]:
    values = {"portal_url": settings.public_url, "board_name": settings.board_name}
    if email.link is not None:
        path = PATHS.get(links.Purpose(email.link.purpose))
        if path is None:
            raise CanNotCompose(f"A link for {email.link.purpose} leads nowhere.")
        values["link_url"] = f"{settings.public_url}{path}{links.token(email.link)}"
    empty = [name for name, value in values.items() if not value]
    if empty:
        raise CanNotCompose(f"Nothing to write for {', '.join(empty)}.")
    return values


def _render(kind: str, part: str, values: dict[str, str]) -> str:
    try:
        rendered = render_template(f"email/{kind}/{part}", **values)
    except LookupError as missing:  # the template is not there
        raise CanNotCompose(f"{kind}/{part}: {missing}") from missing
    if not rendered.strip():
        raise CanNotCompose(f"{kind}/{part} is empty.")
    return rendered


def _address(email: OutboxEmail) -> str:
    person = email.candidate or email.staff
    address = email.address or (person.email if person else "")
    if not address:
        raise CanNotCompose("There is nobody to write to.")
    return address
