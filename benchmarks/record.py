"""Writing findings down: a table on the screen, and lines in results.md with date, versions and machine."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.findings import REPORTED, Finding, figure

RESULTS = Path(__file__).with_name("results.md")
PACKAGES = ("flask", "peewee", "gunicorn", "argon2-cffi", "huey")
LONGEST_SECONDS = 300
HEADING = "| Measure | Goal | Median | Rounds from, to | Verdict | Absolute figures |\n|---|---|---|---|---|---|\n"


def line(finding: Finding) -> str:
    unit = f" {finding.unit}" if finding.unit else ""
    return (
        f"| {finding.name} {finding.what} | {finding.goal} | {figure(finding.middle)}{unit} | {finding.spread} "
        f"| {finding.verdict} | {finding.notes} |"
    )


def summary(findings: Sequence[Finding]) -> str:
    """How many goals were reached, and the missed ones by name."""
    judged = [finding for finding in findings if finding.goal != REPORTED]
    missed = [f"{finding.name} {finding.what}" for finding in judged if finding.verdict == "MISSED"]
    return "\n".join(
        [f"{len(judged) - len(missed)} of {len(judged)} goals reached.", *(f"Missed: {name}" for name in missed)]
    )


def write_down(findings: Iterable[Finding], remarks: Iterable[str], *, where: str, results: Path = RESULTS) -> None:
    """Append one dated table, headed by `where` it was measured, and below it what is to be said about it."""
    with results.open("a", encoding="utf-8") as file:
        file.write(f"\n## {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {where}\n\n{HEADING}")
        file.writelines(line(finding) + "\n" for finding in findings)
        file.writelines(f"\n{remark}\n" for remark in remarks)


def machine() -> str:
    """Cores, system and the versions that matter; no name of the machine."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {versions}"
