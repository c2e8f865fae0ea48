"""A result: one entry's outcome, versioned; a row is written once and never changed."""

import json

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from portal.models.base import Table, UtcDateTimeField, one_of
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.staff import Staff

STATUSES = ("OK", "X", "Z", "PENDING", "WITHHELD")


class Result(Table):
    """`scores` is a JSON object of paper and score; only the status OK carries scores, grade and level.

    It came from an `intake`, or was amended by hand: then `entered_by` says who may not approve it.
    """

    entry = ForeignKeyField(Entry, backref="results", on_delete="RESTRICT", index=False)
    entry_id: int
    version = IntegerField()
    status = CharField(max_length=8)
    overall_score = IntegerField(null=True)
    grade = CharField(max_length=5, default="")
    cefr_level = CharField(max_length=4, default="")
    scores = TextField(default="{}")
    certificate = CharField(max_length=13, default="")
    reference_number = CharField(max_length=20, default="")
    scheme = CharField(max_length=20)
    amend_reason = CharField(max_length=300, default="")
    intake = ForeignKeyField(Intake, null=True, on_delete="RESTRICT")
    intake_id: int | None
    entered_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="entered_results")
    entered_by_id: int | None
    created_at = UtcDateTimeField()

    class Meta:
        constraints = [one_of("status", STATUSES)]
        indexes = ((("entry", "version"), True),)  # finds the results of an entry as well

    @property
    def papers(self) -> dict[str, int]:
        """The scores by paper."""
        found: dict[str, int] = json.loads(self.scores)
        return found
