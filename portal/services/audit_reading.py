"""Reading the audit: filtered, newest first, page by page; nobody reads another centre's events."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, Expression

from portal.models.audit_event import AuditEvent
from portal.models.centre import Centre
from portal.models.staff import Staff

AT_ONCE = 50
EXPORTED_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to look for; an empty filter lets everything pass. `until` is the first instant that is too late."""

    person: str = ""
    act: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One event, with what it changed as pairs of name and value."""

    event: AuditEvent

    @property
    def before(self) -> list[tuple[str, str]]:
        return _pairs(self.event.before)

    @property
    def after(self) -> list[tuple[str, str]]:
        return _pairs(self.event.after)


@dataclass(frozen=True)
class Page:
    """Some lines, and the number to ask on with; None on the last page."""

    lines: list[Line]
    older: int | None


def page(staff: Staff, wanted: Wanted, *, below: int | None = None, most: int = AT_ONCE) -> Page:
    """The newest events with a number below `below`."""
    query = _visible(staff, wanted)
    if below is not None:
        query = query.where(AuditEvent.number < below)
    events = list(query.order_by(AuditEvent.number.desc()).limit(most + 1))
    lines = [Line(event) for event in events[:most]]
    return Page(lines, lines[-1].event.number if len(events) > most else None)


def everything(staff: Staff, wanted: Wanted) -> Iterator[Line]:
    """All of it, newest first, read in pages so that no query stays open while a file is sent."""
    below: int | None = None
    while True:
        part = page(staff, wanted, below=below, most=EXPORTED_AT_ONCE)
        yield from part.lines
        if part.older is None:
            return
        below = part.older


def acts(staff: Staff) -> list[str]:
    """Every act that the audit holds for this reader, by name."""
    rows = AuditEvent.select(AuditEvent.action).where(_own(staff)).distinct().order_by(AuditEvent.action)
    return [row.action for row in rows]


def about(subject: str, *, most: int) -> list[Line]:
    """The latest events about one thing, for a page that has let its reader in already."""
    query = AuditEvent.select().where(AuditEvent.subject == subject).order_by(AuditEvent.number.desc())
    return [Line(event) for event in query.limit(most)]


def _visible(staff: Staff, wanted: Wanted) -> Any:
    query = AuditEvent.select(AuditEvent, Centre).join(Centre, JOIN.LEFT_OUTER).where(_own(staff))
    if wanted.person:
        query = query.where(AuditEvent.actor_name.contains(wanted.person) | (AuditEvent.actor == wanted.person))
    if wanted.act:
        query = query.where(AuditEvent.action == wanted.act)
    if wanted.subject:
        query = query.where(AuditEvent.subject.contains(wanted.subject))
    if wanted.since is not None:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEvent.at < wanted.until)
    return query


def _own(staff: Staff) -> Expression | bool:
    return True if staff.centre_id is None else AuditEvent.centre == staff.centre_id


def _pairs(facts: str) -> list[tuple[str, str]]:
    if not facts:
        return []
    return [(name.replace("_", " "), _written(value)) for name, value in json.loads(facts).items()]


def _written(value: object) -> str:
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
