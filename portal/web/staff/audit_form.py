"""What to look for in the audit: filters out of the address, each with its sentence when it can not be used."""

from datetime import date, datetime, timedelta
from typing import Any

from wtforms import Form, SelectField
from wtforms.validators import ValidationError

from portal.rules.time_zones import midnight
from portal.services.audit_reading import Wanted
from portal.web.fields import TextField
from portal.web.staff.audit_words import act

FIRST_YEAR, LAST_YEAR = 2000, 2100
ONE_DAY = timedelta(days=1)


class AuditForm(Form):
    """Sent by GET, so that a search has an address; it changes nothing and needs no token."""

    person = TextField("Who", longest=200, too_long="A name has at most 200 characters.")
    act = SelectField("What", default="", validate_choice=False)
    subject = TextField("To which record", longest=60, too_long="The name of a record has at most 60 characters.")
    since = TextField("From", longest=10, too_long="Enter a date as 2026-04-14.")
    until = TextField("To", longest=10, too_long="Enter a date as 2026-04-14.")

    def __init__(self, formdata: Any, *, acts: list[str]) -> None:
        super().__init__(formdata)
        named: Any = {each: act(each) for each in acts}
        self.act.choices = {"": "Everything"} | named
        self._known = acts

    def validate_act(self, field: SelectField) -> None:
        """An act out of the list."""
        if field.data and field.data not in self._known:
            raise ValidationError("Choose an act out of the list.")

    def validate_since(self, field: TextField) -> None:
        """A day, or nothing."""
        _day(field)

    def validate_until(self, field: TextField) -> None:
        """A day that is not before the other, or nothing."""
        last = _day(field)
        if last and not self.since.errors and self.since.data and last < date.fromisoformat(self.since.data):
            raise ValidationError("The second date is before the first. Enter them the other way round.")

    def wanted(self, zone: str) -> Wanted:
        """The filters, with whole days by the clock of `zone`; those that can not be used let everything pass."""
        used = {field.name: field.data or "" for field in self if not field.errors}
        return Wanted(
            person=used.get("person", ""),
            act=used.get("act", ""),
            subject=used.get("subject", ""),
            since=_midnight(used.get("since", ""), zone, timedelta()),
            until=_midnight(used.get("until", ""), zone, ONE_DAY),
        )

    @property
    def as_arguments(self) -> dict[str, Any]:
        """The filters as they stand in an address."""
        return {field.name: field.data for field in self if field.data}


def _day(field: TextField) -> date | None:
    if not field.data:
        return None
    try:
        day = date.fromisoformat(field.data)
    except ValueError:
        raise ValidationError("Enter a date as 2026-04-14.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"Enter a date between {FIRST_YEAR} and {LAST_YEAR}.")
    return day


def _midnight(text: str, zone: str, later: timedelta) -> datetime | None:
    return midnight(date.fromisoformat(text) + later, zone) if text else None
