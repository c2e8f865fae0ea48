"""What a candidate sees of an entry; who may see what is decided in services/results.py."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from portal.models.entry import Entry
from portal.rules.names import full_name


@dataclass(frozen=True)
class Outcome:
    """A result that may be shown; `status` is OK, X, Z, PENDING or WITHHELD, and only OK has scores.

    `updated_at` is set when it replaces another that was shown before, `confirmed_at` when it was withdrawn to be
    checked and came back as it was.
    """

    status: str
    released_at: datetime
    overall_score: int | None = None
    grade: str = ""
    cefr_level: str = ""
    scores: dict[str, int] | None = None
    certificate: str = ""
    reference_number: str = ""
    scheme: str = ""
    version: int = 1
    updated_at: datetime | None = None
    confirmed_at: datetime | None = None
    row_id: int = 0
    is_seen: bool = False


class SeenEntry(NamedTuple):
    """An entry with its sitting and its centre: what its candidate's pages name of them."""

    id: int
    public_id: str
    family_name: str
    given_names: str
    name_on_certificate: str
    candidate_number: str
    language: str
    contact_name: str
    contact_email: str
    contact_phone: str
    session: str
    exam_code: str
    exam_date: date
    results_from: date
    results_by: date
    centre_number: str
    centre_name: str
    timezone: str
    centre_contact_name: str
    centre_contact_email: str
    centre_contact_phone: str

    @classmethod
    def of(cls, entry: Entry) -> "SeenEntry":
        """The same of an entry whose sitting and centre are loaded."""
        sitting, centre = entry.sitting, entry.sitting.centre
        return cls(
            entry.id, entry.public_id, entry.family_name, entry.given_names, entry.name_on_certificate,
            entry.candidate_number, entry.language, entry.contact_name, entry.contact_email, entry.contact_phone,
            sitting.session, sitting.exam_code, sitting.exam_date, sitting.results_from, sitting.results_by,
            centre.number, centre.name, centre.timezone, centre.contact_name, centre.contact_email,
            centre.contact_phone,
        )  # fmt: skip

    @property
    def full_name(self) -> str:
        """The name as people read it."""
        return full_name(self.given_names, self.family_name, on_certificate=self.name_on_certificate)


@dataclass(frozen=True)
class EntryView:
    """One entry as its candidate sees it.

    `withdrawn_at` is set while its results are recalled. With neither that nor an `outcome` the candidate waits,
    and every candidate of the sitting sees the same; `is_late` says that the window has passed meanwhile.
    """

    entry: SeenEntry
    outcome: Outcome | None = None
    withdrawn_at: datetime | None = None
    is_late: bool = False

    @property
    def state(self) -> str:
        """The status of the outcome, or WAITING, LATE or WITHDRAWN."""
        if self.outcome is not None:
            return self.outcome.status
        if self.withdrawn_at is not None:
            return "WITHDRAWN"
        return "LATE" if self.is_late else "WAITING"
