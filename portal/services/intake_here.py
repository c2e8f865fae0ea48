"""Files that a command works on itself, leased so that no worker takes them up at the same time."""

from datetime import datetime

from portal import clock
from portal.models.base import db
from portal.models.intake import Intake
from portal.models.intake_problem import IntakeProblem
from portal.rules.catalogue import Catalogue
from portal.services import intakes
from portal.services.actor import Actor


def receive(*, kind: str, file_name: str, content: bytes, actor: Actor, now: datetime) -> Intake:
    """Keep a file for a check in this process; refuses what `intakes.receive` refuses."""
    with db.atomic():
        intake = intakes.receive(kind=kind, file_name=file_name, content=content, actor=actor, now=now)
        _lease(intake, state="checking")
    return Intake.get_by_id(intake.id)


def accept(intake: Intake, *, catalogue: Catalogue, actor: Actor, now: datetime) -> Intake:
    """Accept a checked file and save it in this process: all its rows, or none."""
    with db.atomic():
        intake = intakes.accept(intake, actor=actor, now=now)
        _lease(intake, state="saving")
    return intakes.save(intake, catalogue=catalogue, now=now)


def forget(intake: Intake) -> None:
    """Remove what a dry run kept: nothing of it was saved."""
    Intake.delete().where(Intake.id == intake.id, Intake.state.in_(("checked", "refused"))).execute()


def problems(intake: Intake) -> list[IntakeProblem]:
    """The problems that the check kept, in the order of the file, errors and warnings together."""
    return list(
        IntakeProblem.select().where(IntakeProblem.intake == intake).order_by(IntakeProblem.row, IntakeProblem.id)
    )


def _lease(intake: Intake, *, state: str) -> None:
    Intake.update(state=state, claimed_until=clock.machine_now() + intakes.LEASE).where(
        Intake.id == intake.id
    ).execute()
