"""An intake: one file of entries or results, from upload through dry run to acceptance."""

from peewee import CharField, ForeignKeyField, IntegerField

from portal.models.base import PublicIdField, Table, UtcDateTimeField, one_of
from portal.models.centre import Centre
from portal.models.staff import Staff

KINDS = ("entries", "results")
STATES = ("waiting", "checking", "checked", "refused", "saving", "accepted", "dropped")


class Intake(Table):
    """`centre` is the uploader's, and null for the board and the command line.

    `sha256` of an accepted file is unique per kind. What the file holds is in IntakePiece.
    """

    public_id = PublicIdField()
    kind = CharField(max_length=10)
    state = CharField(max_length=10, default="waiting")
    centre = ForeignKeyField(Centre, null=True, on_delete="RESTRICT")
    centre_id: int | None
    uploaded_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT")
    uploaded_by_id: int | None
    accepted_by = ForeignKeyField(Staff, null=True, on_delete="RESTRICT", backref="accepted_intakes")
    accepted_by_id: int | None
    file_name = CharField(max_length=200)
    sha256 = CharField(max_length=64)
    rows_total = IntegerField(default=0)
    rows_done = IntegerField(default=0)
    rows_new = IntegerField(default=0)
    rows_changed = IntegerField(default=0)
    errors = IntegerField(default=0)
    warnings = IntegerField(default=0)
    created_at = UtcDateTimeField()
    claimed_until = UtcDateTimeField(null=True)
    accepted_at = UtcDateTimeField(null=True)

    class Meta:
        constraints = [one_of("kind", KINDS), one_of("state", STATES)]
        indexes = ((("state", "created_at"), False),)


Intake.add_index(
    Intake.kind, Intake.sha256, unique=True, where=(Intake.state == "accepted"), name="intake_accepted_once"
)
