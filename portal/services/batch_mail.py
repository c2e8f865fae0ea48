"""Who among the staff is told what about a batch; each is told once for each content."""

from datetime import datetime

from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.services import outbox


def due(batch: ReleaseBatch, *, now: datetime) -> None:
    """The results window opened: the centre's officers and approvers have work to do."""
    _tell("batch_due", batch, ("officer", "approver"), "", now)


def reminder(batch: ReleaseBatch, *, day: str, now: datetime) -> None:
    """The window is open and the batch is not approved; `day` makes it one reminder a day."""
    _tell("batch_reminder", batch, ("officer", "approver"), day, now)


def overdue(batch: ReleaseBatch, *, now: datetime) -> None:
    """Three days before the window closes the board is warned as well."""
    _tell("batch_overdue", batch, ("officer", "approver", "board"), "", now)


def awaits_approval(batch: ReleaseBatch, *, now: datetime) -> None:
    """Each submission and each content asks anew."""
    submitted = f"{batch.submitted_at:%Y%m%d%H%M%S}" if batch.submitted_at else ""
    _tell("batch_awaits_approval", batch, ("approver", "board"), f"{batch.content_hash[:16]}:{submitted}", now)


def one_device(batch: ReleaseBatch, *, now: datetime) -> None:
    """Two people approved in one browser: the board is asked whether they were two."""
    _tell("batch_one_device", batch, ("board",), f"{now:%Y%m%d%H%M%S}", now)


def sent_back(batch: ReleaseBatch, *, now: datetime) -> None:
    _tell("batch_sent_back", batch, ("officer",), f"{now:%Y%m%d%H%M%S}", now)


def could_not_release(batch: ReleaseBatch, *, now: datetime) -> None:
    _tell("batch_could_not_release", batch, ("officer", "approver", "board"), batch.content_hash[:16], now)


def stopped(batch: ReleaseBatch, *, now: datetime) -> None:
    """Somebody stopped an approved batch: whoever counts on its minute must know."""
    _tell("batch_stopped", batch, ("officer", "approver", "board"), f"{now:%Y%m%d%H%M%S}", now)


def wave_stopped(batch: ReleaseBatch, *, now: datetime) -> None:
    """The results are out, but the first emails went wrong and the others wait."""
    _tell("batch_wave_stopped", batch, ("officer", "approver", "board"), f"v{batch.version}", now)


def recall_asked(batch: ReleaseBatch, *, now: datetime) -> None:
    """A second person, of the board, has to decide."""
    _tell("batch_recall_asked", batch, ("board",), f"{now:%Y%m%d%H%M%S}", now)


def recall_unconfirmed(batch: ReleaseBatch, *, recall_id: int, now: datetime) -> None:
    """An emergency was not confirmed within the hour: the whole board must know, also who pressed."""
    _tell("batch_recall_unconfirmed", batch, ("board",), f"r{recall_id}", now)


def recalled(batch: ReleaseBatch, *, now: datetime) -> None:
    _tell("batch_recalled", batch, ("officer", "approver", "board"), f"v{batch.version}", now)


def released(batch: ReleaseBatch, *, now: datetime) -> None:
    _tell("batch_released", batch, ("officer", "approver", "board"), f"v{batch.version}", now)


def _tell(kind: str, batch: ReleaseBatch, roles: tuple[str, ...], key: str, now: datetime) -> None:
    centre_id = batch.sitting.centre_id
    people = Staff.select().where(
        Staff.role.in_(roles),
        Staff.disabled_at.is_null(),
        Staff.centre.is_null() | (Staff.centre == centre_id),
    )
    for staff in list(people):
        outbox.to_staff(kind=kind, key=f"b{batch.id}:{key}", staff=staff, batch=batch, now=now)
