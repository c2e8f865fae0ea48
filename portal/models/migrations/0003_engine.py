"""The outbox, the audit, and what the workers keep."""

from typing import Any

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    Check,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


def up(migrator: Any, db: Any) -> None:
    """The tables as they were first; later changes are migrations of their own."""

    class Frozen(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Candidate(Frozen):
        """Stands for the table that an earlier migration made."""

    class Centre(Frozen):
        """Stands for the table that an earlier migration made."""

    class EmailLink(Frozen):
        """Stands for the table that an earlier migration made."""

    class Entry(Frozen):
        """Stands for the table that an earlier migration made."""

    class ReleaseBatch(Frozen):
        """Stands for the table that an earlier migration made."""

    class Staff(Frozen):
        """Stands for the table that an earlier migration made."""

    class OutboxEmail(Frozen):
        unique_key = CharField(max_length=120, unique=True)
        kind = CharField(max_length=40)
        state = CharField(max_length=10)
        candidate = ForeignKeyField(Candidate, null=True, on_delete="CASCADE", backref="+")
        staff = ForeignKeyField(Staff, null=True, on_delete="CASCADE", backref="+")
        batch = ForeignKeyField(ReleaseBatch, null=True, on_delete="CASCADE", backref="+")
        entry = ForeignKeyField(Entry, null=True, on_delete="CASCADE", backref="+")
        link = ForeignKeyField(EmailLink, null=True, on_delete="SET NULL", backref="+")
        address = CharField(max_length=254)
        due_at = BigIntegerField()
        created_at = BigIntegerField()
        claim_token = CharField(max_length=32)
        claimed_until = BigIntegerField(null=True)
        attempts = IntegerField()
        sent_at = BigIntegerField(null=True)
        dead_at = BigIntegerField(null=True)
        possible_duplicate = BooleanField()
        last_error = TextField()

        class Meta:
            constraints = [Check("state IN ('queued', 'parked', 'sent', 'failed', 'uncertain', 'cancelled')")]
            indexes = ((("batch", "state"), False),)

    class AuditEvent(Frozen):
        number = BigIntegerField(unique=True)
        at = BigIntegerField(index=True)
        actor = CharField(max_length=40)
        actor_name = CharField(max_length=200)
        action = CharField(max_length=60, index=True)
        subject = CharField(max_length=60, index=True)
        centre = ForeignKeyField(Centre, null=True, on_delete="RESTRICT", backref="+")
        before = TextField()
        after = TextField()
        network = CharField(max_length=45)
        hash = CharField(max_length=64)

    class AuditHead(Frozen):
        id = IntegerField(primary_key=True)
        number = BigIntegerField()
        hash = CharField(max_length=64)

    class Heartbeat(Frozen):
        name = CharField(max_length=100, primary_key=True)
        at = BigIntegerField()

    class PeriodicSlot(Frozen):
        job = CharField(max_length=60)
        slot = BigIntegerField()

        class Meta:
            primary_key = CompositeKey("job", "slot")

    class ClockOffset(Frozen):
        id = IntegerField(primary_key=True)
        microseconds = BigIntegerField()

    db.create_tables([OutboxEmail, AuditEvent, AuditHead, Heartbeat, PeriodicSlot, ClockOffset], safe=False)
    db.execute_sql("CREATE INDEX outbox_email_waiting ON outbox_email (due_at, id) WHERE state = 'queued'")
