"""What tests of commands start from: a database file of their own, and commands run in this process or as one."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portal import clock
from portal.cli.main import portal
from portal.models import connection
from portal.models.base import db
from portal.services import alarm
from tests.conftest import SECRET_KEY

Run = Callable[..., Result]


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings of one portal in a folder of its own; nothing of the machine's own environment."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    values = {
        "PORTAL_SECRET_KEY": SECRET_KEY,
        "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path / 'portal.db'}",
        "PORTAL_QUEUE_URL": f"sqlite:///{tmp_path / 'queue.db'}",
        "PORTAL_MAIL_URL": f"file:{tmp_path / 'mail'}",
        "PORTAL_DEMO_FOLDER": str(tmp_path / "demo"),
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


@pytest.fixture
def run(environ: dict[str, str]) -> Iterator[Run]:
    """`portal WORDS...` in this process, without a worker to wake."""
    yield lambda *words, **more: CliRunner().invoke(portal, [str(word) for word in words], **more)
    clock.follow(None)
    alarm.configure(None)
    if db.obj is not None:
        db.close_all()


@pytest.fixture
def migrated(run: Run, migrated_file: Path, tmp_path: Path) -> Run:
    """The same, on a database that has its tables."""
    shutil.copy(migrated_file, tmp_path / "portal.db")
    return run


@pytest.fixture
def rows(environ: dict[str, str]) -> Callable[[Callable[[], Any]], Any]:
    """Ask the database something between two commands, each of which closes its connection."""

    def ask(question: Callable[[], Any]) -> Any:
        connection.bind(environ["PORTAL_DATABASE_URL"])
        with connection.connection():
            answer = question()
        db.close_all()
        return answer

    return ask


def answer(result: Result) -> Any:
    """The JSON that a command answered with."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def process(*words: object, **environ: str) -> "subprocess.CompletedProcess[str]":
    """`portal WORDS...` as the process that a person starts."""
    command = [sys.executable, "-m", "portal", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environ}, timeout=60)
