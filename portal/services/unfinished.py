"""What a release left to do: emails that were halted, results that are withdrawn, lifted holds without a follow-up."""

from dataclasses import dataclass

from portal.models.centre import Centre
from portal.models.release_batch import ReleaseBatch
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.services import access, follow_up


@dataclass(frozen=True)
class Unfinished:
    """A batch that was out, and what has to be done: `halted`, `withdrawn` or `follow_up`."""

    batch: ReleaseBatch
    what: str


def of(staff: Staff) -> list[Unfinished]:
    """Those of the person's own centres, the oldest release first."""
    halted = (ReleaseBatch.state == "released") & ReleaseBatch.wave_stopped_at.is_null(False)
    to_follow = set(follow_up.batches_to_follow())
    batches = (
        ReleaseBatch.select(ReleaseBatch, Sitting, Centre)
        .join(Sitting)
        .join(Centre)
        .where((ReleaseBatch.state == "recalled") | halted | ReleaseBatch.id.in_(to_follow), access.own_centres(staff))
        .order_by(ReleaseBatch.released_at, ReleaseBatch.id)
    )
    return [Unfinished(batch, what) for batch in batches for what in _of_batch(batch, to_follow)]


def _of_batch(batch: ReleaseBatch, to_follow: set[int]) -> list[str]:
    there = {
        "withdrawn": batch.state == "recalled",
        "halted": batch.state == "released" and batch.wave_stopped_at is not None,
        "follow_up": batch.id in to_follow,
    }
    return [what for what, is_so in there.items() if is_so]
