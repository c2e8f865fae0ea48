"""The forms of a centre: number, name, country, zone, and the contact that candidates are sent to."""

from typing import Any
from zoneinfo import available_timezones

from wtforms import SelectField
from wtforms.validators import DataRequired, ValidationError

from portal.rules import centre_numbers, time_zones
from portal.services.centres import Facts
from portal.web.fields import PortalForm, TextField
from portal.web.staff.people_forms import check_address

OFFERED = sorted(zone for zone in available_timezones() if zone == "UTC" or ("/" in zone and zone[:4] != "Etc/"))
ZONES: Any = {"": "Choose a zone"} | {zone: zone.replace("_", " ") for zone in OFFERED}


class CentreForm(PortalForm):
    name = TextField(
        "Name of the centre",
        longest=200,
        too_long="A name has at most 200 characters.",
        validators=(DataRequired("Enter the name of the centre."),),
    )
    country = TextField(
        "Country",
        longest=2,
        too_long="Enter the two letters of the country, as ES.",
        validators=(DataRequired("Enter the two letters of the country, as ES."),),
    )
    timezone = SelectField(
        "Time zone",
        choices=ZONES,
        validate_choice=False,
    )
    contact_name = TextField(
        "Contact",
        longest=200,
        too_long="A name has at most 200 characters.",
        validators=(DataRequired("Enter the name of the person or office that candidates turn to."),),
    )
    contact_email = TextField(
        "Email address of the contact",
        longest=254,
        too_long="An email address has at most 254 characters.",
        validators=(DataRequired("Enter the email address that candidates write to."),),
    )
    contact_phone = TextField(
        "Telephone of the contact (optional)", longest=40, too_long="A telephone number has at most 40 characters."
    )

    def validate_timezone(self, field: SelectField) -> None:
        """Any name of the IANA database, also one that is not offered any more."""
        if not time_zones.is_time_zone(field.data or ""):
            raise ValidationError("Choose the time zone of the centre.")

    def validate_country(self, field: TextField) -> None:
        """Two letters, as ISO 3166 has them."""
        text = field.data or ""
        if len(text) != 2 or not text.isascii() or not text.isalpha():
            raise ValidationError("Enter the two letters of the country, as ES.")

    def validate_contact_email(self, field: TextField) -> None:
        """Only its form."""
        check_address(field)

    @property
    def facts(self) -> Facts:
        return Facts(
            name=self.name.data or "",
            country=(self.country.data or "").upper(),
            timezone=self.timezone.data or "",
            contact_name=self.contact_name.data or "",
            contact_email=self.contact_email.data or "",
            contact_phone=self.contact_phone.data or "",
        )


class NewCentreForm(CentreForm):
    number = TextField(
        "Centre number",
        longest=20,
        too_long="A centre number is two letters and three digits, as ZZ001.",
        validators=(DataRequired("Enter the centre number: two letters and three digits, as ZZ001."),),
    )

    def validate_number(self, field: TextField) -> None:
        """Tidied first, as it is typed from paper."""
        field.data = centre_numbers.tidy(field.data or "")
        if not centre_numbers.is_centre_number(field.data):
            raise ValidationError("A centre number is two letters and three digits, as ZZ001.")
