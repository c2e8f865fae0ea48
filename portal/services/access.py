"""Who may do what to whose records: asked by every staff service, whatever called it."""

from peewee import JOIN, Expression

from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules import roles
from portal.services.actor import Actor
from portal.services.errors import NotAllowed, NotFound


def sees(staff: Staff, centre_id: int | None) -> bool:
    """Staff without a centre (the board's) see all; the others see their own centre only."""
    return staff.centre_id is None or staff.centre_id == centre_id


def own_centres(staff: Staff) -> Expression | bool:
    """The condition on `Centre` that keeps a query to what this person may see."""
    return True if staff.centre_id is None else Centre.id == staff.centre_id


def require(actor: Actor, act: str, *, centre_id: int | None) -> Staff:
    """The acting member of staff. Raises NotFound for another centre's record, NotAllowed for the wrong role."""
    staff = actor.staff
    if staff is None or not sees(staff, centre_id):
        raise NotFound
    if not roles.may(staff.role, act):
        raise NotAllowed
    return staff


def batch_of(staff: Staff, public_id: str) -> ReleaseBatch:
    """The batch with its sitting and centre. Raises NotFound for an unknown one and another centre's alike."""
    batch: ReleaseBatch | None = (
        ReleaseBatch.select(ReleaseBatch, Sitting, Centre)
        .join(Sitting)
        .join(Centre)
        .where(ReleaseBatch.public_id == public_id, own_centres(staff))
        .first()
    )
    if batch is None:
        raise NotFound
    return batch


def row_of(staff: Staff, public_id: str, entry_public_id: str) -> BatchRow:
    """One candidate's row of a batch, with everything around it. Raises NotFound."""
    row: BatchRow | None = (
        BatchRow.select(BatchRow, ReleaseBatch, Sitting, Centre, Entry, Result)
        .join(ReleaseBatch)
        .join(Sitting)
        .join(Centre)
        .switch(BatchRow)
        .join(Entry)
        .switch(BatchRow)
        .join(Result)
        .where(ReleaseBatch.public_id == public_id, Entry.public_id == entry_public_id, own_centres(staff))
        .first()
    )
    if row is None:
        raise NotFound
    return row


def entry_of(staff: Staff, public_id: str) -> Entry:
    """An entry with its sitting, centre and candidate. Raises NotFound."""
    entry: Entry | None = (
        Entry.select(Entry, Sitting, Centre, Candidate)
        .join(Sitting)
        .join(Centre)
        .switch(Entry)
        .join(Candidate, JOIN.LEFT_OUTER)
        .where(Entry.public_id == public_id, own_centres(staff))
        .first()
    )
    if entry is None:
        raise NotFound
    return entry
