"""Files on their way in: received, checked in a dry run, accepted whole or not at all."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from peewee import IntegrityError

from portal import clock
from portal.models.base import db
from portal.models.intake import Intake
from portal.models.intake_problem import IntakeProblem
from portal.models.staff import Staff
from portal.rules.catalogue import Catalogue
from portal.rules.problems import Problem
from portal.services import access, alarm, audit, entry_intake, result_intake
from portal.services.actor import COMMAND, Actor
from portal.services.errors import NotAllowed, NotFound, Refused
from portal.services.intake_reading import Checked

LEASE = timedelta(minutes=10)
KEPT_PROBLEMS = 2_000
KIND_OF = {"entries": entry_intake, "results": result_intake}


def receive(*, kind: str, file_name: str, content: bytes, actor: Actor, now: datetime) -> Intake:
    """Keep an uploaded file and ask the worker for a dry run.

    Raises Refused: already_imported (the same bytes were accepted before), empty_file.
    """
    centre_id = actor.staff.centre_id if actor.staff else None
    if actor.staff is not None:
        access.require(actor, "import", centre_id=centre_id)
    if not content.strip():
        raise Refused("empty_file")
    digest = hashlib.sha256(content).hexdigest()
    _refuse_repeat(kind, digest)
    with db.atomic():
        intake = Intake.create(
            kind=kind,
            centre=centre_id,
            uploaded_by=actor.staff_id,
            file_name=file_name[-200:],
            sha256=digest,
            content=content,
            created_at=now,
        )
        alarm.ring()
    return intake


def intake_of(staff: Staff, public_id: str) -> Intake:
    """An intake that this person may see. Raises NotFound."""
    intake: Intake | None = Intake.get_or_none(Intake.public_id == public_id)
    if intake is None or not access.sees(staff, intake.centre_id):
        raise NotFound
    return intake


def check(intake: Intake, *, catalogue: Catalogue) -> Intake:
    """The dry run: read every row, compare it with what is there, keep the problems; saves nothing else."""
    IntakeProblem.delete().where(IntakeProblem.intake == intake).execute()
    total = Checked()
    kept = 0
    for part in KIND_OF[intake.kind].check(intake, catalogue):
        total += part.counts
        kept += _keep(intake, part.problems, KEPT_PROBLEMS - kept)
        Intake.update(rows_done=total.rows, claimed_until=clock.machine_now() + LEASE, errors=total.errors).where(
            Intake.id == intake.id
        ).execute()
    refused = total.errors > 0
    Intake.update(
        state="refused" if refused else "checked",
        content=None if refused else Intake.content,
        rows_total=total.rows,
        rows_done=total.rows,
        rows_new=total.new,
        rows_changed=total.changed,
        errors=total.errors,
        warnings=total.warnings,
        claimed_until=None,
    ).where(Intake.id == intake.id).execute()
    return Intake.get_by_id(intake.id)


def accept(intake: Intake, *, actor: Actor, now: datetime) -> Intake:
    """Say yes to a checked file; the worker saves it. Raises Refused: not_checked, already_imported."""
    if actor.staff is not None:
        access.require(actor, "import", centre_id=intake.centre_id)
    _refuse_repeat(intake.kind, intake.sha256)
    with db.atomic():
        accepted = (
            Intake.update(state="saving", accepted_by=actor.staff_id, rows_done=0)
            .where(Intake.id == intake.id, Intake.state == "checked")
            .execute()
        )
        if not accepted:
            raise Refused("not_checked")
        alarm.ring()
    return Intake.get_by_id(intake.id)


def drop(intake: Intake, *, actor: Actor) -> None:
    """Say no to a checked file; its content is forgotten."""
    if actor.staff is None:
        raise NotAllowed
    access.require(actor, "import", centre_id=intake.centre_id)
    Intake.update(state="dropped", content=None).where(Intake.id == intake.id, Intake.state == "checked").execute()


def save(intake: Intake, *, catalogue: Catalogue, now: datetime) -> Intake:
    """Write an accepted file in one transaction: all its rows, or none."""
    actor = Actor.of_staff(intake.accepted_by) if intake.accepted_by else COMMAND
    kind = KIND_OF[intake.kind]
    prepared = kind.prepare(intake, catalogue)
    try:
        with db.atomic():
            taken = (
                Intake.update(state="accepted", accepted_at=now, content=None, claimed_until=None)
                .where(Intake.id == intake.id, Intake.state == "saving")
                .execute()
            )
            if not taken:
                raise Refused("not_checked")
            counts = kind.save(intake, catalogue, prepared, actor=actor, now=now)
            Intake.update(rows_done=counts.rows, rows_new=counts.new, rows_changed=counts.changed).where(
                Intake.id == intake.id
            ).execute()
            _note(intake, counts, actor, now)
    except IntegrityError:
        _recheck(intake)
    return Intake.get_by_id(intake.id)


def work_through(*, catalogue: Catalogue, now: datetime) -> int:
    """Check and save every file that waits; returns how many were worked on. Run by the worker."""
    worked = 0
    while (intake := _claim()) is not None:
        if intake.state == "saving":
            save(intake, catalogue=catalogue, now=now)
        else:
            check(intake, catalogue=catalogue)
        worked += 1
    return worked


def _claim() -> Intake | None:
    """The oldest waiting file, leased to this worker; a dead worker's comes back when its lease ends."""
    machine_now = clock.machine_now()
    free = Intake.claimed_until.is_null() | (Intake.claimed_until <= machine_now)
    for intake in list(
        Intake.select().where(Intake.state.in_(("waiting", "checking", "saving")), free).order_by(Intake.created_at)
    ):
        state = "saving" if intake.state == "saving" else "checking"
        mine = (
            Intake.update(state=state, claimed_until=machine_now + LEASE)
            .where(Intake.id == intake.id, Intake.state == intake.state, free)
            .execute()
        )
        if mine:
            return Intake.get_by_id(intake.id)
    return None


def _recheck(intake: Intake) -> None:
    """Something the dry run did not see came in between: look again and say what."""
    Intake.update(state="waiting", claimed_until=None).where(Intake.id == intake.id).execute()
    alarm.ring()


def _refuse_repeat(kind: str, digest: str) -> None:
    before = Intake.get_or_none(Intake.kind == kind, Intake.sha256 == digest, Intake.state == "accepted")
    if before is not None:
        raise Refused("already_imported", at=before.accepted_at)


def _keep(intake: Intake, problems: Iterable[Problem], room: int) -> int:
    rows = [
        {
            "intake": intake.id,
            "row": problem.row,
            "column": problem.column[:60],
            "found": problem.found[:200],
            "expected": problem.expected[:300],
            "severity": problem.severity,
        }
        for problem in list(problems)[: max(room, 0)]
    ]
    if rows:
        IntakeProblem.insert_many(rows).execute()
    return len(rows)


def _note(intake: Intake, counts: Checked, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"intake.{intake.kind}",
        subject=f"intake:{intake.public_id}",
        centre_id=intake.centre_id,
        after={
            "file": intake.file_name,
            "sha256": intake.sha256,
            "rows": counts.rows,
            "new": counts.new,
            "changed": counts.changed,
        },
        now=now,
    )
