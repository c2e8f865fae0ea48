"""What a candidate may see of their results: the one place that reads results for candidates."""

import json
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from peewee import JOIN, Field, ModelSelect

from portal.models.base import db, microseconds
from portal.models.batch_row import BatchRow
from portal.models.built_once import BuiltTuples, given
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
from portal.services.seen import EntryView, Outcome, SeenEntry


class _Row(NamedTuple):
    """An entry's row in a batch, its result and whether it was looked at; `asked_back` is an open revocation's id.

    None of a row where there is none, none of the rest where the row's batch is not out.
    """

    asked_back: int | None
    id: int | None
    held_as: str
    added_in: int
    kind: str | None
    state: str
    batch_version: int
    released_at: datetime
    recalled_at: datetime | None
    created_at: datetime
    status: str
    overall_score: int | None
    grade: str
    cefr_level: str
    scores: str
    certificate: str
    reference_number: str
    scheme: str
    version: int
    seen: int | None


# In the order of the fields of SeenEntry, then of _Row.
_OF_ENTRY: tuple[Field, ...] = (
    Entry.id, Entry.public_id, Entry.family_name, Entry.given_names, Entry.name_on_certificate, Entry.candidate_number,
    Entry.language, Entry.contact_name, Entry.contact_email, Entry.contact_phone,
    Sitting.session, Sitting.exam_code, Sitting.exam_date, Sitting.results_from, Sitting.results_by,
    Centre.number, Centre.name, Centre.timezone, Centre.contact_name, Centre.contact_email, Centre.contact_phone,
)  # fmt: skip
_OF_ROW: tuple[Field, ...] = (
    Revocation.id, BatchRow.id, BatchRow.held_as, BatchRow.added_in,
    ReleaseBatch.kind, ReleaseBatch.state, ReleaseBatch.version, ReleaseBatch.released_at, ReleaseBatch.recalled_at,
    Result.created_at, Result.status, Result.overall_score, Result.grade, Result.cefr_level, Result.scores,
    Result.certificate, Result.reference_number, Result.scheme, Result.version, ResultView.row,
)  # fmt: skip
_entries_of = BuiltTuples(lambda: _entries().where(Entry.candidate == given("candidate")))
_entry_of = BuiltTuples(
    lambda: _entries().where(Entry.public_id == given("public_id"), Entry.candidate == given("candidate"))
)


def list_for(candidate: Candidate, *, now: datetime) -> list[EntryView]:
    """The candidate's entries with what may be shown of each, the latest exam first."""
    found = _entries_of(candidate=candidate.id, **_at(now))
    return [_view(list(same), now) for _, same in groupby(found, key=itemgetter(0))]


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
    batch, result = row.batch, row.result
    is_out = batch.released_at is not None and batch.state == "released"
    released_at = batch.released_at if is_out else max(batch.release_at or now, now)
    shown = _Row(
        None, row.id, row.held_as, row.added_in,
        batch.kind, batch.state, batch.version, released_at, batch.recalled_at,
        result.created_at, result.status, result.overall_score, result.grade, result.cefr_level, result.scores,
        result.certificate, result.reference_number, result.scheme, result.version, None,
    )  # fmt: skip
    return EntryView(SeenEntry.of(row.entry), _outcome(shown))


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


def _entries() -> "ModelSelect[Any]":
    """Each entry, the latest exam first, once for each of its rows, the latest release first, or once without any.

    A row's batch is only there when it is out, and its result only with it: THE visibility rule, closed by
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
        Entry.select(*_OF_ENTRY, *_OF_ROW)
        .join(Sitting)
        .join(Centre)
        .switch(Entry)
        .join(Revocation, JOIN.LEFT_OUTER, on=asked_back)
        .switch(Entry)
        .join(BatchRow, JOIN.LEFT_OUTER, on=(BatchRow.entry == Entry.id))
        .join(ReleaseBatch, JOIN.LEFT_OUTER, on=its_batch)
        .switch(BatchRow)
        .join(Result, JOIN.LEFT_OUTER, on=its_result)
        .switch(BatchRow)
        .join(ResultView, JOIN.LEFT_OUTER, on=(ResultView.row == BatchRow.id))
        .order_by(Sitting.exam_date.desc(), Entry.id, ReleaseBatch.released_at.desc(), ReleaseBatch.id.desc())
    )


def _at(now: datetime) -> dict[str, int]:
    return {"now": microseconds(now), "waits_since": microseconds(now - REVOCATION_WAITS)}


def _view(same: list[tuple[Any, ...]], now: datetime) -> EntryView:
    """What is seen of an entry, which stands here once for each of its rows.

    The latest release decides, and what was recalled stays withdrawn until its corrected version is out.

    While somebody asks to take the entry back, its account, which may be a stranger's, is sent to the centre.
    A row held in an amendment leaves the result of before in force, and so does one that came into a recalled batch
    for its corrected version, which is not out.
    """
    entry = SeenEntry._make(same[0][: len(_OF_ENTRY)])
    rows = [_Row._make(each[len(_OF_ENTRY) :]) for each in same]
    out = (row for row in rows if row.kind is not None and _was_out(row))
    deciding = next((row for row in out if not (row.held_as and row.kind == "amendment")), None)
    if deciding is None:
        return EntryView(entry, is_late=local_date(now, entry.timezone) > entry.results_by)
    if deciding.state != "released":
        return EntryView(entry, withdrawn_at=deciding.recalled_at)
    if deciding.asked_back is not None:
        return EntryView(entry, Outcome("WITHHELD", deciding.released_at, is_seen=True))
    return EntryView(entry, _outcome(deciding))


def _was_out(row: _Row) -> bool:
    """Whether the row went out with its batch; what was added to go out with the next version did not."""
    return row.state in ("released", "recalled") or row.added_in < row.batch_version


def _outcome(row: _Row) -> Outcome:
    """What a released row says: the result, or only the word it is held under."""
    recalled_at = row.recalled_at if row.added_in < row.batch_version else None
    is_updated = row.kind == "amendment" or (recalled_at is not None and row.created_at >= recalled_at)
    shared: dict[str, Any] = {
        "released_at": row.released_at,
        "updated_at": row.released_at if is_updated else None,
        "confirmed_at": row.released_at if recalled_at is not None and not is_updated else None,
        "row_id": row.id,
        "is_seen": row.seen is not None,
    }
    if row.held_as:
        return Outcome(row.held_as, **shared)
    return Outcome(
        status=row.status,
        overall_score=row.overall_score,
        grade=row.grade,
        cefr_level=row.cefr_level,
        scores=json.loads(row.scores),
        certificate=row.certificate,
        reference_number=row.reference_number,
        scheme=row.scheme,
        version=row.version,
        **shared,
    )
