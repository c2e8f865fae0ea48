"""The one way staff pages come to a row: it is the reader's to see, or there is no such page.

Each function answers NotFound (404) for an unknown row and for another centre's alike, and only then NotAllowed (403)
when the reader's role does not do `act` (see rules/roles.py; an empty act means that reading is enough).
"""

import re

from portal.models.batch_row import BatchRow
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.rules import centre_numbers, roles
from portal.services import access as rights
from portal.services import centres, intakes
from portal.services import staff as people
from portal.services.errors import NotAllowed, NotFound
from portal.web import access

_PUBLIC_ID = re.compile(r"[0-9a-f]{20}")


def reader(act: str = "") -> Staff:
    """The signed-in member of staff. Raises NotAllowed when the role does not do `act`."""
    person = access.staff()
    if act and not roles.may(person.role, act):
        raise NotAllowed
    return person


def own_batch(public_id: str, act: str = "") -> ReleaseBatch:
    """A batch of the reader's centre, with its sitting and centre loaded."""
    batch = rights.batch_of(access.staff(), _name(public_id))
    reader(act)
    return batch


def own_row(public_id: str, entry_public_id: str, act: str = "") -> BatchRow:
    """One candidate's row in such a batch, with its entry, result, batch, sitting and centre loaded."""
    row = rights.row_of(access.staff(), _name(public_id), _name(entry_public_id))
    reader(act)
    return row


def own_entry(public_id: str, act: str = "") -> Entry:
    """An entry of the reader's centre, with its sitting, centre and (if claimed) candidate loaded."""
    entry = rights.entry_of(access.staff(), _name(public_id))
    reader(act)
    return entry


def own_intake(public_id: str, act: str = "") -> Intake:
    """A file that somebody of the reader's centre uploaded."""
    intake = intakes.intake_of(access.staff(), _name(public_id))
    reader(act)
    return intake


def colleague(public_id: str, act: str = "people") -> Staff:
    """Any member of staff, for who looks after them all."""
    reader(act)
    return people.of(_name(public_id))


def centre(number: str, act: str = "centres") -> Centre:
    """Any centre, for who looks after them all."""
    reader(act)
    if not centre_numbers.is_centre_number(number):
        raise NotFound
    return centres.of(number)


def _name(public_id: str) -> str:
    """Nothing but a row's public name reaches the database."""
    if _PUBLIC_ID.fullmatch(public_id) is None:
        raise NotFound
    return public_id
