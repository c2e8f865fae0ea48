"""What a failed test leaves behind: one folder with logs, mails and the database, beside trace and screenshots."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from tests.e2e.qa import Qa
from tests.e2e.running import RunningPortal


def folder_for(node_id: str, output: Path) -> Path:
    """Where pytest-playwright puts trace and screenshots of this test."""
    return output / re.sub(r"[^a-z0-9]+", "-", node_id.lower()).strip("-")


def keep(folder: Path, portal: RunningPortal, qa: Qa) -> None:
    """Copy what explains a failure; a portal elsewhere gives only its mails and its clock."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "people.json").write_text(json.dumps([asdict(person) for person in qa.people.values()], indent=1))
    (folder / "time.txt").write_text(f"The portal's clock showed {qa.now().isoformat()}.\n")
    if portal.folder is None:
        return
    for log in portal.folder.glob("*.log"):
        shutil.copy(log, folder / log.name)
    shutil.copytree(portal.folder / "mail", folder / "mail", dirs_exist_ok=True)
    database = portal.folder / "portal.db"
    if database.is_file():
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(folder / "portal.db")) as copy:
            source.backup(copy)
