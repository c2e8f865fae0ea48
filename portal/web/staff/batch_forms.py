"""The forms of a batch's page: one for each act, with ids that do not meet on one page."""

from datetime import date, datetime, time
from typing import Any, ClassVar, Self

from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import Length, Optional

from portal.models.release_batch import ReleaseBatch
from portal.rules.time_zones import LocalTimeError, RepeatedTimeError, local_instant
from portal.web.fields import PortalForm
from portal.web.staff.batch_fields import ClockField, CountField, DayField, code_field, reason_field

WHICH: list[Any] = ["The first time, before the clock goes back", "The second time, after it"]


class ActForm(PortalForm):
    """A form for one act; `act` is the step of the state table, or the name of what it does."""

    act: ClassVar[str] = ""

    def complain(self, sentence: str, field: str = "") -> None:
        """Put a sentence beside a field, or above the whole form."""
        if field and field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, sentence]
        else:
            self.form_errors.append(sentence)


class PlainForm(ActForm):
    """An act that needs no words: withdraw, stop."""


def told(sentence: str) -> ActForm:
    """No field, only a sentence for the top of a page that has no place for the form that was sent."""
    form = PlainForm(formdata=None)
    form.complain(sentence)
    return form


class TimeForm(ActForm):
    """A release time by the clock of the centre; `release_at` is the instant it means, after validation."""

    zone = "UTC"
    release_at: datetime | None = None
    release_date = DayField("Release date", missing="Choose the day of the release.")
    release_time = ClockField("Release time", missing="Choose the time of the release.")
    which = RadioField(
        "The clock goes back that night, and this time comes twice. Which do you mean?",
        choices=WHICH,
        validators=[Optional()],
    )
    outside_window_reason = reason_field("Reason for a day outside the results window")
    mail_by_day = BooleanField("Send the emails between 08:00 and 20:00 by the clock of the centre")
    warnings_seen = BooleanField("I have looked at the warnings, and the results are right.")
    has_warnings = False

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and self._find_instant()

    def of(self, batch: ReleaseBatch) -> Self:
        """The form with the clock of the batch's centre."""
        self.zone = batch.sitting.centre.timezone
        return self

    @property
    def asks_which(self) -> bool:
        """Whether the radios are shown: only after a time was typed that comes twice."""
        return bool(self.which.data or self.which.errors)

    def _find_instant(self) -> bool:
        day, at = self.release_date.data, self.release_time.data
        if not isinstance(day, date) or not isinstance(at, time):
            return False
        fold = WHICH.index(self.which.data) if self.which.data in WHICH else None
        try:
            self.release_at = local_instant(day, at, self.zone, fold)
        except RepeatedTimeError:
            self.complain("Choose which of the two times you mean.", "which")
        except LocalTimeError as error:
            self.complain(str(error), "release_time")
        return self.release_at is not None


class SubmitForm(TimeForm):
    act = "submit"


class ResumeForm(TimeForm):
    act = "resume"


class ApproveForm(ActForm):
    act = "approve"
    seen_hash = HiddenField(validators=[Length(max=64)])
    candidate_count = CountField("Number of candidates", missing="Type the number of candidates in this batch.")
    code = code_field()


class SendBackForm(ActForm):
    act = "send_back"
    reason = reason_field("What must be put right", id="send-back-reason", missing="Say what must be put right.")


class CancelForm(ActForm):
    act = "cancel"
    reason = reason_field("Why this batch is given up", id="cancel-reason", missing="Say why this batch is given up.")


class WithdrawForm(PlainForm):
    act = "withdraw"


class StopForm(PlainForm):
    act = "stop"


class GoOnForm(PlainForm):
    act = "go_on"


class RetryForm(PlainForm):
    act = "retry"


FORMS: dict[str, type[ActForm]] = {
    form.act: form
    for form in (
        SubmitForm,
        ResumeForm,
        ApproveForm,
        SendBackForm,
        CancelForm,
        WithdrawForm,
        StopForm,
        GoOnForm,
        RetryForm,
    )
}
