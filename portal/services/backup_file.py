"""The file of a backup: a zip archive that holds the database and, sealed, what has to be known to restore it."""

import hashlib
import hmac
import json
import os
import shutil
import zipfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from portal import keys
from portal.services.errors import Refused

FORMAT = 1
ABOUT, DATABASE = "about.json", "database"
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, TypeError, RuntimeError)
"""What reading an archive raises that is none, was cut off, or was changed."""


@dataclass(frozen=True, kw_only=True)
class About:
    """What a backup says of itself; `sha256` is the database's, and empty where the file holds erasures alone.

    `tool` is the version of pg_dump, or 0. `erasures` are the public ids of all that was ever erased until then.
    """

    kind: str
    made_at: str
    migrations: list[str]
    audit_events: int
    audit_hash: str
    erasures: list[str]
    tool: int = 0
    sha256: str = ""


def write(file: Path, about: About, database: Path | None) -> None:
    """Write the archive for its owner's eyes only; it is on the disk when this returns."""
    facts = asdict(about) | {"format": FORMAT, "key": _key_check()}
    if database is not None:
        facts["sha256"] = _sha256(database)
    file.touch(mode=0o600, exist_ok=False)
    with file.open("r+b") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(ABOUT, json.dumps({"about": facts, "seal": _seal(facts)}, indent=1))
            if database is not None:
                archive.write(database, DATABASE)
        out.flush()
        os.fsync(out.fileno())


def put_in_place(file: Path, target: Path) -> None:
    """Give the finished file its name in one step: there is never half a file of that name."""
    file.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(file: Path) -> About:
    """What the backup says of itself. Raises Refused: damaged_backup, wrong_key, newer_backup."""
    try:
        with zipfile.ZipFile(file) as archive:
            content = json.loads(archive.read(ABOUT))
        facts, seal = content["about"], content["seal"]
        if not hmac.compare_digest(facts["key"], _key_check()):
            raise Refused("wrong_key")
        if not hmac.compare_digest(seal, _seal(facts)):
            raise Refused("damaged_backup", file=file.name)
        if facts.pop("format") != FORMAT:
            raise Refused("newer_backup")
        del facts["key"]
        return About(**facts)
    except UNREADABLE as broken:
        raise Refused("damaged_backup", file=file.name) from broken


def unpack(file: Path, about: About, to: Path) -> None:
    """Write the database that the backup holds to the file `to`. Raises Refused: no_database, damaged_backup."""
    if not about.sha256:
        raise Refused("no_database", file=file.name)
    try:
        with zipfile.ZipFile(file) as archive, archive.open(DATABASE) as source, to.open("xb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    except UNREADABLE as broken:
        raise Refused("damaged_backup", file=file.name) from broken
    if _sha256(to) != about.sha256:
        raise Refused("damaged_backup", file=file.name)


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _key_check() -> str:
    return keys.fingerprint("backup", "key")


def _seal(facts: dict[str, object]) -> str:
    text = json.dumps(facts, sort_keys=True).encode()
    return hmac.new(keys.derive("backup"), text, hashlib.sha256).hexdigest()
