"""The form in which the help desk corrects an email address."""

from email_validator import EmailNotValidError, validate_email
from wtforms import Field, Form
from wtforms.validators import DataRequired, ValidationError

from portal.web.fields import PortalForm, TextField


def _is_address(_: Form, field: Field) -> None:
    """Only the form of the address is looked at, here and without a network."""
    try:
        validate_email(field.data or "", check_deliverability=False)
    except EmailNotValidError:
        raise ValidationError("Type an email address, for example name@example.org.") from None


class AddressForm(PortalForm):
    email = TextField(
        "New email address",
        longest=254,
        too_long="An email address has at most 254 characters.",
        validators=(DataRequired("Type the candidate's new email address."), _is_address),
    )
