"""CSV files for tests: a good row of each kind, to be changed where a test needs it."""

from typing import Any

from portal.models.entry import Entry

ENTRY = {
    "centre_number": "ZZ001", "session": "2026-03", "exam_code": "B2F", "delivery": "PB", "candidate_number": "0001",
    "id_number": "QXA104233", "secret_number": "0042", "family_name": "Núñez Ibáñez", "given_names": "María José",
    "date_of_birth": "2007-11-30", "exam_date": "2026-03-14", "language": "es",
}  # fmt: skip
RESULT = {
    "centre_number": "ZZ001", "session": "2026-03", "exam_code": "B2F", "candidate_number": "0001",
    "id_number": "QXA104233", "date_of_birth": "2007-11-30", "result_status": "OK", "overall_score": "173",
    "grade": "B", "cefr_level": "B2", "reading": "172", "use_of_english": "168", "writing": "165",
    "listening": "178", "speaking": "181", "certificate": "QUALIFICATION", "scheme": "CES-2020",
}  # fmt: skip


def as_bytes(*rows: dict[str, str]) -> bytes:
    """The rows under the header of the first, as they are: nothing is quoted."""
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    return ("\r\n".join(lines) + "\r\n").encode()


def entry_row(number: int = 1, **changes: str) -> dict[str, str]:
    """A row of an entries file; `number` makes it another person's."""
    return ENTRY | {"candidate_number": f"{number:04}", "id_number": f"QXA{number:06}"} | changes


def entries(*rows: dict[str, str]) -> bytes:
    return as_bytes(*(rows or (entry_row(),)))


def result_row(of: Entry, **changes: str) -> dict[str, str]:
    """A row of a results file that meets this entry: 173, grade B."""
    sitting = of.sitting
    place: dict[str, Any] = {
        "centre_number": of.centre.number, "session": of.session, "exam_code": sitting.exam_code,
        "candidate_number": of.candidate_number, "id_number": of.id_number,
        "date_of_birth": of.date_of_birth.isoformat(),
    }  # fmt: skip
    return RESULT | place | changes
