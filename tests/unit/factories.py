"""The rows that tests start from, with defaults that fit together: a paper sitting of B2 First in Madrid.

The cast: amara is a candidate; ben (officer) and ada (approver) work at her centre, bo for the board, audrey audits;
charlie is staff of ANOTHER centre and must never get in.
"""

import json
from datetime import UTC, date, datetime
from functools import cache
from itertools import count

from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules.release_window import window
from portal.rules.search_words import fold
from portal.services import batch_content, hashing, second_factor

EXAM_DATE = date(2026, 3, 14)
NOW = datetime(2026, 4, 13, 9, tzinfo=UTC)
"""A Monday inside the results window of that sitting (11 to 25 April 2026)."""
RELEASE_AT = datetime(2026, 4, 14, 8, tzinfo=UTC)
PASSWORD = "a long walk to the sea"
SECRET = "0042"
SCORES = {"reading": 172, "use_of_english": 168, "writing": 165, "listening": 178, "speaking": 181}
_numbers = count(1)


@cache
def _password_hash() -> str:
    return hashing.hash_password(PASSWORD)


def centre(number: str = "ZZ001", **columns: object) -> Centre:
    """The centre of this number, made when it is not there."""
    there: Centre | None = Centre.get_or_none(Centre.number == number)
    defaults: dict[str, object] = {
        "name": f"Centre {number}", "country": "ES", "timezone": "Europe/Madrid", "contact_name": "Irene Soto",
        "contact_email": f"{number.lower()}@example.org", "contact_phone": "+34 555 0100", "created_at": NOW,
    }  # fmt: skip
    return there or Centre.create(number=number, **(defaults | columns))


def staff(name: str, role: str, at: Centre | None, *, enrolled: bool = True, **columns: object) -> Staff:
    """A member of staff who signs in as `<name>@example.org` with PASSWORD and the current code."""
    person = Staff.create(
        email=f"{name.lower()}@example.org", name=name, role=role, centre=at,
        password_hash=_password_hash(), created_at=NOW, **columns,
    )  # fmt: skip
    if enrolled:
        second_factor.begin(staff=person)
        Staff.update(totp_enrolled_at=NOW).where(Staff.id == person.id).execute()
    return Staff.get_by_id(person.id)


def ben() -> Staff:
    return staff("Ben", "officer", centre())


def ada() -> Staff:
    return staff("Ada", "approver", centre())


def bo() -> Staff:
    return staff("Bo", "board", None)


def audrey() -> Staff:
    return staff("Audrey", "auditor", None)


def charlie(role: str = "approver") -> Staff:
    return staff("Charlie", role, centre("ZZ002"))


def sitting(at: Centre | None = None, **columns: object) -> Sitting:
    """A paper sitting of B2 First on EXAM_DATE, with the window that follows from it."""
    place = at or centre()
    defaults: dict[str, object] = {
        "session": "2026-03", "exam_code": "B2F", "delivery": "paper", "exam_date": EXAM_DATE, "created_at": NOW,
    }  # fmt: skip
    values = defaults | columns
    exam_date, delivery = values["exam_date"], values["delivery"]
    assert isinstance(exam_date, date)
    first, last = window(exam_date, str(delivery))
    return Sitting.create(centre=place, **({"results_from": first, "results_by": last} | values))


def entry(of: Sitting | None = None, *, secret: str = SECRET, **columns: object) -> Entry:
    """An unclaimed entry with an ID number of its own."""
    place = of or sitting()
    number = next(_numbers)
    id_number = str(columns.pop("id_number", f"QXA{number:06}"))
    defaults: dict[str, object] = {
        "session": place.session, "candidate_number": f"{number % 10_000:04}", "family_name": "Núñez Ibáñez",
        "given_names": "María José", "date_of_birth": date(2007, 11, 30), "created_at": NOW,
    }  # fmt: skip
    values = defaults | columns
    return Entry.create(
        sitting=place, centre=place.centre, id_number=id_number, secret_hash=hashing.hash_secret(id_number, secret),
        search_name=fold(f"{values['given_names']} {values['family_name']}"), **values,
    )  # fmt: skip


def candidate(*entries: Entry, email: str = "amara@example.org", **columns: object) -> Candidate:
    """An account that signs in with PASSWORD, its address confirmed, and which claimed these entries."""
    defaults: dict[str, object] = {
        "password_hash": _password_hash(), "email_confirmed_at": NOW, "terms_version": "1",
        "terms_accepted_at": NOW, "created_at": NOW,
    }  # fmt: skip
    person = Candidate.create(email=email, **(defaults | columns))
    for claimed in entries:
        claimed.candidate = person
        claimed.claimed_at = NOW
        claimed.save()
    return person


def result(of: Entry, *, status: str = "OK", version: int = 1, **columns: object) -> Result:
    """The outcome of an entry: 173, grade B, level B2, unless `status` or the columns say otherwise."""
    defaults: dict[str, object] = {"scheme": "CES-2020", "created_at": NOW}
    if status == "OK":
        defaults |= {
            "overall_score": 173, "grade": "B", "cefr_level": "B2", "scores": json.dumps(SCORES),
            "certificate": "QUALIFICATION",
        }  # fmt: skip
    return Result.create(entry=of, status=status, version=version, **(defaults | columns))


def batch(of: Sitting, *results: Result, state: str = "draft", **columns: object) -> ReleaseBatch:
    """A batch of these results; in any state but draft it has RELEASE_AT, a count and a true hash."""
    times: dict[str, object] = {} if state == "draft" else {"release_at": RELEASE_AT}
    if state in {"released", "recalled"}:
        times["released_at"] = RELEASE_AT
    made = ReleaseBatch.create(sitting=of, state=state, created_at=NOW, **(times | columns))
    for each in results:
        BatchRow.create(batch=made, entry=each.entry, result=each)
    if state != "draft":
        made.row_count = len(results)
        made.content_hash = batch_content.fingerprint(made, release_at=made.release_at)
        made.save()
    return ReleaseBatch.get_by_id(made.id)
