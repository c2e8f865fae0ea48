"""The columns that say whose row it is, the same in every kind of file, each entry once in a file."""

from collections.abc import Callable, Sequence
from typing import Any

from portal.rules import candidate_numbers, centre_numbers, id_numbers, sessions
from portal.rules.catalogue import Catalogue
from portal.rules.row_fields import RowFields

COLUMNS = ("centre_number", "session", "exam_code", "candidate_number", "id_number", "date_of_birth")
SPREADSHEET = "spreadsheets drop leading zeros: export the column as text, it is never padded here"
CENTRE_NUMBER = (centre_numbers.is_centre_number, "two letters and three digits")
CANDIDATE_NUMBER = (candidate_numbers.is_candidate_number, f"4 digits ({SPREADSHEET})")
Reader = Callable[[RowFields], Any]
ID_NUMBER = (id_numbers.is_id_number, "3 letters and 6 digits, or 6 digits and 3 letters")


def place_of(candidate_number: str, centre_number: str, session: str) -> str:
    """What is each entry's own beside its ID number."""
    return f"{candidate_number} {centre_number} {session}"


def place_readers(catalogue: Catalogue) -> dict[str, Reader]:
    """How the columns are read in which the rows of a file are alike."""
    exam_codes = tuple(catalogue.exams)
    return {
        "centre_number": lambda fields: fields.tidied("centre_number", centre_numbers.tidy, *CENTRE_NUMBER),
        "session": lambda fields: fields.form("session", sessions.is_session, "a month as 2026-03"),
        "exam_code": lambda fields: fields.choice("exam_code", exam_codes),
    }


class IdentityReader:
    """Reads the identity of the rows of one file, and remembers which row had each first."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._readers = place_readers(catalogue)
        self._id_numbers: dict[str, int] = {}
        self._places: dict[str, int] = {}

    def read(self, fields: RowFields) -> dict[str, Any]:
        """The read columns; what does not fit, or came before, is noted in `fields` and left empty."""
        identity = {column: read(fields) for column, read in self._readers.items()}
        identity |= {
            "candidate_number": fields.form("candidate_number", *CANDIDATE_NUMBER),
            "id_number": fields.tidied("id_number", id_numbers.tidy, *ID_NUMBER),
            "date_of_birth": fields.day("date_of_birth", required=True),
        }
        self._note_repeats(fields, identity)
        return identity

    def note_new(self, first: int, id_numbers: Sequence[str], places: Sequence[str]) -> bool:
        """Remember these rows, `first` and those below it, by ID number and by `place`; False leaves it at a repeat."""
        for known, named in ((self._id_numbers, id_numbers), (self._places, places)):
            if len(set(named)) < len(named) or not known.keys().isdisjoint(named):
                return False
        rows = list(range(first, first + len(id_numbers)))
        self._id_numbers.update(zip(id_numbers, rows, strict=True))
        self._places.update(zip(places, rows, strict=True))
        return True

    def _note_repeats(self, fields: RowFields, identity: dict[str, Any]) -> None:
        id_number = identity["id_number"]
        first = self._id_numbers.setdefault(id_number, fields.row)
        if id_number and first != fields.row:
            fields.note("id_number", f"{id_number}, as in row {first}", "each ID number once in the file")
        place = (identity["candidate_number"], identity["centre_number"], identity["session"])
        first = self._places.setdefault(place_of(*place), fields.row)
        if all(place) and first != fields.row:
            found = f"{place[0]} of {place[1]} in {place[2]}, as in row {first}"
            fields.note("candidate_number", found, "each candidate number once in a centre and session")
