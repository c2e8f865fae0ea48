"""What a candidate may see of their results: the one place that reads results for candidates."""

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from peewee import JOIN, ModelSelect

from portal.models.base import db, microseconds
from portal.models.batch_row import BatchRow
from portal.models.built_once import BuiltOnce, given
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.result_view import ResultView
from portal.models.revocation import REVOCATION_WAITS, Revocation
from portal.models.sitting import Sitting
from portal.rules.time_zones import local_date
from portal.services.errors import NotFound


@dataclass(frozen=True)
class Outcome:
    """A result that may be shown; `status` is OK, X, Z, PENDING or WITHHELD, and only OK has scores.

    `updated_at` is set when it replaces another that was shown before, `confirmed_at` when it was withdrawn to be
    checked and came back as it was.
    """

    status: str
    released_at: datetime
    overall_score: int | None = None
    grade: str = ""
    cefr_level: str = ""
    scores: dict[str, int] | None = None
    certificate: str = ""
    reference_number: str = ""
    scheme: str = ""
    version: int = 1
    updated_at: datetime | None = None
    confirmed_at: datetime | None = None
    row_id: int = 0
    is_seen: bool = False


@dataclass(frozen=True)
class EntryView:
    """One entry as its candidate sees it.

    `withdrawn_at` is set while its results are recalled. With neither that nor an `outcome` the candidate waits,
    and every candidate of the sitting sees the same; `is_late` says that the window has passed meanwhile.
    """

    entry: Entry
    sitting: Sitting
    centre: Centre
    outcome: Outcome | None = None
    withdrawn_at: datetime | None = None
    is_late: bool = False

    @property
    def state(self) -> str:
        """The status of the outcome, or WAITING, LATE or WITHDRAWN."""
        if self.outcome is not None:
            return self.outcome.status
        if self.withdrawn_at is not None:
            return "WITHDRAWN"
        return "LATE" if self.is_late else "WAITING"


_entries_of = BuiltOnce(lambda: _entries().where(Entry.candidate == given("candidate")))
_entry_of = BuiltOnce(
    lambda: _entries().where(Entry.public_id == given("public_id"), Entry.candidate == given("candidate"))
)


def list_for(candidate: Candidate, *, now: datetime) -> list[EntryView]:
    """The candidate's entries with what may be shown of each, the latest exam first."""
    found = _entries_of(candidate=candidate.id, **_at(now))
    return [_view(list(same), now) for _, same in groupby(found, key=lambda entry: entry.id)]


def one_for(candidate: Candidate, *, public_id: str, now: datetime) -> EntryView:
    """One of the candidate's own entries. Raises NotFound for anybody else's."""
    found = _entry_of(public_id=public_id, candidate=candidate.id, **_at(now))
    if not found:
        raise NotFound
    return _view(found, now)


def preview(row: BatchRow, *, now: datetime) -> EntryView:
    """What the candidate would see if the row's batch went out as it stands; for staff, who may see the row.

    Nothing of an earlier release is looked at: a row that is held in an amendment shows the word it is held under.
    """
    sitting = row.entry.sitting
    if row.batch.released_at is None or row.batch.state != "released":
        row.batch.released_at = max(row.batch.release_at or now, now)
    return EntryView(row.entry, sitting, sitting.centre, _outcome(row))


def note_seen(outcome: Outcome, *, now: datetime) -> None:
    """Remember the first time this row was opened, so that staff know who has seen what they recall."""
    if outcome.is_seen:
        return
    with db.atomic():
        first = {ResultView.row: ResultView.row}
        query = ResultView.insert(row=outcome.row_id, at=now)
        query.on_conflict(conflict_target=[ResultView.row], update=first).execute()


def cover(candidate: Candidate, *, hide: bool) -> None:
    """Remember whether the candidate wants results covered until they are tapped."""
    with db.atomic():
        Candidate.update(hides_results=hide).where(Candidate.id == candidate.id).execute()


def _entries() -> "ModelSelect[Entry]":
    """Each entry, the latest exam first, once for each of its rows, the latest release first, or once without any.

    `batch` of a row is only there when the batch is out, and `result` only with it: THE visibility rule, closed by
    default. An entry says as well whether somebody asks to take it back from the account that has it.
    """
    asked_back = (
        (Revocation.entry == Entry.id)
        & (Revocation.candidate == Entry.candidate)
        & Revocation.closed_at.is_null()
        & (Revocation.asked_at > given("waits_since"))
    )
    is_out = ((ReleaseBatch.state == "released") | ReleaseBatch.recalled_at.is_null(False)) & (
        ReleaseBatch.released_at <= given("now")
    )
    its_batch = (BatchRow.batch == ReleaseBatch.id) & is_out
    its_result = (BatchRow.result == Result.id) & ReleaseBatch.id.is_null(False)
    return (
        Entry.select(Entry, Sitting, Centre, Revocation.id, BatchRow, ReleaseBatch, Result, ResultView)
        .join(Sitting)
        .join(Centre)
        .switch(Entry)
        .join(Revocation, JOIN.LEFT_OUTER, on=asked_back, attr="asked_back")
        .switch(Entry)
        .join(BatchRow, JOIN.LEFT_OUTER, on=(BatchRow.entry == Entry.id), attr="row")
        .join(ReleaseBatch, JOIN.LEFT_OUTER, on=its_batch, attr="batch")
        .switch(BatchRow)
        .join(Result, JOIN.LEFT_OUTER, on=its_result, attr="result")
        .switch(BatchRow)
        .join(ResultView, JOIN.LEFT_OUTER, on=(ResultView.row == BatchRow.id), attr="view")
        .order_by(Sitting.exam_date.desc(), Entry.id, ReleaseBatch.released_at.desc(), ReleaseBatch.id.desc())
    )


def _at(now: datetime) -> dict[str, int]:
    return {"now": microseconds(now), "waits_since": microseconds(now - REVOCATION_WAITS)}


def _view(same: list[Any], now: datetime) -> EntryView:
    """What is seen of an entry, which stands here once for each of its rows.

    The latest release decides, and what was recalled stays withdrawn until its corrected version is out.

    While somebody asks to take the entry back, its account, which may be a stranger's, is sent to the centre.
    A row held in an amendment leaves the result of before in force, and so does one that came into a recalled batch
    for its corrected version, which is not out.
    """
    entry: Entry = same[0]
    sitting = entry.sitting
    rows: list[BatchRow] = [each.row for each in same if each.row is not None and each.row.batch is not None]
    out = (row for row in rows if _was_out(row))
    deciding = next((row for row in out if not (row.held_as and row.batch.kind == "amendment")), None)
    if deciding is None:
        is_late = local_date(now, sitting.centre.timezone) > sitting.results_by
        return EntryView(entry, sitting, sitting.centre, is_late=is_late)
    if deciding.batch.state != "released":
        return EntryView(entry, sitting, sitting.centre, withdrawn_at=deciding.batch.recalled_at)
    if same[0].asked_back is not None:
        kept = Outcome("WITHHELD", deciding.batch.released_at, is_seen=True)
        return EntryView(entry, sitting, sitting.centre, kept)
    return EntryView(entry, sitting, sitting.centre, _outcome(deciding))


def _was_out(row: BatchRow) -> bool:
    """Whether the row went out with its batch; what was added to go out with the next version did not."""
    return row.batch.state in ("released", "recalled") or row.added_in < row.batch.version


def _outcome(row: BatchRow) -> Outcome:
    """What a released row says: the result, or only the word it is held under."""
    batch, result = row.batch, row.result
    came_back = batch.recalled_at is not None and row.added_in < batch.version
    is_updated = batch.kind == "amendment" or (came_back and result.created_at >= batch.recalled_at)
    shared: dict[str, Any] = {
        "released_at": batch.released_at,
        "updated_at": batch.released_at if is_updated else None,
        "confirmed_at": batch.released_at if came_back and not is_updated else None,
        "row_id": row.id,
        "is_seen": getattr(row, "view", None) is not None,
    }
    if row.held_as:
        return Outcome(row.held_as, **shared)
    return Outcome(
        status=result.status,
        overall_score=result.overall_score,
        grade=result.grade,
        cefr_level=result.cefr_level,
        scores=json.loads(result.scores),
        certificate=result.certificate,
        reference_number=result.reference_number,
        scheme=result.scheme,
        version=result.version,
        **shared,
    )
