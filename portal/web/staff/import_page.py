"""The page of one file: its state in words, what was found in it, and what may be done with it now."""

from flask import Response, render_template, request

from portal.models.intake import Intake
from portal.models.staff import Staff
from portal.rules import roles
from portal.rules.csv_export import csv_lines
from portal.services import intake_findings
from portal.services.errors import Refused
from portal.web import access
from portal.web.staff import fetch

WORKING = ("waiting", "checking", "saving")
SEVERITIES = ("error", "warning")
HEADER = ("row", "column", "found", "expected", "kind")
REFUSALS = {
    "not_checked": "Somebody else was faster, or the file was looked at again. This page shows how it stands now.",
    "already_imported": "The same file was imported in the meantime. Drop this one: nothing in it is new.",
}


def render(intake: Intake, *, trouble: str = "") -> str:
    """The whole page; `trouble` is a sentence about an act that was not possible."""
    reader = access.staff()
    severity, column = request.args.get("severity", ""), request.args.get("column")
    severity = severity if severity in SEVERITIES else ""
    found = intake_findings.problems(
        intake,
        severity=severity,
        column=None if column is None else column[:60],
        page=number(request.args.get("page", "")),
    )
    return render_template(
        "staff/intake.html",
        intake=intake,
        trouble=trouble,
        groups=intake_findings.groups(intake),
        found=found,
        asked={"severity": severity, "column": column},
        kept=intake_findings.KEPT_PROBLEMS,
        changes=intake_findings.changes(intake),
        may_import=roles.may(reader.role, "import"),
        working=intake.state in WORKING,
        zone=zone_of(reader),
    )


def refuse(public_id: str, refused: Refused) -> tuple[str, int]:
    """The page as it is now, with the sentence why the act was not possible."""
    return render(fetch.own_intake(public_id), trouble=REFUSALS[refused.code]), 409


def as_csv(intake: Intake) -> Response:
    """The problems as a file, streamed; cells that a spreadsheet would run are made harmless."""
    lines = csv_lines(HEADER, intake_findings.every_problem(intake))
    name = f"problems-{intake.kind}-{intake.public_id[:6]}.csv"
    return Response(
        "".join(lines),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def number(text: str) -> int:
    """A page number out of the address; 1 for anything else."""
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def zone_of(reader: Staff) -> str:
    """Times are shown by the clock of the reader's centre; the board's, who have none, by UTC."""
    return reader.centre.timezone if reader.centre else "UTC"
