"""A sitting of any size, with results, accounts and a batch, written straight into the tables."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice, product
from string import ascii_uppercase, digits
from typing import Any

from portal.models.approval import Approval
from portal.models.base import Table, db
from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules.release_window import window
from portal.services import batch_content, hashing

NOW = datetime(2026, 4, 14, 8, tzinfo=UTC)
IMPORTED = NOW - timedelta(days=1)
PASSWORD = "a long walk to the sea"
SCORES = {"reading": 172, "use_of_english": 168, "writing": 165, "listening": 178, "speaking": 181}


def sitting() -> Sitting:
    """One paper sitting of B2 First in a centre of its own."""
    centre = Centre.create(
        number="ZZ001", name="Centre ZZ001", country="ES", timezone="Europe/Madrid",
        contact_name="Irene Soto", contact_email="zz001@example.org", created_at=IMPORTED,
    )  # fmt: skip
    return Sitting.create(
        centre=centre, session="2026-03", exam_code="B2F", delivery="paper", exam_date=date(2026, 3, 14),
        results_from=date(2026, 4, 11), results_by=date(2026, 4, 25), created_at=IMPORTED,
    )  # fmt: skip


def registered(of: Sitting, size: int) -> None:
    """`size` entries of the sitting with a result each, every one claimed by an account with PASSWORD."""
    password = hashing.hash_password(PASSWORD)
    with db.atomic():
        _insert(Candidate, (_candidate(n, password) for n in range(1, size + 1)))
        _insert(Entry, (_entry(of, n, number) for n, number in zip(range(1, size + 1), _numbers(), strict=False)))
        _insert(Result, (_result(n) for n in range(1, size + 1)))


def entries_of(people: list[dict[str, str]]) -> None:
    """Unclaimed entries for rows of an entries file, in sittings of their own; secrets are left unusable."""
    centres = {centre.number: centre for centre in Centre.select()}
    sittings: dict[tuple[str, str], Sitting] = {}
    for person in people:
        place = person["centre_number"], person["exam_code"]
        if place not in sittings:
            sittings[place] = _sitting_of(centres[place[0]], person)
    with db.atomic():
        _insert(Entry, (_entry_of(person, sittings) for person in people))


def _sitting_of(centre: Centre, person: dict[str, str]) -> Sitting:
    exam_date = date.fromisoformat(person["exam_date"])
    first, last = window(exam_date, "paper")
    return Sitting.create(
        centre=centre, session=person["session"], exam_code=person["exam_code"], delivery="paper",
        exam_date=exam_date, results_from=first, results_by=last, created_at=IMPORTED,
    )  # fmt: skip


def _entry_of(person: dict[str, str], sittings: dict[tuple[str, str], Sitting]) -> dict[str, Any]:
    sitting = sittings[person["centre_number"], person["exam_code"]]
    return {
        "sitting": sitting.id, "centre": sitting.centre_id, "secret_hash": "-",
        "date_of_birth": date.fromisoformat(person["date_of_birth"]), "created_at": IMPORTED,
        **{name: person[name] for name in ("session", "candidate_number", "id_number", "family_name", "given_names")},
    }  # fmt: skip


def batch(of: Sitting, *, state: str) -> ReleaseBatch:
    """Every result of the sitting in one batch; approved by two people when `state` is "approved"."""
    made = ReleaseBatch.create(sitting=of, state="draft", created_at=IMPORTED)
    BatchRow.insert_from(
        Result.select(made.id, Result.entry, Result.id, "", 1),
        [BatchRow.batch, BatchRow.entry, BatchRow.result, BatchRow.held_as, BatchRow.added_in],
    ).execute()
    made.content_hash = batch_content.fingerprint(made, release_at=NOW)
    made.row_count = batch_content.row_count(made)
    made.state, made.release_at = state, NOW
    made.released_at = NOW if state == "released" else None
    made.save()
    if state == "approved":
        _approve(made)
    return ReleaseBatch.get_by_id(made.id)


def _approve(made: ReleaseBatch) -> None:
    for name in ("Ada", "Bo"):
        person = Staff.create(
            email=f"{name.lower()}@example.org", name=name, role="board", password_hash="-", created_at=IMPORTED
        )
        Approval.create(batch=made, staff=person, content_hash=made.content_hash, approved_at=IMPORTED)


def _candidate(n: int, password: str) -> dict[str, Any]:
    return {
        "email": f"c{n}@example.org", "password_hash": password, "email_confirmed_at": IMPORTED,
        "terms_version": "1", "terms_accepted_at": IMPORTED, "created_at": IMPORTED,
    }  # fmt: skip


def _entry(of: Sitting, n: int, candidate_number: str) -> dict[str, Any]:
    return {
        "sitting": of.id, "centre": of.centre_id, "session": of.session, "candidate_number": candidate_number,
        "id_number": id_number(n), "secret_hash": "-", "family_name": "Núñez Ibáñez", "given_names": "María José",
        "date_of_birth": date(2007, 11, 30), "candidate": n, "claimed_at": IMPORTED, "created_at": IMPORTED,
    }  # fmt: skip


def id_number(n: int) -> str:
    """The ID number of the n-th candidate, up to a million of them."""
    return f"QXA{n % 1_000_000:06}"


def _result(n: int) -> dict[str, Any]:
    return {
        "entry": n, "version": 1, "status": "OK", "overall_score": 173, "grade": "B", "cefr_level": "B2",
        "scores": json.dumps(SCORES), "certificate": "QUALIFICATION", "scheme": "CES-2020", "created_at": IMPORTED,
    }  # fmt: skip


def _numbers() -> Iterator[str]:
    """Candidate numbers with letters too, since four digits end at ten thousand."""
    return ("".join(marks) for marks in product(digits + ascii_uppercase, repeat=4))


def _insert(table: type[Table], rows: Iterable[dict[str, Any]]) -> None:
    source = iter(rows)
    while some := list(islice(source, 1_000)):
        table.insert_many(some).execute()
