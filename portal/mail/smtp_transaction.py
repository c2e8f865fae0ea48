"""One message over an open session: MAIL, RCPT and DATA together where the server allows, then the body.

Where several follow each other, those three commands leave with the body of the message before (RFC 2920 allows it), so
that a message costs one turn and not two.
"""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass

from portal.mail.deadline_smtp import DeadlineSMTP, Reply
from portal.mail.delivery import Delivery, Outcome, always, nothing, printable
from portal.mail.notice_message import NoticeMessage

_CLOSING = 421
_GO_AHEAD = 354
_MAIL, _RCPT, _DATA = range(3)


class SessionLostError(Exception):
    """The session had ended before the server took the first command: a new one may do better."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(delivery.detail)
        self.delivery = delivery


@dataclass(frozen=True)
class Course:
    """What goes on around a message: see `Prepared.send`."""

    may_go: Callable[[], bool] = always
    follower: NoticeMessage | None = None
    meanwhile: Callable[[], None] = nothing


ALONE = Course()


def transact(session: DeadlineSMTP, message: NoticeMessage, course: Course = ALONE) -> Delivery:
    """Send `message`; closes the session whenever it can not carry another one.

    Raises SessionLostError when the server took nothing of it, because the session had ended.
    """
    if message.needs_smtputf8 and not session.has_extn("smtputf8"):
        return Delivery(Outcome.REFUSED, None, "The server does not take addresses beyond ASCII (SMTPUTF8).")
    refusal = _before_the_body(session, message)
    if refusal is not None:
        return refusal
    try:
        if course.may_go():
            return _send_body(session, message, course)
    except BaseException:
        session.close()
        raise
    session.close()  # the only way out once the server waits for a body
    return Delivery(Outcome.WITHDRAWN)


def _before_the_body(session: DeadlineSMTP, message: NoticeMessage) -> Delivery | None:
    """Get the server to wait for the body; otherwise what became of the message."""
    replies: list[Reply] = []
    lost = None
    try:
        _exchange(session, message, replies)
    except OSError as failure:
        lost = failure
    bad = _first_bad(replies)
    if bad is not None:
        if lost is None:
            _make_ready(session, replies)
        return _refused(bad, replies[bad], foreign=message.needs_smtputf8)
    if lost is None:
        return None
    delivery = Delivery(Outcome.DEFERRED, None, f"The line was lost before the message: {_why(lost)}")
    if not replies and not isinstance(lost, TimeoutError):
        raise SessionLostError(delivery)
    return delivery


def _exchange(session: DeadlineSMTP, message: NoticeMessage, replies: list[Reply]) -> None:
    commands = _commands(message)
    together = session.has_extn("pipelining")
    if session.announced is message:
        session.announced = None
    elif together:
        session.send(b"".join(commands))
    for command in commands:
        if not together:
            session.send(command)
        replies.append(session.getreply())
        if replies[-1].code == _CLOSING or (not together and _first_bad(replies) is not None):
            return


def _commands(message: NoticeMessage) -> list[bytes]:
    option = " SMTPUTF8" if message.needs_smtputf8 else ""
    return [
        f"MAIL FROM:<{message.envelope_from}>{option}\r\n".encode(),
        f"RCPT TO:<{message.envelope_to}>\r\n".encode(),
        b"DATA\r\n",
    ]


def _first_bad(replies: list[Reply]) -> int | None:
    for step, reply in enumerate(replies):
        good = reply.code == _GO_AHEAD if step == _DATA else 200 <= reply.code <= 299
        if not good:
            return step
    return None


def _refused(step: int, reply: Reply, *, foreign: bool) -> Delivery:
    words = printable(reply.words)
    if not 500 <= reply.code <= 599:
        delivery = Delivery(Outcome.DEFERRED, reply.code, words)
        if step == _MAIL and reply.code == _CLOSING:
            raise SessionLostError(delivery)
        return delivery
    if step == _MAIL and not foreign:
        # It would be the same for every message, and must not end twenty thousand of them for good.
        return Delivery(Outcome.UNREACHABLE, reply.code, f"The server refuses the sender: {words}")
    return Delivery(Outcome.REFUSED, reply.code, words)


def _make_ready(session: DeadlineSMTP, replies: list[Reply]) -> None:
    """Leave the session fit for the next message, or closed."""
    last = replies[-1].code
    try:
        if len(replies) == _DATA + 1 and last == _GO_AHEAD:  # RFC 2920: it waits for a body to nobody
            session.send(b".\r\n")
            session.getreply()
        elif not 400 <= last <= 599 or last == _CLOSING:
            session.close()
            return
        session.send(b"RSET\r\n")
        if session.getreply().code == _CLOSING:
            session.close()
    except OSError:
        session.close()


def _send_body(session: DeadlineSMTP, message: NoticeMessage, course: Course) -> Delivery:
    stuffed = message.as_bytes().replace(b"\r\n.", b"\r\n..")
    follower = course.follower if _may_follow(session, course.follower) else None
    announcement = b"" if follower is None else b"".join(_commands(follower))
    try:
        session.send(stuffed + b".\r\n" + announcement)
    except OSError as lost:
        if session.unsent <= len(announcement):
            return Delivery(Outcome.UNCERTAIN, None, f"The line was lost behind the message: {_why(lost)}")
        # The last dot has not left, so nothing can have been accepted.
        return Delivery(Outcome.DEFERRED, None, f"The line was lost within the message: {_why(lost)}")
    session.announced = follower
    course.meanwhile()
    try:
        reply = session.getreply()
    except OSError as lost:
        return Delivery(Outcome.UNCERTAIN, None, f"No answer came after the message: {_why(lost)}")
    if not 200 <= reply.code <= 599 or reply.code == _CLOSING:
        session.close()
    outcomes = {2: Outcome.SENT, 4: Outcome.DEFERRED, 5: Outcome.REFUSED}
    return Delivery(outcomes.get(reply.code // 100, Outcome.UNCERTAIN), reply.code, printable(reply.words))


def _may_follow(session: DeadlineSMTP, follower: NoticeMessage | None) -> bool:
    if follower is None or not session.has_extn("pipelining"):
        return False
    return session.has_extn("smtputf8") or not follower.needs_smtputf8


def _why(lost: OSError) -> str:
    if isinstance(lost, TimeoutError):
        return "the deadline passed."
    return printable(str(lost)) if isinstance(lost, smtplib.SMTPException) else type(lost).__name__
