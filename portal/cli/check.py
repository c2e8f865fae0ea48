"""`portal check`: every setting with where it came from, and whether what they name can be reached."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import click

from portal.cli import connections
from portal.cli.connections import Finding
from portal.settings import PREFIX, SettingError, Settings

SECRET = {"secret_key", "metrics_token", "qa_token"}
HIDDEN = "(set, not shown)"


@dataclass(frozen=True)
class Line:
    """One setting: its value as it may be shown, and where that came from."""

    name: str
    value: str
    source: str
    wrong: str
    meaning: str


@click.command(epilog="Example: portal check --json")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
def check(as_json: bool) -> None:
    """List every setting with where it came from, try every connection, and say what is wrong.

    Ends with 1 when something is.
    """
    lines = _settings()
    wrong = _wrong(lines)
    findings = [] if wrong else connections.findings(Settings.from_env())
    if as_json:
        answer = {"settings": list(map(vars, lines)), "wrong": wrong, "connections": list(map(vars, findings))}
        click.echo(json.dumps(answer, indent=1))
    else:
        _print(lines, wrong, findings)
    if wrong or not all(finding.well for finding in findings):
        raise SystemExit(1)


def _settings() -> list[Line]:
    return [
        _line(field.name, os.environ.get(PREFIX + field.name.upper()), field.default, field.metadata)
        for field in fields(Settings)
    ]


def _line(name: str, given: str | None, default: object, metadata: Mapping[str, Any]) -> Line:
    wrong = ""
    if given is not None:
        try:
            metadata["parse"](given)
        except ValueError as why:
            wrong = f"{PREFIX}{name.upper()} {why}."
    value = str(default) if given is None else given
    if name in SECRET:
        value = HIDDEN if value else ""
    source = "default" if given is None else "environment"
    return Line(PREFIX + name.upper(), connections.without_password(value), source, wrong, metadata["meaning"])


def _wrong(lines: list[Line]) -> list[str]:
    """Every setting that is wrong by itself; else what is wrong with them together."""
    found = [line.wrong for line in lines if line.wrong]
    if not found:
        try:
            Settings.from_env()
        except SettingError as why:
            found = [str(why)]
    return found


def _print(lines: list[Line], wrong: list[str], findings: list[Finding]) -> None:
    for line in lines:
        click.echo(f"{line.name:28} {line.value or '(empty)'}  [{line.source}]  {line.meaning}")
    click.echo()
    for sentence in wrong:
        click.echo(f"Wrong: {sentence}")
    for finding in findings:
        click.echo(f"{'Well: ' if finding.well else 'Wrong:'} {finding.name}: {finding.words}")
