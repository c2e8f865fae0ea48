"""The sittings that entries belong to: found, or made with the results window that follows from the exam date."""

from datetime import datetime

from portal.models.centre import Centre
from portal.models.sitting import Sitting
from portal.rules.entries_file import EntryRow
from portal.rules.release_window import window

Key = tuple[object, ...]


class Finder:
    """Finds or makes the sitting of each row of one file, and remembers those it has seen."""

    def __init__(self) -> None:
        self._seen: dict[Key, Sitting] = {}

    def of(self, row: EntryRow, centre: Centre, *, now: datetime) -> Sitting:
        """The sitting of this row at this centre."""
        key = (centre.id, row.session, row.exam_code, row.delivery, row.exam_date)
        if key not in self._seen:
            self._seen[key] = _there(row, centre) or _new(row, centre, now)
        return self._seen[key]


def _there(row: EntryRow, centre: Centre) -> Sitting | None:
    sitting: Sitting | None = Sitting.get_or_none(
        Sitting.centre == centre,
        Sitting.session == row.session,
        Sitting.exam_code == row.exam_code,
        Sitting.delivery == row.delivery,
        Sitting.exam_date == row.exam_date,
    )
    return sitting


def _new(row: EntryRow, centre: Centre, now: datetime) -> Sitting:
    first, last = window(row.exam_date, row.delivery)
    return Sitting.create(
        centre=centre,
        session=row.session,
        exam_code=row.exam_code,
        delivery=row.delivery,
        exam_date=row.exam_date,
        results_from=row.results_from or first,
        results_by=row.results_by or last,
        created_at=now,
    )
