"""The forms about one candidate's row: hold it, lift the hold, promise news for another day."""

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than it
from wtforms.validators import InputRequired

from portal.models.staff import Staff
from portal.web.staff.batch_fields import DayField, reason_field
from portal.web.staff.batch_forms import ActForm, PlainForm

SHOWN_AS = [
    SelectChoice("PENDING", "Pending: the result can not be issued at present and will follow"),
    SelectChoice("WITHHELD", "Withheld: contact your centre"),
]


class HoldForm(ActForm):
    act = "hold"
    shown_as = RadioField(
        "What the candidate sees", choices=SHOWN_AS, validators=[InputRequired("Choose what the candidate sees.")]
    )
    reason = reason_field("Reason", missing="Say why the result is held. The candidate does not see it.")
    owner = SelectField("Who looks after it", validators=[InputRequired("Choose who looks after this hold.")])
    next_update_on = DayField("Next news on", missing="Choose the day on which the candidate hears more.")

    def offer(self, owners: list[Staff]) -> None:
        """Put the people who can look after a hold into the list."""
        self.owner.choices = [SelectChoice(person.public_id, person.name) for person in owners]


class NewsForm(ActForm):
    act = "news"
    next_update_on = DayField(
        "Next news on", id="news-day", missing="Choose the day on which the candidate hears more."
    )


class LiftForm(PlainForm):
    act = "lift"
