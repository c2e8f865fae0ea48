"""Centres, staff and candidates, and how they sign in."""

from typing import Any

from peewee import BigIntegerField, BlobField, BooleanField, CharField, Check, ForeignKeyField, IntegerField, Model


def up(migrator: Any, db: Any) -> None:
    """The tables as they were first; later changes are migrations of their own."""

    class Frozen(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Centre(Frozen):
        number = CharField(max_length=5, unique=True)
        name = CharField(max_length=200)
        country = CharField(max_length=2)
        timezone = CharField(max_length=64)
        contact_name = CharField(max_length=200)
        contact_email = CharField(max_length=254)
        contact_phone = CharField(max_length=40)
        created_at = BigIntegerField()

    class Candidate(Frozen):
        public_id = CharField(max_length=20, unique=True)
        email = CharField(max_length=254, index=True)
        email_confirmed_at = BigIntegerField(null=True)
        password_hash = CharField(max_length=200)
        language = CharField(max_length=10)
        terms_version = CharField(max_length=40)
        terms_accepted_at = BigIntegerField()
        wants_news = BooleanField()
        created_at = BigIntegerField()
        disabled_at = BigIntegerField(null=True)

    class Consent(Frozen):
        candidate = ForeignKeyField(Candidate, on_delete="CASCADE", backref="+")
        given = BooleanField()
        text_version = CharField(max_length=40)
        at = BigIntegerField()

    class Staff(Frozen):
        public_id = CharField(max_length=20, unique=True)
        email = CharField(max_length=254, unique=True)
        name = CharField(max_length=200)
        role = CharField(max_length=10)
        centre = ForeignKeyField(Centre, null=True, on_delete="RESTRICT", backref="+")
        password_hash = CharField(max_length=200)
        totp_secret = BlobField(null=True)
        totp_enrolled_at = BigIntegerField(null=True)
        totp_last_step = BigIntegerField()
        created_at = BigIntegerField()
        disabled_at = BigIntegerField(null=True)

        class Meta:
            constraints = [
                Check("role IN ('officer', 'approver', 'board', 'auditor')"),
                Check("role IN ('board', 'auditor') OR centre_id IS NOT NULL"),
            ]

    class RecoveryCode(Frozen):
        staff = ForeignKeyField(Staff, on_delete="CASCADE", backref="+")
        code_hash = CharField(max_length=64, unique=True)
        used_at = BigIntegerField(null=True)

    class LoginSession(Frozen):
        public_id = CharField(max_length=20, unique=True)
        token_hash = CharField(max_length=64, unique=True)
        candidate = ForeignKeyField(Candidate, null=True, on_delete="CASCADE", backref="+")
        staff = ForeignKeyField(Staff, null=True, on_delete="CASCADE", backref="+")
        created_at = BigIntegerField()
        seen_at = BigIntegerField()
        ended_at = BigIntegerField(null=True)
        second_factor_at = BigIntegerField(null=True)
        browser = CharField(max_length=200)
        network = CharField(max_length=45)

        class Meta:
            constraints = [Check("(candidate_id IS NULL) <> (staff_id IS NULL)")]

    class Throttle(Frozen):
        key = CharField(max_length=80, primary_key=True)
        count = IntegerField()
        resets_at = BigIntegerField(index=True)

    class EmailLink(Frozen):
        public_id = CharField(max_length=20, unique=True)
        purpose = CharField(max_length=30)
        candidate = ForeignKeyField(Candidate, null=True, on_delete="CASCADE", backref="+")
        staff = ForeignKeyField(Staff, null=True, on_delete="CASCADE", backref="+")
        email = CharField(max_length=254)
        created_at = BigIntegerField()
        expires_at = BigIntegerField()
        used_at = BigIntegerField(null=True)

    class Submission(Frozen):
        key = CharField(max_length=64, primary_key=True)
        outcome = CharField(max_length=100)
        created_at = BigIntegerField(index=True)

    db.create_tables(
        [Centre, Candidate, Consent, Staff, RecoveryCode, LoginSession, Throttle, EmailLink, Submission], safe=False
    )
