"""A release batch: the results of one sitting that are approved and released together."""

from peewee import BooleanField, CharField, Check, ForeignKeyField, IntegerField

from portal.models.base import PublicIdField, Table, UtcDateTimeField, one_of
from portal.models.sitting import Sitting
from portal.models.staff import Staff

KINDS = ("main", "follow_up", "amendment")
STATES = ("draft", "submitted", "approved", "stopped", "released", "recalled", "cancelled")


class ReleaseBatch(Table):
    """`content_hash` covers rows, holds and release time as submitted; approvals bind to it.

    `version` counts the contents that were released under this batch. `released_at` is set in the one
    transaction that makes the results visible and writes the emails. With `mail_by_day` the emails then wait for
    the daytime of the centre; the results do not.
    """

    public_id = PublicIdField()
    sitting = ForeignKeyField(Sitting, backref="batches", on_delete="RESTRICT")
    sitting_id: int
    kind = CharField(max_length=10, default="main")
    state = CharField(max_length=10, default="draft")
    version = IntegerField(default=1)
    release_at = UtcDateTimeField(null=True)
    outside_window_reason = CharField(max_length=500, default="")
    mail_by_day = BooleanField(default=False)
    content_hash = CharField(max_length=64, default="")
    row_count = IntegerField(default=0)
    submitted_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT")
    submitted_by_id: int | None
    submitted_at = UtcDateTimeField(null=True)
    reason = CharField(max_length=500, default="")
    released_at = UtcDateTimeField(null=True)
    recalled_at = UtcDateTimeField(null=True)
    wave_stopped_at = UtcDateTimeField(null=True)
    created_at = UtcDateTimeField()

    class Meta:
        constraints = [
            one_of("kind", KINDS),
            one_of("state", STATES),
            Check("state NOT IN ('released', 'recalled') OR released_at IS NOT NULL"),
            Check("state NOT IN ('submitted', 'approved', 'released') OR release_at IS NOT NULL"),
        ]
        indexes = ((("state", "release_at"), False),)
