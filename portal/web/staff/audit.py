"""The audit, for the board and auditors: every act, filtered and paged, as a file, and whether the chain holds."""

from collections.abc import Iterator
from datetime import UTC

from flask import Response, render_template, request, stream_with_context, url_for

from portal import clock
from portal.models.staff import Staff
from portal.rules.csv_export import csv_lines
from portal.services import audit as chain
from portal.services import audit_names, audit_reading
from portal.services.audit_reading import Line, Wanted
from portal.web import access
from portal.web.staff import fetch
from portal.web.staff.audit_form import AuditForm
from portal.web.staff.blueprint import pages

COLUMNS = ("number", "at_utc", "who", "who_key", "what", "record", "centre", "before", "after", "network", "hash")
HIGHEST = 2**62


@pages.get("/audit")
def audit() -> tuple[str, int]:
    """The newest events that fit; `below` is the number to read on from, `verify` walks the whole chain."""
    reader = fetch.reader("audit")
    form = _form(reader)
    arguments = form.as_arguments
    found = audit_reading.page(reader, form.wanted(_zone(reader)), below=_below())
    return render_template(
        "staff/audit.html",
        form=form,
        lines=found.lines,
        names=audit_names.of(found.lines),
        zone=_zone(reader),
        newest_url=url_for("staff.audit", **arguments) if _below() else "",
        older_url=url_for("staff.audit", **arguments, below=found.older) if found.older else "",
        export_url=url_for("staff.audit_export", **arguments),
        verify_url=url_for("staff.audit", **arguments, verify=1),
        verdict=chain.verify() if request.args.get("verify") == "1" else None,
    ), 422 if form.errors else 200


@pages.get("/audit/export")
def audit_export() -> Response:
    """The same events as a CSV file, however many; that somebody took them is an event as well."""
    reader = fetch.reader("audit")
    form = _form(reader)
    wanted = form.wanted(_zone(reader))
    chain.record(
        actor=access.actor(),
        action="audit.export",
        subject="audit:export",
        centre_id=reader.centre_id,
        after=dict(form.as_arguments),
        now=clock.now(),
    )
    lines = stream_with_context(csv_lines(COLUMNS, _rows(reader, wanted)))
    answer = Response(lines, mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=audit.csv"
    return answer


def _form(reader: Staff) -> AuditForm:
    form = AuditForm(request.args, acts=audit_reading.acts(reader))
    form.validate()
    return form


def _zone(reader: Staff) -> str:
    return reader.centre.timezone if reader.centre else "UTC"


def _below() -> int | None:
    text = request.args.get("below", "")
    return min(int(text), HIGHEST) if text.isascii() and text.isdecimal() and len(text) < 20 else None


def _rows(reader: Staff, wanted: Wanted) -> Iterator[tuple[str | int, ...]]:
    return (_row(line) for line in audit_reading.everything(reader, wanted))


def _row(line: Line) -> tuple[str | int, ...]:
    event = line.event
    return (
        event.number, event.at.astimezone(UTC).isoformat(), event.actor_name, event.actor, event.action,
        event.subject, event.centre.number if event.centre else "", event.before, event.after, event.network,
        event.hash,
    )  # fmt: skip
