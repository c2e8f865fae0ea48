"""The forms of the board about people: who is invited, what somebody may do and where."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import RadioField, SelectField
from wtforms.validators import AnyOf, DataRequired, ValidationError

from portal.models.centre import Centre
from portal.rules import roles
from portal.services import centres
from portal.services.staff import Place
from portal.web.fields import PortalForm, TextField

NO_CENTRE = ""
# A mapping of value to words is WTForms' newest shape of choices, which its stubs do not know yet.
ROLE_WORDS: Any = {
    roles.OFFICER: "Officer: entries, imports, submitting, help desk",
    roles.APPROVER: "Approver: approves, holds, stops, asks for a recall",
    roles.BOARD: "Board: second approval, recall, people and centres, at every centre",
    roles.AUDITOR: "Auditor: reads everything, changes nothing",
}


class PlaceForm(PortalForm):
    """A role, and a centre where the role has one."""

    role = RadioField(
        "Role",
        choices=ROLE_WORDS,
        validate_choice=False,
        validators=[AnyOf(roles.ROLES, "Choose a role.")],
    )
    centre = SelectField("Centre", default=NO_CENTRE, validate_choice=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._centres = {each.centre.number: each.centre for each in centres.everything()}
        named: Any = {number: f"{number} {centre.name}" for number, centre in self._centres.items()}
        self.centre.choices = {NO_CENTRE: "All centres"} | named

    def validate_centre(self, field: SelectField) -> None:
        """Officers and approvers work at one centre, the board at none."""
        if field.data and field.data not in self._centres:
            raise ValidationError("Choose a centre out of the list.")
        if roles.needs_centre(self.role.data or "") and not field.data:
            raise ValidationError(f"An {self.role.data} works at one centre. Choose which.")
        if self.role.data == roles.BOARD and field.data:
            raise ValidationError("Members of the board see all centres. Choose “All centres”.")

    @property
    def place(self) -> Place:
        found: Centre | None = self._centres.get(self.centre.data or NO_CENTRE)
        return Place(self.role.data or "", found)


class InviteForm(PlaceForm):
    """Who shall come: the link to choose a password goes to this address."""

    name = TextField(
        "Name",
        longest=200,
        too_long="A name has at most 200 characters.",
        validators=(DataRequired("Enter the person's name."),),
    )
    email = TextField(
        "Email address at work",
        longest=254,
        too_long="An email address has at most 254 characters.",
        validators=(DataRequired("Enter the person's email address."),),
    )

    def validate_email(self, field: TextField) -> None:
        """Only its form; whether somebody reads it shows when they join."""
        check_address(field)


def check_address(field: TextField) -> None:
    """Raises ValidationError for what can not be an email address."""
    try:
        validate_email(field.data or "", check_deliverability=False)
    except EmailNotValidError:
        raise ValidationError("Enter an email address with a name, an @ and a domain, as ben@example.org.") from None
