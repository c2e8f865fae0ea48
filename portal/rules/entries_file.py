"""The file of entries: what a Confirmation of Entry is printed from, one candidate's place in a sitting."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from portal.rules import secret_numbers
from portal.rules.catalogue import Catalogue
from portal.rules.csv_files import Layout, open_csv
from portal.rules.csv_lines import Limits
from portal.rules.problems import WARNING, Problem
from portal.rules.release_window import WORDS_BY_CODE
from portal.rules.row_fields import RowFields
from portal.rules.row_identity import COLUMNS as IDENTITY
from portal.rules.row_identity import SPREADSHEET, IdentityReader
from portal.rules.sessions import session_of

REQUIRED = (*IDENTITY, "delivery", "secret_number", "given_names", "exam_date")
CONTACT = ("contact_name", "contact_email", "contact_phone")
ABOUT = (
    "family_name",
    "name_on_certificate",
    "results_from",
    "results_by",
    "email",
    "language",
    "country",
    "venue",
)
LAYOUT = Layout((*REQUIRED, *ABOUT, *CONTACT), frozenset(REQUIRED))
LONGEST_NAME, LONGEST_TEXT, LONGEST_PHONE = 150, 200, 40
YOUNGEST, OLDEST = 4, 110  # years of age at the exam outside which a date of birth is likely mistyped
_ADDRESS = re.compile(r"[^\s@<>(),;:\[\]\"\\]{1,64}@[^\s@<>(),;:\[\]\"\\]{1,189}")
_LANGUAGE = re.compile(r"(?=.{2,10}\Z)[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """One row that can be saved; texts are empty and dates None where the file says nothing."""

    row: int
    centre_number: str
    session: str
    exam_code: str
    delivery: str  # paper, computer or digital
    candidate_number: str
    id_number: str
    secret_number: str = field(repr=False)
    family_name: str
    given_names: str
    name_on_certificate: str
    date_of_birth: date
    exam_date: date
    results_from: date | None
    results_by: date | None
    email: str
    language: str
    country: str
    venue: str
    contact_name: str
    contact_email: str
    contact_phone: str


def read(source: bytes | BinaryIO, catalogue: Catalogue, limits: Limits | None = None) -> Iterator[EntryRow | Problem]:
    """Every row that can be saved and every problem, in file order; one error refuses the whole file."""
    opened = open_csv(source, LAYOUT, limits)
    yield from opened.problems
    identities = IdentityReader(catalogue)
    for row in opened.records.rows():
        if isinstance(row, Problem):
            yield row
            continue
        fields = RowFields(row.number, row.cells)
        values = identities.read(fields) | _sitting(fields) | _person(fields) | _contact(fields)
        _check_dates(fields, values)
        yield from fields.problems
        if not fields.refused:
            yield EntryRow(row=row.number, **values)


def _sitting(fields: RowFields) -> dict[str, Any]:
    return {
        "delivery": WORDS_BY_CODE.get(fields.choice("delivery", tuple(WORDS_BY_CODE)), ""),
        "exam_date": fields.day("exam_date", required=True),
        "results_from": fields.day("results_from"),
        "results_by": fields.day("results_by"),
        "venue": fields.text("venue", longest=LONGEST_TEXT),
        "country": fields.form("country", _matches(_COUNTRY), "a country as ES, or nothing", WARNING),
    }


def _person(fields: RowFields) -> dict[str, Any]:
    names = ("family_name", "given_names", "name_on_certificate")
    return {
        "secret_number": _secret_number(fields),
        **{name: fields.text(name, longest=LONGEST_NAME, required=name == "given_names") for name in names},
        "email": fields.form("email", _matches(_ADDRESS), "an address as name@example.org, or nothing", WARNING),
        "language": fields.form("language", _matches(_LANGUAGE), "a language as es or pt-BR, or nothing", WARNING),
    }


def _contact(fields: RowFields) -> dict[str, Any]:
    longest = {"contact_phone": LONGEST_PHONE}
    return {column: fields.text(column, longest=longest.get(column, LONGEST_TEXT)) for column in CONTACT}


def _secret_number(fields: RowFields) -> str:
    """Noted by its length only: a list of problems is printed, mailed and kept."""
    secret = secret_numbers.tidy(fields.raw("secret_number"))
    if secret_numbers.is_secret_number(secret):
        return secret
    kind = "digits" if secret.isdigit() else "characters"
    found = f"{len(secret)} {kind}" if secret else "nothing"
    fields.note("secret_number", found.replace("1 digits", "1 digit"), f"4 digits ({SPREADSHEET})")
    return ""


def _check_dates(fields: RowFields, values: dict[str, Any]) -> None:
    born, exam, first, last = (values[key] for key in ("date_of_birth", "exam_date", "results_from", "results_by"))
    if exam and born and born >= exam:
        fields.note("date_of_birth", born.isoformat(), f"a date before the exam on {exam.isoformat()}")
    elif exam and born and not YOUNGEST <= exam.year - born.year <= OLDEST:
        expected = f"an age between {YOUNGEST} and {OLDEST} years at the exam"
        fields.note("date_of_birth", born.isoformat(), expected, WARNING)
    if exam and values["session"] and session_of(exam) != values["session"]:
        expected = f"a day in the session {values['session']}"
        fields.note("exam_date", exam.isoformat(), expected, WARNING)
    if exam and first and first <= exam:
        fields.note("results_from", first.isoformat(), f"a date after the exam on {exam.isoformat()}")
    if first and last and last < first:
        fields.note("results_by", last.isoformat(), f"a date from {first.isoformat()} on")


def _matches(form: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda cell: form.fullmatch(cell) is not None
