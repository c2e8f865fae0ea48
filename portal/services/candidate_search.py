"""Finding an entry for the help desk: by ID number, candidate number, email address, or name in any script."""

from dataclasses import dataclass
from functools import reduce
from operator import and_

from peewee import JOIN, Expression, fn

from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules import candidate_numbers, id_numbers, search_words
from portal.services import access

AT_MOST = 50
SHORTEST_PART = 3


@dataclass(frozen=True)
class Found:
    """The entries that fit, the latest exam first; `more` when only the first are shown."""

    entries: list[Entry]
    more: bool = False


def find(staff: Staff, query: str) -> Found:
    """What this person may see of what fits the query; nothing for a query without a word."""
    condition = _condition(query)
    if condition is None:
        return Found([])
    rows = list(
        Entry.select(Entry, Sitting, Centre, Candidate)
        .join(Sitting)
        .switch(Entry)
        .join(Centre, on=Entry.centre)
        .switch(Entry)
        .join(Candidate, JOIN.LEFT_OUTER)
        .where(condition, access.own_centres(staff))
        .order_by(Sitting.exam_date.desc(), Centre.number, Entry.candidate_number, Entry.id)
        .limit(AT_MOST + 1)
    )
    return Found(rows[:AT_MOST], more=len(rows) > AT_MOST)


def _condition(query: str) -> Expression | None:
    typed = query.strip()[: search_words.LONGEST]
    if "@" in typed:
        address = typed.lower()
        by_address: Expression = (fn.LOWER(Candidate.email) == address) | (fn.LOWER(Entry.email_hint) == address)
        return by_address
    number = id_numbers.tidy(typed)
    if id_numbers.is_id_number(number):
        return Entry.id_number == number
    words = search_words.words(typed)
    if not words:
        return None
    by_name: Expression = reduce(and_, (Entry.search_name.contains(word) for word in words))
    if candidate_numbers.is_candidate_number(number):
        return by_name | (Entry.candidate_number == number) | Entry.id_number.contains(number)
    if len(number) >= SHORTEST_PART and any(mark.isdigit() for mark in number):
        return by_name | Entry.id_number.contains(number)
    return by_name
