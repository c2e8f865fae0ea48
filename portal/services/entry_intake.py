"""Entries from a file: compared with the entries and centres there are, then saved with their sittings."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import BinaryIO

from portal.models.base import public_id
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.sitting import Sitting
from portal.rules import entries_file
from portal.rules.catalogue import Catalogue
from portal.rules.entries_file import EntryRow
from portal.rules.problems import Problem
from portal.rules.search_words import fold
from portal.services import hashing, sittings
from portal.services.actor import Actor
from portal.services.errors import Refused
from portal.services.intake_reading import Change, Comparison, IntakeKind, parts

# What a later file may change, and the field of the row it comes from; the rest stays as it was printed.
CHANGEABLE = {
    "family_name": "family_name", "given_names": "given_names", "name_on_certificate": "name_on_certificate",
    "email_hint": "email", "language": "language", "venue": "venue", "contact_name": "contact_name",
    "contact_email": "contact_email", "contact_phone": "contact_phone",
}  # fmt: skip
FIXED = ("centre_number", "session", "exam_code", "delivery", "exam_date", "candidate_number", "date_of_birth")
HASHING_THREADS = 2
Place = tuple[str, str, str]
Entries = Comparison[EntryRow, Entry, Entry]


class EntryIntake(IntakeKind[EntryRow, Entry, Entry]):
    """A file of entries."""

    def __init__(self, intake: Intake, catalogue: Catalogue) -> None:
        super().__init__(intake, catalogue)
        self._centres = _centres(intake)
        self._sittings = sittings.Finder()
        self._hashes: dict[str, str] = {}

    def read(self, source: BinaryIO) -> Iterator[EntryRow | Problem]:
        return entries_file.read(source, self.catalogue)

    def compare(self, rows: list[EntryRow], *, fully: bool) -> Entries:
        entries, taken = _entries(rows), _taken(rows)
        compared: Entries = Comparison(rows, entries)
        for row in rows:
            entry = entries.get(row.id_number)
            problems = list(self._problems(row, entry, taken))
            compared.problems.extend(problems)
            if not problems:
                compared.add(row, entry, _changes(row, entry) if entry else [])
        if fully:
            compared.problems.extend(_wrong_secrets(rows, entries))
        return compared

    def prepare(self, source: BinaryIO) -> Iterator[int]:
        """Hash the secret numbers of new entries: slow on purpose."""
        done = 0
        with ThreadPoolExecutor(HASHING_THREADS) as pool:
            for rows, _ in parts(self.read(source), self.part):
                known = _entries(rows)
                new = [row for row in rows if row.id_number not in known]
                hashes = pool.map(lambda row: hashing.hash_secret(row.id_number, row.secret_number), new)
                self._hashes.update(zip((row.id_number for row in new), hashes, strict=True))
                done += len(rows)
                yield done

    def write(self, compared: Entries, *, actor: Actor, now: datetime) -> None:
        columns = [self._columns(row, now) for row in compared.new]
        if columns:
            Entry.insert_many(columns).execute()
        for row, entry in compared.changed:
            Entry.update(**_texts(row)).where(Entry.id == entry.id).execute()

    def _problems(self, row: EntryRow, entry: Entry | None, taken: dict[Place, str]) -> Iterator[Problem]:
        if row.centre_number not in self._centres:
            yield Problem(row.row, "centre_number", row.centre_number, "a centre that you import for")
            return
        holder = taken.get((row.centre_number, row.session, row.candidate_number))
        if holder not in (None, row.id_number):
            yield Problem(row.row, "candidate_number", row.candidate_number, f"a number that {holder} does not have")
        if entry is None:
            return
        if entry.centre.number not in self._centres:
            # Another centre's: not one word about the entry itself.
            yield Problem(row.row, "id_number", row.id_number, "an ID number that is not in use elsewhere")
            return
        yield from _conflicts(row, entry)

    def _columns(self, row: EntryRow, now: datetime) -> dict[str, object]:
        if row.id_number not in self._hashes:
            raise Refused("changed_meanwhile")
        sitting = self._sittings.of(row, self._centres[row.centre_number], now=now)
        return {
            "public_id": public_id(),
            "sitting": sitting.id,
            "centre": sitting.centre_id,
            "session": row.session,
            "candidate_number": row.candidate_number,
            "id_number": row.id_number,
            "secret_hash": self._hashes[row.id_number],
            "date_of_birth": row.date_of_birth,
            "created_at": now,
            **_texts(row),
        }


def _centres(intake: Intake) -> dict[str, Centre]:
    """The centres whose entries this file may hold: the uploader's own, or all."""
    query = Centre.select()
    if intake.centre_id is not None:
        query = query.where(Centre.id == intake.centre_id)
    return {centre.number: centre for centre in query}


def _entries(rows: list[EntryRow]) -> dict[str, Entry]:
    """The entries that are there with these ID numbers."""
    ids = [row.id_number for row in rows]
    query = (
        Entry.select(Entry, Sitting, Centre)
        .join(Sitting)
        .switch(Entry)
        .join(Centre, on=Entry.centre)
        .where(Entry.id_number.in_(ids))
    )
    return {entry.id_number: entry for entry in query}


def _taken(rows: list[EntryRow]) -> dict[Place, str]:
    """Who has the candidate numbers of these rows."""
    query = (
        Entry.select(Entry.id_number, Entry.session, Entry.candidate_number, Centre.number)
        .join(Centre)
        .where(
            Entry.session.in_({row.session for row in rows}),
            Entry.candidate_number.in_({row.candidate_number for row in rows}),
            Centre.number.in_({row.centre_number for row in rows}),
        )
    )
    return {(entry.centre.number, entry.session, entry.candidate_number): entry.id_number for entry in query}


def _conflicts(row: EntryRow, entry: Entry) -> Iterator[Problem]:
    """What a file may not change about an entry that is there."""
    sitting = entry.sitting
    there = (
        entry.centre.number, entry.session, sitting.exam_code, sitting.delivery, sitting.exam_date,
        entry.candidate_number, entry.date_of_birth,
    )  # fmt: skip
    for column, expected in zip(FIXED, there, strict=True):
        found = getattr(row, column)
        if found != expected:
            yield Problem(row.row, column, str(found), f"{expected}, as on the entry that is there")


def _wrong_secrets(rows: list[EntryRow], entries: dict[str, Entry]) -> list[Problem]:
    """A file does not change a secret number; that is done for one person at a time."""
    known = [(row, entries[row.id_number].secret_hash) for row in rows if row.id_number in entries]
    with ThreadPoolExecutor(HASHING_THREADS) as pool:
        right = list(pool.map(lambda k: hashing.verify_secret(k[1], k[0].id_number, k[0].secret_number), known))
    return [
        Problem(
            row.row, "secret_number", "another Secret number", "the one the entry has; the help desk gives new ones"
        )
        for (row, _), is_right in zip(known, right, strict=True)
        if not is_right
    ]


def _changes(row: EntryRow, entry: Entry) -> list[Change]:
    return [
        Change(row.row, row.id_number, column, getattr(entry, column), wanted)
        for column, wanted in _texts(row).items()
        if column in CHANGEABLE and getattr(entry, column) != wanted
    ]


def _texts(row: EntryRow) -> dict[str, str]:
    texts = {column: getattr(row, source) for column, source in CHANGEABLE.items()}
    names = fold(f"{row.given_names} {row.family_name} {row.name_on_certificate}")
    return texts | {"search_name": names}
