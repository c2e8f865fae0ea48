"""Flask-Mail's Mail and Connection with what they lack: verified TLS, a total deadline, one kept session."""

import contextlib
import os
import smtplib
import ssl
import time
from typing import Any, Self

import flask
import flask_mail

from portal.mail.deadline_smtp import Deadline, DeadlineSMTP
from portal.mail.delivery import Delivery, Outcome, printable
from portal.mail.mail_url import MailServer, Tls
from portal.mail.notice_message import NoticeMessage
from portal.mail.smtp_transaction import ALONE, Course, SessionLostError, transact

_LONGEST_IDLE_SECONDS = 60  # servers hang up after minutes, and firewalls forget silently


class NotSentError(Exception):
    """Flask-Mail's own `send` was used, and the message did not go."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(f"{delivery.outcome}: {delivery.detail}")
        self.delivery = delivery


class NoticeMail(flask_mail.Mail):
    """Flask-Mail for one server; works without an application, `init_app` makes it `extensions["mail"]`."""

    def __init__(self, server: MailServer, *, mail_from: str, deadline_seconds: float = 30) -> None:
        super().__init__()
        self.relay = server
        self.mail_from = mail_from
        self.deadline_seconds = deadline_seconds
        self.state = self.init_mail({})

    def init_mail(self, config: dict[str, Any], debug: bool | int = False, testing: bool = False) -> flask_mail._Mail:
        """Flask-Mail's settings, all from the mail URL; never its debug mode, which prints the password."""
        own = {
            "MAIL_SERVER": self.relay.host,
            "MAIL_PORT": self.relay.port,
            "MAIL_USERNAME": self.relay.username or None,
            "MAIL_PASSWORD": self.relay.password or None,
            "MAIL_USE_SSL": self.relay.tls is Tls.IMPLICIT,
            "MAIL_USE_TLS": self.relay.tls is Tls.REQUIRED,
            "MAIL_DEFAULT_SENDER": self.mail_from,
            "MAIL_DEBUG": False,
        }
        return super().init_mail({**config, **own}, False, testing)

    def init_app(self, app: flask.Flask) -> flask_mail._Mail:
        """Flask-Mail's; afterwards MAIL_SUPPRESS_SEND and testing mode of `app` hold here as well."""
        self.state = super().init_app(app)
        return self.state

    def connect(self) -> "NoticeConnection":
        """A connection of the portal's kind."""
        return NoticeConnection(self)


class NoticeConnection(flask_mail.Connection):
    """A kept session that carries one notice after another; belongs to one thread."""

    mail: NoticeMail
    host: DeadlineSMTP | None

    def __init__(self, mail: NoticeMail) -> None:
        super().__init__(mail)
        self._process = os.getpid()
        self._used_at = 0.0
        self._deadline = Deadline(mail.deadline_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def configure_host(self) -> DeadlineSMTP:
        """A new session; raises OSError or ValueError."""
        self._process = os.getpid()
        return DeadlineSMTP(self.mail.relay, self._deadline)

    def send(self, message: flask_mail.Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        """Flask-Mail's entry, for a NoticeMessage only; raises NotSentError."""
        if not isinstance(message, NoticeMessage) or envelope_from is not None:
            raise TypeError("This connection sends a NoticeMessage, from the sender it names.")
        delivery = self.deliver(message)
        if delivery.outcome is not Outcome.SENT:
            raise NotSentError(delivery)

    def deliver(self, message: NoticeMessage, course: Course = ALONE) -> Delivery:
        """Send one notice within the deadline, over the kept session or else over a new one."""
        self._deadline = Deadline(self.mail.deadline_seconds)
        if self.mail.suppress:
            delivery = Delivery(Outcome.SENT, None, "Sending is switched off.")
        else:
            delivery = self._deliver(message, course)
        self._used_at = time.monotonic()
        if delivery.outcome is Outcome.SENT:
            self.num_emails += 1
            if flask.has_app_context():
                flask_mail.email_dispatched.send(flask.current_app, message=message)
        return delivery

    def close(self) -> None:
        """Say good-bye to the server if there is a session."""
        if self.host is not None:
            self._end(self.host)

    def _deliver(self, message: NoticeMessage, course: Course) -> Delivery:
        kept = self._kept_session(message)
        if kept is not None:
            with contextlib.suppress(SessionLostError):
                return transact(kept, message, course)
            kept.close()
        try:
            self.host = self.configure_host()
        except (OSError, ValueError) as failure:
            self.host = None
            return _unreachable(failure)
        try:
            return transact(self.host, message, course)
        except SessionLostError as lost:
            return lost.delivery

    def _kept_session(self, message: NoticeMessage) -> DeadlineSMTP | None:
        host = self.host
        if host is None:
            return None
        idle_seconds = time.monotonic() - self._used_at
        is_ready = host.announced is message or not host.is_stale()
        if self._process != os.getpid() or idle_seconds > _LONGEST_IDLE_SECONDS or not is_ready:
            self._end(host)
            return None
        host.deadline = self._deadline
        return host

    def _end(self, host: DeadlineSMTP) -> None:
        self.host = None
        if self._process == os.getpid() and not host.is_stale():
            host.leave()
        else:  # after a fork the line belongs to the parent, which goes on talking
            host.close()


def _unreachable(failure: OSError | ValueError) -> Delivery:
    code = None
    match failure:
        case ssl.SSLCertVerificationError():
            words = f"The server's certificate is not trusted: {failure.verify_message}"
        case smtplib.SMTPAuthenticationError():
            code, words = failure.smtp_code, f"The server refuses the sign-in: {_words(failure)}"
        case smtplib.SMTPResponseException():
            code, words = failure.smtp_code, f"The server does not take mail now: {_words(failure)}"
        case smtplib.SMTPException():
            words = str(failure)
        case TimeoutError():
            words = "The server did not answer within the deadline."
        case OSError():
            words = f"No connection to the server: {failure.strerror or type(failure).__name__}"
        case _:
            words = "The server's name or its answer makes no sense."
    return Delivery(Outcome.UNREACHABLE, code, printable(words))


def _words(failure: smtplib.SMTPResponseException) -> str:
    error = failure.smtp_error
    return error.decode("utf-8", "replace") if isinstance(error, bytes) else error
