"""An approval: one person's consent to exactly one content of a batch."""

from peewee import CharField, ForeignKeyField

from portal.models.base import Table, UtcDateTimeField
from portal.models.login_session import LoginSession
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff


class Approval(Table):
    """Live while `voided_at` is null; one person has at most one live approval of a batch."""

    batch = ForeignKeyField(ReleaseBatch, backref="approvals", on_delete="CASCADE")
    batch_id: int
    staff = ForeignKeyField(Staff, backref="approvals", on_delete="RESTRICT")
    staff_id: int
    content_hash = CharField(max_length=64)
    approved_at = UtcDateTimeField()
    session = ForeignKeyField(LoginSession, null=True, on_delete="SET NULL")
    session_id: int | None
    network = CharField(max_length=45, default="")
    voided_at = UtcDateTimeField(null=True)
    void_reason = CharField(max_length=300, default="")


Approval.add_index(
    Approval.batch, Approval.staff, unique=True, where=Approval.voided_at.is_null(), name="approval_one_live"
)
