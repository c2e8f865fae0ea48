"""Outbox rows to deliver, and a sender that answers as it is told."""

from datetime import datetime, timedelta

from portal.mail.delivery import Delivery, Outcome
from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import claimed_rows, delivery, outbox, still_true
from portal.services.letters import Letter, PlainPost, Post
from portal.services.still_true import Verdict
from tests.unit import factories

NOW = factories.NOW
MINUTE = timedelta(minutes=1)
SENT = Delivery(Outcome.SENT, 250)
PUT_OFF = Delivery(Outcome.DEFERRED, 451, "4.3.0 Local error")
NO_MAILBOX = Delivery(Outcome.REFUSED, 550, "5.1.1 No such mailbox")
NOT_WANTED = Delivery(Outcome.REFUSED, 554, "5.7.1 Not wanted")
UNSURE = Delivery(Outcome.UNCERTAIN, None, "No answer came after the message")
AWAY = Delivery(Outcome.UNREACHABLE, None, "No connection to the server")


class Server:
    """Stands for composing and sending: writes down what it was given and answers in turn, the last one for good."""

    def __init__(self, *answers: Delivery | Exception) -> None:
        self.got: list[str] = []
        self._answers = list(answers) or [SENT]

    def letter(self, email: OutboxEmail) -> Letter:
        return PlainPost(self._answer).letter(email)

    def _answer(self, email: OutboxEmail) -> Delivery:
        self.got.append(outbox.address_of(email))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def waiting(
    count: int = 1, *, kind: str = "password_changed", batch: ReleaseBatch | None = None, now: datetime = NOW
) -> list[Candidate]:
    """So many candidates, each with one email of this kind that is due."""
    people = [factories.candidate(email=f"c{number}@example.org") for number in range(count)]
    for person in people:
        outbox.to_candidate(kind=kind, key="1", candidate=person, batch=batch, now=now)
    return people


def the_row() -> OutboxEmail:
    """The one row there is."""
    (row,) = OutboxEmail.select()
    return row


def states() -> list[str]:
    """The state of each row, in the order in which they were written."""
    return [row.state for row in OutboxEmail.select().order_by(OutboxEmail.id)]


def deliver_until_idle(post: Post, now: datetime) -> None:
    while delivery.deliver_due(post=post, now=now):
        pass


def verdict_of(email_id: int, *, now: datetime) -> Verdict:
    """What is decided about a row, read as the worker that claimed it reads it."""
    OutboxEmail.update(claim_token="reader").where(OutboxEmail.id == email_id).execute()
    claimed = claimed_rows.read([email_id], "reader", now=now)[email_id]
    return still_true.verdict(claimed.email, asked_back=claimed.is_asked_back, now=now)
