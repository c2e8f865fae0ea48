"""Entries from a file: compared with what is there, then saved with their sittings."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from portal.models.base import public_id
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.sitting import Sitting
from portal.rules import entries_file
from portal.rules.catalogue import Catalogue
from portal.rules.entries_file import EntryRow
from portal.rules.problems import Problem
from portal.rules.release_window import window
from portal.services import hashing
from portal.services.actor import Actor
from portal.services.intake_reading import Checked, Part, part_of, parts

# What a later file may change; everything else about an entry stays as it was printed.
CHANGEABLE = (
    "family_name", "given_names", "name_on_certificate", "email_hint", "language", "venue", "contact_name",
    "contact_email", "contact_phone",
)  # fmt: skip
Known = dict[str, Entry]


def check(intake: Intake, catalogue: Catalogue) -> Iterator[Part]:
    """Each part of the file: its own problems, and what does not fit the entries and centres there are."""
    centres = _centres(intake)
    for rows, problems in parts(entries_file.read(bytes(intake.content or b""), catalogue)):
        known, taken = _known(rows)
        found = [*problems, *(p for row in rows for p in _problems(row, centres, known, taken))]
        new = [row for row in rows if row.id_number not in known]
        changed = [row for row in rows if row.id_number in known and _changes(row, known[row.id_number])]
        yield part_of(len(rows), len(new), len(changed), found)


def prepare(intake: Intake, catalogue: Catalogue) -> dict[str, str]:
    """The hashes of the secret numbers of new entries: slow on purpose, so done before the transaction."""
    hashes: dict[str, str] = {}
    done = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for rows, _ in parts(entries_file.read(bytes(intake.content or b""), catalogue)):
            known, _ = _known(rows)
            new = [row for row in rows if row.id_number not in known]
            hashed = pool.map(lambda row: hashing.hash_secret(row.id_number, row.secret_number), new)
            hashes.update(zip((row.id_number for row in new), hashed, strict=True))
            done += len(rows)
            Intake.update(rows_done=done).where(Intake.id == intake.id).execute()
    return hashes


def save(intake: Intake, catalogue: Catalogue, hashes: dict[str, str], *, actor: Actor, now: datetime) -> Checked:
    """Write every row inside the caller's transaction."""
    centres = _centres(intake)
    sittings: dict[tuple[object, ...], Sitting] = {}
    total = Checked()
    for rows, _ in parts(entries_file.read(bytes(intake.content or b""), catalogue)):
        known, _ = _known(rows)
        new = [row for row in rows if row.id_number not in known]
        columns = [
            _columns(row, _sitting(row, centres[row.centre_number], sittings, now), hashes[row.id_number], now)
            for row in new
        ]
        if columns:
            Entry.insert_many(columns).execute()
        changed = [row for row in rows if row.id_number in known and _changes(row, known[row.id_number])]
        for row in changed:
            entry = known[row.id_number]
            Entry.update(**_changes(row, entry)).where(Entry.id == entry.id).execute()
        total += Checked(len(rows), len(new), len(changed))
    return total


def _centres(intake: Intake) -> dict[str, Centre]:
    """The centres whose entries this file may hold: the uploader's own, or all."""
    query = Centre.select()
    if intake.centre_id is not None:
        query = query.where(Centre.id == intake.centre_id)
    return {centre.number: centre for centre in query}


def _known(rows: list[EntryRow]) -> tuple[Known, dict[tuple[str, str, str], str]]:
    """The entries that are there with these ID numbers, and who has these candidate numbers."""
    ids = [row.id_number for row in rows]
    numbers = {row.candidate_number for row in rows}
    sessions = {row.session for row in rows}
    known = {e.id_number: e for e in Entry.select(Entry, Sitting).join(Sitting).where(Entry.id_number.in_(ids))}
    places = (
        Entry.select(Entry, Centre)
        .join(Centre)
        .where(
            Entry.session.in_(sessions),
            Entry.candidate_number.in_(numbers),
            Centre.number.in_({row.centre_number for row in rows}),
        )
    )
    taken = {(e.centre.number, e.session, e.candidate_number): e.id_number for e in places}
    return known, taken


def _problems(
    row: EntryRow, centres: dict[str, Centre], known: Known, taken: dict[tuple[str, str, str], str]
) -> Iterator[Problem]:
    if row.centre_number not in centres:
        yield Problem(row.row, "centre_number", row.centre_number, "a centre that you import for")
        return
    holder = taken.get((row.centre_number, row.session, row.candidate_number))
    if holder not in (None, row.id_number):
        yield Problem(row.row, "candidate_number", row.candidate_number, f"a number that {holder} does not have")
    entry = known.get(row.id_number)
    if entry is not None:
        yield from _conflicts(row, entry)


def _conflicts(row: EntryRow, entry: Entry) -> Iterator[Problem]:
    """What a file may not change about an entry that is there."""
    sitting = entry.sitting
    fixed = {
        "session": (row.session, entry.session),
        "exam_code": (row.exam_code, sitting.exam_code),
        "delivery": (row.delivery, sitting.delivery),
        "exam_date": (row.exam_date, sitting.exam_date),
        "candidate_number": (row.candidate_number, entry.candidate_number),
        "date_of_birth": (row.date_of_birth, entry.date_of_birth),
    }
    for column, (found, expected) in fixed.items():
        if found != expected:
            yield Problem(row.row, column, str(found), f"{expected}, as on the entry that is there")
    if not hashing.verify_secret(entry.secret_hash, row.id_number, row.secret_number):
        yield Problem(
            row.row,
            "secret_number",
            "another Secret number",
            "the one the entry has; re-issue it at the help desk",
        )


def _changes(row: EntryRow, entry: Entry) -> dict[str, str]:
    wanted = _texts(row)
    return {column: wanted[column] for column in CHANGEABLE if getattr(entry, column) != wanted[column]}


def _texts(row: EntryRow) -> dict[str, str]:
    return {
        "family_name": row.family_name,
        "given_names": row.given_names,
        "name_on_certificate": row.name_on_certificate,
        "email_hint": row.email,
        "language": row.language,
        "venue": row.venue,
        "contact_name": row.contact_name,
        "contact_email": row.contact_email,
        "contact_phone": row.contact_phone,
    }


def _columns(row: EntryRow, sitting: Sitting, secret_hash: str, now: datetime) -> dict[str, object]:
    return {
        "public_id": public_id(),
        "sitting": sitting.id,
        "centre": sitting.centre_id,
        "session": row.session,
        "candidate_number": row.candidate_number,
        "id_number": row.id_number,
        "secret_hash": secret_hash,
        "date_of_birth": row.date_of_birth,
        "created_at": now,
        **_texts(row),
    }


def _sitting(row: EntryRow, centre: Centre, seen: dict[tuple[object, ...], Sitting], now: datetime) -> Sitting:
    key = (centre.id, row.session, row.exam_code, row.delivery, row.exam_date)
    if key not in seen:
        seen[key] = _sitting_there(row, centre) or _new_sitting(row, centre, now)
    return seen[key]


def _sitting_there(row: EntryRow, centre: Centre) -> Sitting | None:
    sitting: Sitting | None = Sitting.get_or_none(
        Sitting.centre == centre,
        Sitting.session == row.session,
        Sitting.exam_code == row.exam_code,
        Sitting.delivery == row.delivery,
        Sitting.exam_date == row.exam_date,
    )
    return sitting


def _new_sitting(row: EntryRow, centre: Centre, now: datetime) -> Sitting:
    first, last = window(row.exam_date, row.delivery)
    return Sitting.create(
        centre=centre,
        session=row.session,
        exam_code=row.exam_code,
        delivery=row.delivery,
        exam_date=row.exam_date,
        results_from=row.results_from or first,
        results_by=row.results_by or last,
        created_at=now,
    )
