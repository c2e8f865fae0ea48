"""Backups: made while others write, refused where they do not fit, and restored so that nothing goes out by itself."""

import errno
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from peewee import PeeweeException
from playhouse.migrations import Runner

from portal import keys
from portal.models import connection
from portal.models.base import db
from portal.models.candidate import Candidate
from portal.services import audit, backup, backup_file, restore, restored
from portal.services.actor import WORKER
from portal.services.errors import Refused
from portal.services.restore import Restored
from tests.conftest import SECRET_KEY
from tests.unit import factories
from tests.unit.services.backups_made import bound_to, busy_portal, empty_database

NOW = factories.NOW
ANOTHER_KEY = "another key 0123456789 abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Place:
    """Where a test keeps its backup, the database it comes from, and an empty one."""

    file: Path
    url: str
    empty: str

    def back_up(self, **more: bool) -> None:
        backup.make(self.file, url=self.url, now=NOW, **more)

    def restore(self) -> Restored:
        return restore.restore(self.file, url=self.empty, now=NOW)


@pytest.fixture
def place(database: str, tmp_path: Path) -> Iterator[Place]:
    with empty_database(database, tmp_path / "elsewhere") as empty:
        yield Place(tmp_path / "portal.zip", database, empty)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def left_over(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if file.name.startswith(".")]


def test_everything_is_there_again(place: Place) -> None:
    busy_portal()
    people = list(Candidate.select().order_by(Candidate.id).dicts())
    place.back_up()
    assert place.file.stat().st_mode & 0o077 == 0
    with bound_to(place.empty):
        place.restore()
        connection.open_connection()
        assert list(Candidate.select().order_by(Candidate.id).dicts()) == people
        assert connection.missing_migrations() == []
        with pytest.raises(PeeweeException, match="append-only"):
            db.execute_sql("DELETE FROM audit_event")
        factories.candidate(email="new@example.org")
    assert left_over(place.file.parent) == []


def test_a_backup_under_load_is_one_instant_and_holds_nobody_up(place: Place) -> None:
    written, stop = [], threading.Event()

    def write() -> None:
        with connection.connection():
            while not stop.is_set():
                audit.record(actor=WORKER, action="test", subject=f"nothing:{len(written)}", now=NOW)
                written.append(len(written))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 20:
            stop.wait(0.01)
        before = len(written)
        place.back_up()
        after = len(written)
    finally:
        stop.set()
        writer.join()
    with bound_to(place.empty):
        outcome = place.restore().outcome
    assert before <= outcome.audit_events <= after + 1
    assert outcome.audit_broken_at is None
    assert after > before


def test_a_file_is_replaced_only_when_that_is_asked_for(place: Place) -> None:
    place.file.write_bytes(b"something dear")
    assert refusal(place.back_up) == "backup_exists"
    assert place.file.read_bytes() == b"something dear"
    place.back_up(overwrite=True)
    assert zipfile.is_zipfile(place.file)
    nowhere = place.file.parent / "nowhere" / "portal.zip"
    assert refusal(lambda: backup.make(nowhere, url=place.url, now=NOW)) == "no_folder"


def test_a_disk_that_is_full_is_told_and_leaves_nothing(
    sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup_file, "write", full)
    file = tmp_path / "portal.zip"
    file.write_bytes(b"something dear")
    assert refusal(lambda: backup.make(file, url=sqlite_database, now=NOW, overwrite=True)) == "no_room"
    assert file.read_bytes() == b"something dear"
    assert left_over(tmp_path) == []


def test_a_backup_of_an_older_portal_is_brought_up_to_date(place: Place, tmp_path: Path) -> None:
    with empty_database(place.url, tmp_path / "old") as old, bound_to(old):
        Runner(db.obj, str(connection.MIGRATIONS)).up("0008_second_factor_reset")
        backup.make(place.file, url=old, now=NOW)
    with bound_to(place.empty):
        place.restore()
        connection.open_connection()
        assert connection.missing_migrations() == []


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The archive with other content."""
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    change(content)
    with zipfile.ZipFile(file, "w") as archive:
        for name, piece in content.items():
            archive.writestr(name, piece)


def other_words(content: dict[str, bytes]) -> None:
    content["about.json"] = content["about.json"].replace(b'"audit_events": 0', b'"audit_events": 7')


def other_database(content: dict[str, bytes]) -> None:
    content["database"] = content["database"][:-1] + b"x"


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "no archive": lambda file: file.write_bytes(b"PK" + b"\0" * 500),
    "cut off": lambda file: file.write_bytes(file.read_bytes()[:-500]),
    "overwritten": lambda file: file.write_bytes(overwritten(file.read_bytes())),
    "other words": lambda file: rewritten(file, other_words),
    "other database": lambda file: rewritten(file, other_database),
    "database missing": lambda file: rewritten(file, lambda content: content.pop("database") and None),
    "no words": lambda file: rewritten(file, lambda content: content.update({"about.json": b"[]"})),
}


def overwritten(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes(100) + content[middle + 100 :]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_and_leaves_nothing(sqlite_database: str, tmp_path: Path, damage: str) -> None:
    file, empty = tmp_path / "portal.zip", f"sqlite:///{tmp_path / 'elsewhere' / 'restored.db'}"
    backup.make(file, url=sqlite_database, now=NOW)
    DAMAGES[damage](file)
    with bound_to(empty):
        assert refusal(lambda: restore.restore(file, url=empty, now=NOW)) == "damaged_backup"
        assert db.get_tables() == []
    assert left_over(tmp_path / "elsewhere") == []


def test_what_does_not_fit_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.back_up()
    assert refusal(lambda: restore.restore(place.file, url=place.url, now=NOW)) == "database_not_empty"
    with bound_to(place.empty):
        keys.configure(ANOTHER_KEY)
        assert refusal(place.restore) == "wrong_key"
        keys.configure(SECRET_KEY)
        with monkeypatch.context() as older:
            older.setattr(connection, "known_migrations", lambda: {"0001_people"})
            assert refusal(place.restore) == "newer_backup"
        with monkeypatch.context() as other:
            other.setattr(backup, "kind", lambda: "another kind")
            assert refusal(place.restore) == "other_kind"
        assert db.get_tables() == []


def test_a_list_of_erasures_is_no_backup(place: Place) -> None:
    place.back_up(erasures_only=True)
    with zipfile.ZipFile(place.file) as archive:
        assert archive.namelist() == ["about.json"]
        assert json.loads(archive.read("about.json"))["about"]["erasures"] == []
    with bound_to(place.empty):
        assert refusal(place.restore) == "no_database"


def test_a_restore_that_died_on_its_way_starts_no_worker(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite there is no database yet; on PostgreSQL there is one that the worker takes for an old one."""
    busy_portal()
    place.back_up()

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restored, "look_after", die)
    with bound_to(place.empty):
        with pytest.raises(KeyboardInterrupt):
            place.restore()
        connection.open_connection()
        assert len(connection.missing_migrations()) == len(connection.known_migrations())


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put another pg_dump and pg_restore in the place of the real ones; without a script there are none."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def install(script: str) -> None:
        for name in ("pg_dump", "pg_restore"):
            (folder / name).write_text(f"#!/bin/sh\n{script}\n")
            (folder / name).chmod(0o755)

    monkeypatch.setenv("PATH", str(folder))
    return install


def test_tools_that_are_missing_old_or_fail_are_told(
    postgresql_database: str, tmp_path: Path, tools: Callable[[str], None]
) -> None:
    def make() -> None:
        backup.make(tmp_path / "portal.zip", url=postgresql_database, now=NOW)

    assert refusal(make) == "tool_missing"
    tools("echo 'pg_dump (PostgreSQL) 9.6.1'")
    assert refusal(make) == "tool_too_old"
    tools('[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99.1" && exit; echo "$@ $PGPASSWORD" >&2; exit 1')
    with pytest.raises(Refused) as failed:
        backup.make(tmp_path / "portal.zip", url=postgresql_database.replace("@", ":hush@", 1), now=NOW)
    assert failed.value.code == "tool_failed"
    words = str(failed.value.facts["words"])
    assert words.endswith(" hush")
    assert words.count("hush") == 1
    assert not (tmp_path / "portal.zip").exists()
