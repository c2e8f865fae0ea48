"""Files on their way in: received, checked in a dry run, accepted whole or not at all."""

import hashlib
from datetime import datetime

from peewee import JOIN, ModelSelect

from portal.models.base import db
from portal.models.centre import Centre
from portal.models.intake import Intake
from portal.models.staff import Staff
from portal.services import access, alarm, audit, intake_files, intake_leases, intake_work
from portal.services.actor import Actor
from portal.services.errors import NotAllowed, NotFound, Refused
from portal.services.intake_work import check, save, work_through

__all__ = ["accept", "check", "drop", "intake_of", "page_of", "receive", "save", "work_through"]

PAGE = 25
SAID_YES = ("saving", "accepted")
OPEN = ("waiting", "checking", "checked", "saving")


def receive(*, kind: str, file_name: str, content: bytes, actor: Actor, now: datetime) -> Intake:
    """Keep an uploaded file and ask the worker for a dry run; the same file twice is the one that waits already.

    Raises Refused: already_imported (the same bytes were accepted before), empty_file.
    """
    centre_id = actor.staff.centre_id if actor.staff else None
    if actor.staff is not None:
        access.require(actor, "import", centre_id=centre_id)
    if not content or content.isspace():
        raise Refused("empty_file")
    digest = hashlib.sha256(content).hexdigest()
    intake_work.refuse_repeat(kind, digest, centre_id)
    waiting = _the_same_waiting(kind, digest, actor)
    if waiting is not None:
        return waiting
    with db.atomic():
        intake = Intake.create(
            kind=kind,
            centre=centre_id,
            uploaded_by=actor.staff_id,
            file_name=_name(file_name),
            sha256=digest,
            rows_total=content.count(b"\n"),
            created_at=now,
        )
        intake_files.keep(intake, content)
        _note(intake, "received", actor, now)
        alarm.ring()
    return intake_leases.facts_of(intake.id)


def intake_of(staff: Staff, public_id: str) -> Intake:
    """An intake that this person may see, with its centre and people. Raises NotFound."""
    found: Intake | None = _with_people().where(Intake.public_id == public_id).first()
    if found is None or not access.sees(staff, found.centre_id):
        raise NotFound
    return found


def page_of(staff: Staff, *, page: int) -> tuple[list[Intake], int]:
    """A page of the files this person may see, the latest first, and how many there are in all."""
    seen = True if staff.centre_id is None else Intake.centre == staff.centre_id
    total = int(Intake.select().where(seen).count())
    query = _with_people().where(seen).order_by(Intake.created_at.desc(), Intake.id.desc())
    return list(query.paginate(page, PAGE)), total


def accept(intake: Intake, *, actor: Actor, now: datetime) -> Intake:
    """Say yes to a checked file; the worker saves it. Raises Refused: not_checked, already_imported.

    Who says so again, because the first answer was lost, gets the same answer.
    """
    if actor.staff is not None:
        access.require(actor, "import", centre_id=intake.centre_id)
        if intake.state in SAID_YES and intake.accepted_by_id == actor.staff_id:
            return intake
    intake_work.refuse_repeat(intake.kind, intake.sha256, intake.centre_id)
    with db.atomic():
        accepted = (
            Intake.update(state="saving", accepted_by=actor.staff_id, rows_done=0, claimed_until=None)
            .where(Intake.id == intake.id, Intake.state == "checked")
            .execute()
        )
        if not accepted:
            raise Refused("not_checked")
        _note(intake, "accepted", actor, now)
        alarm.ring()
    return intake_leases.facts_of(intake.id)


def drop(intake: Intake, *, actor: Actor, now: datetime) -> None:
    """Say no to a checked file; its content is forgotten. Raises Refused: not_checked."""
    if actor.staff is None:
        raise NotAllowed
    access.require(actor, "import", centre_id=intake.centre_id)
    with db.atomic():
        dropped = Intake.update(state="dropped").where(Intake.id == intake.id, Intake.state == "checked").execute()
        if not dropped:
            raise Refused("not_checked")
        intake_files.forget(intake.id)
        _note(intake, "dropped", actor, now)


def _with_people() -> "ModelSelect[Intake]":
    accepter = Staff.alias("accepter")
    return (
        Intake.select(Intake, Centre, Staff, accepter)
        .join(Centre, JOIN.LEFT_OUTER)
        .switch(Intake)
        .join(Staff, JOIN.LEFT_OUTER, on=Intake.uploaded_by)
        .switch(Intake)
        .join(accepter, JOIN.LEFT_OUTER, on=(Intake.accepted_by == accepter.id), attr="accepted_by")
    )


def _the_same_waiting(kind: str, digest: str, actor: Actor) -> Intake | None:
    """A file of these bytes that the same person sent and that is not decided yet: a button pressed twice."""
    if actor.staff is None:
        return None
    found: Intake | None = (
        Intake.select()
        .where(Intake.kind == kind, Intake.sha256 == digest, Intake.state.in_(OPEN), Intake.uploaded_by == actor.staff)
        .first()
    )
    return found


def _name(file_name: str) -> str:
    """The file's own name as text for people: the last part of a path, without what can not be seen."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    return "".join(mark for mark in last if mark.isprintable())[-200:] or "unnamed"


def _note(intake: Intake, act: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"intake.{act}",
        subject=f"intake:{intake.public_id}",
        centre_id=intake.centre_id,
        after={"kind": intake.kind, "file": intake.file_name, "sha256": intake.sha256},
        now=now,
    )
