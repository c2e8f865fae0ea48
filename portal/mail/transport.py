"""Sends one prepared message: over SMTP with Flask-Mail, or into a folder of .eml files."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from flask_mail import BadHeaderError

from portal import clock
from portal.mail import header_text
from portal.mail.delivery import Delivery, Outcome, OutgoingMail, Prepared, Transport, always, nothing
from portal.mail.folder import FolderTransport
from portal.mail.mail_url import mail_folder, mail_server
from portal.mail.notice_message import NoticeMessage
from portal.mail.smtp_connection import NoticeConnection, NoticeMail
from portal.mail.smtp_transaction import Course

__all__ = ["Delivery", "Outcome", "OutgoingMail", "SmtpTransport", "Transport", "transport_for"]


def transport_for(mail_url: str, *, mail_from: str, deadline_seconds: float = 30) -> Transport:
    """The transport for `smtp://`, `smtps://` or `file:DIR`; raises ValueError with one sentence.

    `deadline_seconds` is the most that one message may take, connecting included.
    """
    header_text.sender(mail_from)
    if mail_url.startswith("file:"):
        return FolderTransport(mail_folder(mail_url), mail_from=mail_from)
    server = mail_server(mail_url)
    return SmtpTransport(NoticeMail(server, mail_from=mail_from, deadline_seconds=deadline_seconds))


class SmtpTransport:
    """One kept connection for each thread that sends; needs no application context."""

    def __init__(self, mail: NoticeMail) -> None:
        self.mail = mail
        self._kept: dict[threading.Thread, NoticeConnection] = {}
        self._lock = threading.Lock()

    def prepare(self, mail: OutgoingMail) -> Prepared:
        """The message's bytes, or the REFUSED of one that can not be written."""
        try:
            message = NoticeMessage(mail, mail_from=self.mail.mail_from, at=clock.now())
        except BadHeaderError as wrong:
            return _Unwritable(Delivery(Outcome.REFUSED, None, str(wrong)))
        return _Written(self, message)

    def send(self, mail: OutgoingMail) -> Delivery:
        """Send one message within the deadline; the answer says what became of it."""
        return self.prepare(mail).send()

    def close(self) -> None:
        """Close the connections of all threads; call it when none of them is sending."""
        with self._lock:
            for connection in self._kept.values():
                connection.close()

    def connection(self) -> NoticeConnection:
        """This thread's."""
        kept = self._kept.get(threading.current_thread())
        return self._new_connection() if kept is None else kept

    def _new_connection(self) -> NoticeConnection:
        with self._lock:
            for ended in [thread for thread in self._kept if not thread.is_alive()]:
                self._kept.pop(ended).close()
            connection = self.mail.connect()
            self._kept[threading.current_thread()] = connection
        return connection


@dataclass(frozen=True)
class _Written:
    transport: SmtpTransport
    message: NoticeMessage

    def send(
        self,
        *,
        may_go: Callable[[], bool] = always,
        follower: Prepared | None = None,
        meanwhile: Callable[[], None] = nothing,
    ) -> Delivery:
        after = follower.message if isinstance(follower, _Written) else None
        return self.transport.connection().deliver(self.message, Course(may_go, after, meanwhile))


@dataclass(frozen=True)
class _Unwritable:
    delivery: Delivery

    def send(self, **_: object) -> Delivery:
        return self.delivery
