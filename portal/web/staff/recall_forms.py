"""The forms about results that are out: recall, its confirmation, correction, follow-up."""

from wtforms import BooleanField

from portal.web.staff.batch_fields import code_field, reason_field
from portal.web.staff.batch_forms import FORMS, ActForm, PlainForm


class RecallForm(ActForm):
    act = "recall"
    reason = reason_field(
        "Why the results must be withdrawn", id="recall-reason", missing="Say why the results must be withdrawn."
    )
    emergency = BooleanField("This is an emergency: withdraw at once, and somebody else confirms within the hour.")
    code = code_field()


class ConfirmRecallForm(ActForm):
    act = "confirm_recall"
    code = code_field()


class DropRecallForm(PlainForm):
    act = "drop_recall"


class CorrectForm(PlainForm):
    act = "correct"


class FollowUpForm(PlainForm):
    act = "follow_up"


FORMS.update({form.act: form for form in (RecallForm, ConfirmRecallForm, DropRecallForm, CorrectForm, FollowUpForm)})
