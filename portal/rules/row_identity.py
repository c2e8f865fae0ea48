"""The columns that say whose row it is, the same in every kind of file, each entry once in a file."""

from typing import Any

from portal.rules import candidate_numbers, centre_numbers, id_numbers, sessions
from portal.rules.catalogue import Catalogue
from portal.rules.row_fields import RowFields

COLUMNS = ("centre_number", "session", "exam_code", "candidate_number", "id_number", "date_of_birth")
SPREADSHEET = "spreadsheets drop leading zeros: export the column as text, it is never padded here"
CENTRE_NUMBER = (centre_numbers.is_centre_number, "two letters and three digits")
CANDIDATE_NUMBER = (candidate_numbers.is_candidate_number, f"4 digits ({SPREADSHEET})")
ID_NUMBER = (id_numbers.is_id_number, "3 letters and 6 digits, or 6 digits and 3 letters")


class IdentityReader:
    """Reads the identity of the rows of one file, and remembers which row had each first."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._exam_codes = tuple(catalogue.exams)
        self._id_numbers: dict[str, int] = {}
        self._places: dict[str, int] = {}

    def read(self, fields: RowFields) -> dict[str, Any]:
        """The read columns; what does not fit, or came before, is noted in `fields` and left empty."""
        identity = {
            "centre_number": fields.tidied("centre_number", centre_numbers.tidy, *CENTRE_NUMBER),
            "session": fields.form("session", sessions.is_session, "a month as 2026-03"),
            "exam_code": fields.choice("exam_code", self._exam_codes),
            "candidate_number": fields.form("candidate_number", *CANDIDATE_NUMBER),
            "id_number": fields.tidied("id_number", id_numbers.tidy, *ID_NUMBER),
            "date_of_birth": fields.day("date_of_birth", required=True),
        }
        self._note_repeats(fields, identity)
        return identity

    def _note_repeats(self, fields: RowFields, identity: dict[str, Any]) -> None:
        id_number = identity["id_number"]
        first = self._id_numbers.setdefault(id_number, fields.row)
        if id_number and first != fields.row:
            fields.note("id_number", f"{id_number}, as in row {first}", "each ID number once in the file")
        place = (identity["candidate_number"], identity["centre_number"], identity["session"])
        first = self._places.setdefault(" ".join(place), fields.row)
        if all(place) and first != fields.row:
            found = f"{place[0]} of {place[1]} in {place[2]}, as in row {first}"
            fields.note("candidate_number", found, "each candidate number once in a centre and session")
