"""An entry: one candidate's place in a sitting, as printed on the Confirmation of Entry."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField, TextField

from portal.models.base import PublicIdField, Table, UtcDateTimeField
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.sitting import Sitting
from portal.rules.names import full_name


class Entry(Table):
    """The secret number is kept only as a hash; `secret_failures` counts wrong ones over the entry's life.

    `email_hint` is for the help desk and never used to claim. `search_name` is the folded name
    (rules/search_words.py), written with it. `centre` and `session` repeat the sitting's,
    because the candidate number is unique within them.
    """

    public_id = PublicIdField()
    sitting = ForeignKeyField(Sitting, backref="entries", on_delete="RESTRICT")
    sitting_id: int
    centre = ForeignKeyField(Centre, backref="entries", on_delete="RESTRICT")
    centre_id: int
    session = CharField(max_length=7)
    candidate_number = CharField(max_length=4)
    id_number = CharField(max_length=9, unique=True)
    secret_hash = CharField(max_length=200)
    secret_failures = IntegerField(default=0)
    family_name = CharField(max_length=200, default="")
    given_names = CharField(max_length=200)
    name_on_certificate = CharField(max_length=400, default="")
    search_name = TextField(default="")
    date_of_birth = DateField()
    email_hint = CharField(max_length=254, default="")
    language = CharField(max_length=10, default="")
    venue = CharField(max_length=200, default="")
    contact_name = CharField(max_length=200, default="")
    contact_email = CharField(max_length=254, default="")
    contact_phone = CharField(max_length=40, default="")
    candidate = ForeignKeyField(Candidate, backref="entries", null=True, on_delete="SET NULL")
    candidate_id: int | None
    claimed_at = UtcDateTimeField(null=True)
    created_at = UtcDateTimeField()

    class Meta:
        indexes = ((("centre", "session", "candidate_number"), True),)

    @property
    def full_name(self) -> str:
        """The name as people read it."""
        return full_name(self.given_names, self.family_name, on_certificate=self.name_on_certificate)
