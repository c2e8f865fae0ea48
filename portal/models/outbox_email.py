"""An outbox email: an email that must be sent, as a row, before it is sent."""

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from portal.models.base import Table, UtcDateTimeField, one_of
from portal.models.candidate import Candidate
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.news_issue import NewsIssue
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff

STATES = ("queued", "parked", "sent", "failed", "uncertain", "cancelled")


class OutboxEmail(Table):
    """Holds ids, never rendered text: the message is made when it is sent.

    `unique_key` names kind, recipient, batch and version, so that the same notice is written once; the
    Message-ID is made from it. `address` is set only where the email must go to an address other than the
    recipient's present one. `claimed_until` and `claim_token` are a lease on the machine's (or the database's)
    clock; `due_at` is business time. A `parked` row waits for the first wave of its batch to succeed. `problem`
    says why a row failed: it could not be composed, the server refused it, its address had been refused before
    and it was not tried (suppressed), or it was put off for too long (gave_up). `forgotten_at` is set once the row
    gave up its address and link: that it was sent stays, and it is never sent again.
    """

    unique_key = CharField(max_length=120, unique=True)
    kind = CharField(max_length=40)
    state = CharField(max_length=10, default="queued")
    candidate = ForeignKeyField(Candidate, backref="emails", null=True, on_delete="CASCADE")
    candidate_id: int | None
    staff = ForeignKeyField(Staff, backref="emails", null=True, on_delete="CASCADE")
    staff_id: int | None
    batch = ForeignKeyField(ReleaseBatch, backref="emails", null=True, on_delete="CASCADE")
    batch_id: int | None
    entry = ForeignKeyField(Entry, null=True, on_delete="CASCADE")
    entry_id: int | None
    link = ForeignKeyField(EmailLink, null=True, on_delete="SET NULL")
    link_id: int | None
    news = ForeignKeyField(NewsIssue, null=True, on_delete="CASCADE", backref="emails")
    news_id: int | None
    address = CharField(max_length=254, default="")
    due_at = UtcDateTimeField()
    created_at = UtcDateTimeField()
    claim_token = CharField(max_length=32, default="")
    claimed_until = UtcDateTimeField(null=True)
    attempts = IntegerField(default=0)
    sent_at = UtcDateTimeField(null=True)
    dead_at = UtcDateTimeField(null=True)
    possible_duplicate = BooleanField(default=False)
    problem = CharField(max_length=10, default="")
    last_error = TextField(default="")
    forgotten_at = UtcDateTimeField(null=True)

    class Meta:
        constraints = [one_of("state", STATES)]
        indexes = ((("batch", "state"), False),)


OutboxEmail.add_index(
    OutboxEmail.due_at, OutboxEmail.id, where=(OutboxEmail.state == "queued"), name="outbox_email_waiting"
)
OutboxEmail.add_index(OutboxEmail.dead_at, where=OutboxEmail.dead_at.is_null(False), name="outbox_email_dead")
