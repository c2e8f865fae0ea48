"""Fields that the forms about batches share: a day, a time of day, a count, a code, a reason."""

from typing import Any

from wtforms import DateField, IntegerField, TimeField
from wtforms.validators import DataRequired, InputRequired, ValidationError
from wtforms.widgets import TextArea, TextInput

from portal.web.fields import TextField

YEARS = range(2000, 2200)
LONGEST_REASON = 500


class DayField(DateField):
    """A calendar day, as browsers send it: 2026-04-14."""

    def __init__(self, label: str, *, missing: str, **more: Any) -> None:
        super().__init__(label, validators=[InputRequired(missing), _near_in_time], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a day as year, month and day, for example 2026-04-14.") from None


class ClockField(TimeField):
    """A time of day, to the minute: 10:00."""

    def __init__(self, label: str, *, missing: str, **more: Any) -> None:
        super().__init__(label, validators=[InputRequired(missing)], **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a time as hours and minutes, for example 10:00.") from None


class CountField(IntegerField):
    """A number of people, typed as digits."""

    widget = TextInput()

    def __init__(self, label: str, *, missing: str, **more: Any) -> None:
        validators = more.pop("validators", [InputRequired(missing)])
        super().__init__(label, validators=validators, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(["".join(str(value).split()) for value in valuelist])
        except ValueError:
            raise ValueError("Enter the number in digits, for example 60.") from None


def reason_field(label: str, *, missing: str = "", **more: Any) -> TextField:
    """A few sentences; needed when `missing` says what to do without them."""
    return TextField(
        label,
        longest=LONGEST_REASON,
        too_long=f"Write at most {LONGEST_REASON} characters.",
        validators=(InputRequired(missing), _says_something(missing)) if missing else (),
        widget=TextArea(),
        **more,
    )


def code_field(label: str = "Code from your authenticator app") -> TextField:
    """A code of the second factor, or a recovery code."""
    words = "Enter the six digits that your authenticator app shows."
    return TextField(label, longest=40, too_long=words, validators=(DataRequired(words),))


def _says_something(missing: str) -> Any:
    """Spaces and unseen marks are no reason."""

    def check(_: Any, field: Any) -> None:
        if not any(mark.isprintable() and not mark.isspace() for mark in field.data or ""):
            raise ValidationError(missing)

    return check


def _near_in_time(_: Any, field: Any) -> None:
    if field.data is not None and field.data.year not in YEARS:
        raise ValidationError(f"Enter a day in the years {YEARS[0]} to {YEARS[-1]}.")
