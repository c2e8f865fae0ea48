"""Importing entries and results from files: everything is checked first, and saved when nothing is refused."""

import json
from pathlib import Path

import click

from portal import clock
from portal.cli.context import connected
from portal.cli.intake_bar import bar
from portal.cli.words import counted
from portal.models.intake import Intake
from portal.models.intake_problem import IntakeProblem
from portal.services import catalogue, intake_here, intakes
from portal.services.actor import COMMAND

SHOWN = 200
"""Problems told in text; --json tells all that were kept."""


@click.command("import", epilog="Example: portal import entries entries.csv --dry-run")
@click.argument("kind", type=click.Choice(["entries", "results"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything and save nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@connected
def import_file(kind: str, file: Path, dry_run: bool, as_json: bool) -> None:
    """Import a CSV file of entries or results.

    Every row is checked before anything is saved; one refused row refuses the whole file. Each problem is told with
    its row, its column, what was found and what was expected.
    """
    content = _content(file)
    rows = content.count(b"\n")
    now = clock.now()
    intake = intakes.receive(kind=kind, file_name=file.name, content=content, actor=COMMAND, now=now)
    with bar(intake, rows, "Checking", shown=not as_json):
        intake = intakes.check(intake, catalogue=catalogue.current())
    problems = intake_here.problems(intake)
    if dry_run:
        intake_here.forget(intake)
    elif intake.state == "checked":
        with bar(intake, rows, "Saving", shown=not as_json):
            intake = intakes.accept(intake, actor=COMMAND, now=now)
            intake = intakes.save(intake, catalogue=catalogue.current(), now=now)
    click.echo(_as_json(intake, problems) if as_json else _as_text(intake, problems, dry_run=dry_run))
    if intake.state not in {"accepted", "checked"}:
        raise SystemExit(1)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failure:
        raise click.ClickException(f"{file} can not be read: {failure.strerror}.") from failure


def _as_text(intake: Intake, problems: list[IntakeProblem], *, dry_run: bool) -> str:
    shown = problems[:SHOWN]
    return "\n".join([*map(_line, shown), *_more(intake, shown), _verdict(intake, dry_run)])


def _line(problem: IntakeProblem) -> str:
    kind = "" if problem.severity == "error" else "Warning: "
    column = f", {problem.column}" if problem.column else ""
    return f"{kind}Row {problem.row}{column}: found {problem.found}, expected {problem.expected}."


def _more(intake: Intake, shown: list[IntakeProblem]) -> list[str]:
    left = intake.errors + intake.warnings - len(shown)
    return [f"... and {counted(left, 'further problem')}."] if left > 0 else []


def _verdict(intake: Intake, dry_run: bool) -> str:
    counts = f"{counted(intake.rows_total, 'row')}: {intake.rows_new:,} new, {intake.rows_changed:,} changed"
    if intake.state == "refused":
        return f"Refused: {counted(intake.errors, 'problem')}. Nothing was saved."
    if dry_run:
        return f"{counts}. This was a dry run: nothing was saved."
    if intake.state == "accepted":
        return f"Saved {counts}."
    return "Something else was saved in between, so nothing of this file was. Run the command again."


def _as_json(intake: Intake, problems: list[IntakeProblem]) -> str:
    counts = ("state", "rows_total", "rows_new", "rows_changed", "errors", "warnings")
    columns = ("row", "column", "found", "expected", "severity")
    answer = {name: getattr(intake, name) for name in counts}
    listed = [{name: getattr(problem, name) for name in columns} for problem in problems]
    return json.dumps(answer | {"problems": listed}, ensure_ascii=False, indent=1)
