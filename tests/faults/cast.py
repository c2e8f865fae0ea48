"""Rows for a fault to happen to, written straight into the database: entries, candidates, approved batches."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from string import ascii_uppercase

from flask import Flask

from portal.models.approval import Approval
from portal.models.base import Table, db, public_id
from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.services import batch_content, second_factor, sessions
from portal.services.sessions import Visit
from portal.web.cookie import SessionCookie
from tests.conftest import SECRET_KEY
from tests.unit import factories

MARK = "173"
"""The overall score of everybody: whoever is shown it was shown a result."""
AT_ONCE = 500
Rows = list[dict[str, object]]
_numbers = count(1)


def now() -> datetime:
    return datetime.now(UTC)


def officer() -> Staff:
    return Staff.get_or_none(Staff.name == "Ben") or factories.ben()


def approvers() -> tuple[Staff, Staff]:
    """One at the centre and one of the board."""
    ada = Staff.get_or_none(Staff.name == "Ada") or factories.ada()
    bo = Staff.get_or_none(Staff.name == "Bo") or factories.bo()
    return ada, bo


def approver(centre: str = "ZZ001") -> Staff:
    """Somebody who has approved nothing yet, and whose tries nobody has counted."""
    return factories.staff(f"Approver{next(_numbers)}", "approver", factories.centre(centre))


def code_of(person: Staff) -> str:
    """What the person's app shows now; made good for one more use, so that a test need not wait half a minute."""
    Staff.update(totp_last_step=0).where(Staff.id == person.id).execute()
    return second_factor.current_code(staff=Staff.get_by_id(person.id), now=now())


def sitting() -> Sitting:
    """A sitting of its own, whose window is open today."""
    number = next(_numbers)
    exam_date = now().date() - timedelta(days=30)
    return factories.sitting(exam_date=exam_date, session=f"{2026 + number // 12}-{number % 12 + 1:02}")


def unclaimed(size: int) -> list[Entry]:
    """Entries of a new sitting that can be registered with the secret number factories.SECRET."""
    place = sitting()
    return [
        factories.entry(place, id_number=_id_number(place, index), candidate_number=f"{index:04}")
        for index in range(size)
    ]


def approved(size: int, *, release_at: datetime) -> ReleaseBatch:
    """A batch of registered candidates that two people approved for that instant."""
    batch = submitted(size, release_at=release_at)
    for person in approvers():
        Approval.create(batch=batch, staff=person, content_hash=batch.content_hash, approved_at=now())
    ReleaseBatch.update(state="approved").where(ReleaseBatch.id == batch.id).execute()
    return ReleaseBatch.get_by_id(batch.id)


def submitted(size: int, *, release_at: datetime) -> ReleaseBatch:
    """The same, waiting for both approvals."""
    place, moment = sitting(), now()
    with db.atomic():
        _insert(Candidate, (_candidate(place, index, moment) for index in range(size)))
        people = Candidate.select(Candidate.id).where(Candidate.email.endswith(_domain(place))).order_by(Candidate.id)
        _insert(Entry, (_entry(place, index, person.id) for index, person in enumerate(people)))
        entries = Entry.select(Entry.id).where(Entry.sitting == place).order_by(Entry.id)
        _insert(Result, (_result(entry.id) for entry in entries))
        results = Result.select(Result.id, Result.entry).join(Entry).where(Entry.sitting == place)
        batch = ReleaseBatch.create(
            sitting=place, state="submitted", release_at=release_at, row_count=size, created_at=moment,
            submitted_by=officer(), submitted_at=moment,
        )  # fmt: skip
        _insert(BatchRow, ({"batch": batch.id, "entry": r.entry_id, "result": r.id, "held_as": ""} for r in results))
        batch.content_hash = batch_content.fingerprint(batch, release_at=release_at)
        batch.save()
    return ReleaseBatch.get_by_id(batch.id)


def candidate_of(batch: ReleaseBatch) -> Candidate:
    """The first candidate of a batch."""
    return Candidate.select().join(Entry).join(BatchRow).where(BatchRow.batch == batch).order_by(Candidate.id).get()


def cookie_of(person: Candidate | Staff) -> str:
    """The session cookie of somebody who has signed in before."""
    visit = Visit()
    if isinstance(person, Staff):
        token = sessions.start(staff=person, visit=visit, second_factor=True, now=now())
    else:
        token = sessions.start(candidate=person, visit=visit, now=now())
    signing = Flask("signs as the portal does")
    signing.secret_key = SECRET_KEY
    signer = SessionCookie(signing).get_signing_serializer(signing)
    return str(signer.dumps({"_user_id": token, "_fresh": True}))


def _insert(table: type[Table], rows: Iterable[dict[str, object]]) -> None:
    waiting: Rows = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            table.insert_many(waiting).execute()
            waiting = []
    if waiting:
        table.insert_many(waiting).execute()


def _candidate(place: Sitting, index: int, moment: datetime) -> dict[str, object]:
    return {
        "public_id": public_id(), "email": f"c{index:06}{_domain(place)}", "email_confirmed_at": moment,
        "password_hash": "-", "terms_version": "1", "terms_accepted_at": moment, "created_at": moment,
    }  # fmt: skip


def _entry(place: Sitting, index: int, candidate: int) -> dict[str, object]:
    return {
        "public_id": public_id(), "sitting": place.id, "centre": place.centre_id, "session": place.session,
        "candidate_number": f"{index:04}", "id_number": _id_number(place, index), "secret_hash": "-",
        "given_names": "Leila", "family_name": f"Number {index}", "date_of_birth": date(2008, 5, 19),
        "candidate": candidate, "claimed_at": now(), "created_at": now(),
    }  # fmt: skip


def _result(entry: int) -> dict[str, object]:
    return {
        "entry": entry, "version": 1, "status": "OK", "overall_score": int(MARK), "grade": "B", "cefr_level": "B2",
        "scores": json.dumps(factories.SCORES), "certificate": "QUALIFICATION", "scheme": "CES-2020",
        "created_at": now(),
    }  # fmt: skip


def _domain(place: Sitting) -> str:
    return f"@s{place.id}.example.org"


def _id_number(place: Sitting, index: int) -> str:
    first, second = divmod(place.id, 26 * 26)
    return f"{ascii_uppercase[first]}{ascii_uppercase[second // 26]}{ascii_uppercase[second % 26]}{index:06}"
