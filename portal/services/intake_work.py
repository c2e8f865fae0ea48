"""What the worker does with a file: the dry run, and saving it once it was accepted."""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from peewee import IntegrityError

from portal.models.base import db
from portal.models.intake import Intake
from portal.rules.catalogue import Catalogue
from portal.rules.problems import Problem
from portal.services import alarm, audit, intake_files, intake_leases
from portal.services.actor import COMMAND, Actor
from portal.services.entry_intake import EntryIntake
from portal.services.errors import Busy, Refused
from portal.services.intake_findings import Keeper
from portal.services.intake_leases import LeaseLost
from portal.services.intake_left_out import LeftOut
from portal.services.intake_reading import Comparison, Counts, IntakeKind, parts
from portal.services.result_intake import ResultIntake

log = logging.getLogger(__name__)

AnyKind = IntakeKind[Any, Any, Any]
KINDS: dict[str, type[AnyKind]] = {"entries": EntryIntake, "results": ResultIntake}


def work_through(*, catalogue: Catalogue, now: datetime) -> int:
    """Check and save every file that waits; returns how many were worked on."""
    worked = 0
    while (intake := intake_leases.next_waiting()) is not None:
        try:
            if intake.state == "saving":
                save(intake, catalogue=catalogue, now=now)
            else:
                check(intake, catalogue=catalogue)
        except (Busy, LeaseLost):
            log.info("intake.taken_by_another", extra={"intake": intake.public_id})
        worked += 1
    return worked


def check(intake: Intake, *, catalogue: Catalogue) -> Intake:
    """The dry run: read every row, compare it with what is there, keep what is found; saves nothing else.

    Raises Busy when another worker has the file, LeaseLost when it took the file over.
    """
    intake = _taken(intake)
    kind, keeper, total = KINDS[intake.kind](intake, catalogue), Keeper(intake), Counts()
    total += _repeat(intake, keeper)
    left_out, last = LeftOut(intake), 0
    for compared, unread in _compared(kind, intake):
        unread_rows = {problem.row for problem in unread if problem.is_error and problem.row > 1} - {last}
        last = max(unread_rows, default=last)
        problems = sorted([*unread, *compared.problems], key=lambda problem: problem.row)
        total += _counted(compared, problems, len(unread_rows))
        keeper.keep(problems, compared.changes)
        left_out.note(compared.entries.values())
        intake_leases.extend(intake, rows_done=total.rows, errors=total.errors)
    missing = left_out.problems()
    keeper.keep(missing, [])
    return _checked(intake, total + Counts(warnings=len(missing)))


def save(intake: Intake, *, catalogue: Catalogue, now: datetime) -> Intake:
    """Write an accepted file in one transaction: all its rows, or none.

    Raises Busy when another worker has the file, LeaseLost when it took the file over.
    """
    intake = _taken(intake)
    actor = Actor.of_staff(intake.accepted_by) if intake.accepted_by else COMMAND
    kind = KINDS[intake.kind](intake, catalogue)
    for done in kind.prepare(intake_files.opened(intake)):
        intake_leases.extend(intake, rows_done=done)
    try:
        with db.atomic():
            _close(intake, now)
            counts = Counts()
            for compared, unread in _compared(kind, intake, fully=False):
                if any(problem.is_error for problem in [*unread, *compared.problems]):
                    raise Refused("changed_meanwhile")
                kind.write(compared, actor=actor, now=now)
                counts += Counts(len(compared.rows), len(compared.new), len(compared.changed))
            kind.finish(actor=actor, now=now)
            intake_files.forget(intake.id)
            _note(intake, counts, actor, now)
    except (IntegrityError, Refused):
        _recheck(intake)
    return intake_leases.facts_of(intake.id)


def refuse_repeat(kind: str, digest: str, centre_id: int | None) -> None:
    """Raises Refused: already_imported, with when, and the import's own name for those who may see it."""
    before = Intake.get_or_none(Intake.kind == kind, Intake.sha256 == digest, Intake.state == "accepted")
    if before is not None:
        seen = centre_id is None or before.centre_id == centre_id
        raise Refused("already_imported", at=before.accepted_at, public_id=before.public_id if seen else "")


def _taken(intake: Intake) -> Intake:
    taken = intake_leases.take(intake)
    if taken is None:
        raise Busy
    return taken


def _compared(
    kind: AnyKind, intake: Intake, *, fully: bool = True
) -> Iterator[tuple[Comparison[Any, Any, Any], list[Problem]]]:
    for rows, unread in parts(kind.read(intake_files.opened(intake)), kind.part):
        yield kind.compare(rows, fully=fully), unread


def _counted(compared: Comparison[Any, Any, Any], problems: list[Problem], unread_rows: int) -> Counts:
    errors = sum(problem.is_error for problem in problems)
    return Counts(
        rows=len(compared.rows) + unread_rows,
        new=len(compared.new),
        changed=len(compared.changed),
        errors=errors,
        warnings=len(problems) - errors,
    )


def _repeat(intake: Intake, keeper: Keeper) -> Counts:
    """The same file may have been accepted while this one waited."""
    try:
        refuse_repeat(intake.kind, intake.sha256, intake.centre_id)
    except Refused:
        keeper.keep([Problem(0, "", "a file that was imported already", "a file with something new")], [])
        return Counts(errors=1)
    return Counts()


def _checked(intake: Intake, total: Counts) -> Intake:
    refused = total.errors > 0 or total.rows == 0
    with db.atomic():
        done = (
            Intake.update(
                state="refused" if refused else "checked",
                rows_total=total.rows,
                rows_done=total.rows,
                rows_new=total.new,
                rows_changed=total.changed,
                errors=total.errors,
                warnings=total.warnings,
                claimed_until=None,
            )
            .where(intake_leases.mine(intake))
            .execute()
        )
        if not done:
            raise LeaseLost
        if refused:
            intake_files.forget(intake.id)
    return intake_leases.facts_of(intake.id)


def _close(intake: Intake, now: datetime) -> None:
    """First of all, so that of two workers one saves."""
    closed = (
        Intake.update(state="accepted", accepted_at=now, claimed_until=None).where(intake_leases.mine(intake)).execute()
    )
    if not closed:
        raise LeaseLost


def _recheck(intake: Intake) -> None:
    """Something the dry run did not see came in between: look again and say what."""
    Intake.update(state="waiting", claimed_until=None).where(intake_leases.mine(intake)).execute()
    alarm.ring()


def _note(intake: Intake, counts: Counts, actor: Actor, now: datetime) -> None:
    Intake.update(rows_done=counts.rows, rows_new=counts.new, rows_changed=counts.changed).where(
        Intake.id == intake.id
    ).execute()
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
