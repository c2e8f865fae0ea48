"""A batch that two people approved and that waits for its minute."""

from portal.models.approval import Approval
from portal.models.release_batch import ReleaseBatch
from tests.unit import factories
from tests.unit.services import batch_steps


def approved(size: int = 3, **columns: object) -> ReleaseBatch:
    """`size` registered candidates; Ada and Bo approved, for factories.RELEASE_AT."""
    batch = batch_steps.make(size, state="approved", **columns)
    for person in (factories.ada(), factories.bo()):
        Approval.create(batch=batch, staff=person, content_hash=batch.content_hash, approved_at=factories.NOW)
    return batch
