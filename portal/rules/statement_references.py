"""The reference printed on a statement of results: year, month as one hex digit, centre, candidate number."""

import re
from typing import NamedTuple

from portal.rules.candidate_numbers import is_candidate_number
from portal.rules.centre_numbers import is_centre_number
from portal.rules.sessions import is_session

EXAMPLE = "263ZZ0010001"
PARTS = "A statement reference needs a session, a centre number and a candidate number."
_FORM = re.compile(r"([0-9]{2})([1-9A-C])([A-Z]{2}[0-9]{3})([0-9]{4})")


class StatementReference(NamedTuple):
    """What a reference says."""

    session: str
    centre_number: str
    candidate_number: str


def make(session: str, centre_number: str, candidate_number: str) -> str:
    """The reference of one entry; ValueError when a part is not what it should be."""
    if not is_candidate_number(candidate_number):
        raise ValueError(PARTS)
    return beginning(session, centre_number) + candidate_number


def beginning(session: str, centre_number: str) -> str:
    """What the references of a centre and session begin with; a candidate number follows. Raises ValueError."""
    if not (is_session(session) and is_centre_number(centre_number)):
        raise ValueError(PARTS)
    return f"{session[2:4]}{int(session[5:]):X}{centre_number}"


def decode(reference: str) -> StatementReference:
    """The parts of a reference; ValueError for any other text."""
    match = _FORM.fullmatch(reference)
    if match is None:
        raise ValueError(f"A statement reference looks like {EXAMPLE}.")
    year, month, centre_number, candidate_number = match.groups()
    return StatementReference(f"20{year}-{int(month, 16):02d}", centre_number, candidate_number)
