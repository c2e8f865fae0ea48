"""The list of batches a member of staff looks after, with what is due of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peewee import Case, Expression, fn

from portal.models.batch_row import BatchRow
from portal.models.centre import Centre
from portal.models.release_batch import STATES, ReleaseBatch
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules.time_zones import local_date
from portal.services import access

PAGE_SIZE = 50
FINISHED = ("released", "cancelled")


@dataclass(frozen=True)
class Item:
    """One line: the batch with its sitting and centre, how many rows it has, and the centre's date today."""

    batch: ReleaseBatch
    rows: int
    today: date

    @property
    def days_left(self) -> int:
        return (self.batch.sitting.results_by - self.today).days

    @property
    def is_open(self) -> bool:
        """Whether something still has to be done about it."""
        return self.batch.state not in FINISHED


@dataclass(frozen=True)
class Listing:
    """One page of the list, and how many batches were asked for in all."""

    items: Sequence[Item]
    total: int
    page: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE_SIZE + 1 if self.items else 0

    @property
    def last(self) -> int:
        return self.first + len(self.items) - 1 if self.items else 0

    @property
    def has_next(self) -> bool:
        return self.page * PAGE_SIZE < self.total


def for_staff(staff: Staff, *, now: datetime, state: str = "", centre_number: str = "", page: int = 1) -> Listing:
    """The batches this person may see: open ones by the end of their window, then what is out, the latest first."""
    wanted: list[Expression | bool] = [access.own_centres(staff)]
    if state in STATES:
        wanted.append(ReleaseBatch.state == state)
    if centre_number:
        wanted.append(Centre.number == centre_number)
    total = ReleaseBatch.select().join(Sitting).join(Centre).where(*wanted).count()
    page = min(max(1, page), max(1, -(-total // PAGE_SIZE)))
    is_finished = ReleaseBatch.state.in_(FINISHED)
    finished = Case(None, [(is_finished, 1)], 0)
    out_since = Case(None, [(is_finished & ReleaseBatch.released_at.is_null(False), ReleaseBatch.released_at)], 0)
    query = (
        ReleaseBatch.select(ReleaseBatch, Sitting, Centre)
        .join(Sitting)
        .join(Centre)
        .where(*wanted)
        .order_by(finished, out_since.desc(), Sitting.results_by, Centre.number, ReleaseBatch.id)
    )
    batches = list(query.paginate(page, PAGE_SIZE))
    rows = _row_counts(batches)
    items = [Item(b, rows.get(b.id, 0), local_date(now, b.sitting.centre.timezone)) for b in batches]
    return Listing(items, total, page)


def centres(staff: Staff) -> list[Centre]:
    """The centres this person may choose from."""
    return list(Centre.select().where(access.own_centres(staff)).order_by(Centre.number))


def _row_counts(batches: Sequence[ReleaseBatch]) -> dict[int, int]:
    if not batches:
        return {}
    query = (
        BatchRow.select(BatchRow.batch, fn.COUNT(BatchRow.id))
        .where(BatchRow.batch.in_([batch.id for batch in batches]))
        .group_by(BatchRow.batch)
    )
    counts: dict[int, int] = dict(query.tuples().execute())
    return counts
