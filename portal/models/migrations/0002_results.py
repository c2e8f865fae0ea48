"""Sittings, entries and results, the files they come from, and the batches that release them."""

from typing import Any

from peewee import (
    BigIntegerField,
    BlobField,
    CharField,
    Check,
    DateField,
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

    class LoginSession(Frozen):
        """Stands for the table that an earlier migration made."""

    class Staff(Frozen):
        """Stands for the table that an earlier migration made."""

    class Sitting(Frozen):
        public_id = CharField(max_length=20, unique=True)
        centre = ForeignKeyField(Centre, on_delete="RESTRICT", backref="+")
        session = CharField(max_length=7)
        exam_code = CharField(max_length=10)
        delivery = CharField(max_length=8)
        exam_date = DateField()
        results_from = DateField(index=True)
        results_by = DateField()
        created_at = BigIntegerField()

        class Meta:
            constraints = [Check("delivery IN ('paper', 'computer', 'digital')")]
            indexes = ((("centre", "session", "exam_code", "delivery", "exam_date"), True),)

    class Entry(Frozen):
        public_id = CharField(max_length=20, unique=True)
        sitting = ForeignKeyField(Sitting, on_delete="RESTRICT", backref="+")
        centre = ForeignKeyField(Centre, on_delete="RESTRICT", backref="+")
        session = CharField(max_length=7)
        candidate_number = CharField(max_length=4)
        id_number = CharField(max_length=9, unique=True)
        secret_hash = CharField(max_length=200)
        secret_failures = IntegerField()
        family_name = CharField(max_length=200)
        given_names = CharField(max_length=200)
        name_on_certificate = CharField(max_length=400)
        date_of_birth = DateField()
        email_hint = CharField(max_length=254)
        language = CharField(max_length=10)
        venue = CharField(max_length=200)
        contact_name = CharField(max_length=200)
        contact_email = CharField(max_length=254)
        contact_phone = CharField(max_length=40)
        candidate = ForeignKeyField(Candidate, null=True, on_delete="SET NULL", backref="+")
        claimed_at = BigIntegerField(null=True)
        created_at = BigIntegerField()

        class Meta:
            indexes = ((("centre", "session", "candidate_number"), True),)

    class Intake(Frozen):
        public_id = CharField(max_length=20, unique=True)
        kind = CharField(max_length=10)
        state = CharField(max_length=10)
        centre = ForeignKeyField(Centre, null=True, on_delete="RESTRICT", backref="+")
        uploaded_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="+")
        accepted_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="+")
        file_name = CharField(max_length=200)
        sha256 = CharField(max_length=64)
        content = BlobField(null=True)
        rows_total = IntegerField()
        rows_done = IntegerField()
        rows_new = IntegerField()
        rows_changed = IntegerField()
        errors = IntegerField()
        warnings = IntegerField()
        created_at = BigIntegerField()
        claimed_until = BigIntegerField(null=True)
        accepted_at = BigIntegerField(null=True)

        class Meta:
            constraints = [
                Check("kind IN ('entries', 'results')"),
                Check("state IN ('waiting', 'checking', 'checked', 'refused', 'saving', 'accepted', 'dropped')"),
            ]
            indexes = ((("state", "created_at"), False),)

    class IntakeProblem(Frozen):
        intake = ForeignKeyField(Intake, on_delete="CASCADE", backref="+")
        row = IntegerField()
        column = CharField(max_length=60)
        found = CharField(max_length=200)
        expected = CharField(max_length=300)
        severity = CharField(max_length=7)

        class Meta:
            constraints = [Check("severity IN ('error', 'warning')")]

    class Result(Frozen):
        entry = ForeignKeyField(Entry, on_delete="RESTRICT", backref="+")
        version = IntegerField()
        status = CharField(max_length=8)
        overall_score = IntegerField(null=True)
        grade = CharField(max_length=5)
        cefr_level = CharField(max_length=4)
        scores = TextField()
        certificate = CharField(max_length=13)
        reference_number = CharField(max_length=20)
        scheme = CharField(max_length=20)
        amend_reason = CharField(max_length=300)
        intake = ForeignKeyField(Intake, null=True, on_delete="RESTRICT", backref="+")
        created_at = BigIntegerField()

        class Meta:
            constraints = [Check("status IN ('OK', 'X', 'Z', 'PENDING', 'WITHHELD')")]
            indexes = ((("entry", "version"), True),)

    class ReleaseBatch(Frozen):
        public_id = CharField(max_length=20, unique=True)
        sitting = ForeignKeyField(Sitting, on_delete="RESTRICT", backref="+")
        kind = CharField(max_length=10)
        state = CharField(max_length=10)
        version = IntegerField()
        release_at = BigIntegerField(null=True)
        outside_window_reason = CharField(max_length=500)
        content_hash = CharField(max_length=64)
        row_count = IntegerField()
        submitted_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="+")
        submitted_at = BigIntegerField(null=True)
        reason = CharField(max_length=500)
        released_at = BigIntegerField(null=True)
        recalled_at = BigIntegerField(null=True)
        wave_stopped_at = BigIntegerField(null=True)
        created_at = BigIntegerField()

        class Meta:
            constraints = [
                Check("kind IN ('main', 'follow_up', 'amendment')"),
                Check("state IN ('draft', 'submitted', 'approved', 'stopped', 'released', 'recalled', 'cancelled')"),
                Check("state NOT IN ('released', 'recalled') OR released_at IS NOT NULL"),
                Check("state NOT IN ('submitted', 'approved', 'released') OR release_at IS NOT NULL"),
            ]
            indexes = ((("state", "release_at"), False),)

    class BatchRow(Frozen):
        batch = ForeignKeyField(ReleaseBatch, on_delete="CASCADE", backref="+")
        entry = ForeignKeyField(Entry, on_delete="RESTRICT", backref="+")
        result = ForeignKeyField(Result, on_delete="RESTRICT", backref="+")
        held_as = CharField(max_length=8)

        class Meta:
            constraints = [Check("held_as IN ('', 'PENDING', 'WITHHELD')")]
            indexes = ((("batch", "entry"), True),)

    class Hold(Frozen):
        row = ForeignKeyField(BatchRow, on_delete="CASCADE", backref="+")
        shown_as = CharField(max_length=8)
        reason = CharField(max_length=500)
        owner = ForeignKeyField(Staff, on_delete="RESTRICT", backref="+")
        next_update_on = DateField()
        placed_by = ForeignKeyField(Staff, on_delete="RESTRICT", backref="+")
        placed_at = BigIntegerField()
        lifted_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="+")
        lifted_at = BigIntegerField(null=True)

    class Approval(Frozen):
        batch = ForeignKeyField(ReleaseBatch, on_delete="CASCADE", backref="+")
        staff = ForeignKeyField(Staff, on_delete="RESTRICT", backref="+")
        content_hash = CharField(max_length=64)
        approved_at = BigIntegerField()
        session = ForeignKeyField(LoginSession, null=True, on_delete="SET NULL", backref="+")
        network = CharField(max_length=45)
        voided_at = BigIntegerField(null=True)
        void_reason = CharField(max_length=300)

    class ReleaseFreeze(Frozen):
        reason = CharField(max_length=500)
        placed_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="+")
        placed_at = BigIntegerField()
        lifted_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="+")
        lifted_at = BigIntegerField(null=True)

    class ResultView(Frozen):
        row = ForeignKeyField(BatchRow, primary_key=True, on_delete="CASCADE", backref="+")
        at = BigIntegerField()

    db.create_tables(
        [
            Sitting,
            Entry,
            Intake,
            IntakeProblem,
            Result,
            ReleaseBatch,
            BatchRow,
            Hold,
            Approval,
            ReleaseFreeze,
            ResultView,
        ],
        safe=False,
    )
    db.execute_sql("CREATE UNIQUE INDEX intake_accepted_once ON intake (kind, sha256) WHERE state = 'accepted'")
    db.execute_sql("CREATE UNIQUE INDEX hold_one_open ON hold (row_id) WHERE lifted_at IS NULL")
    db.execute_sql("CREATE UNIQUE INDEX approval_one_live ON approval (batch_id, staff_id) WHERE voided_at IS NULL")
