"""The fields that lead in: ID number, Secret number, address, a new password, each with sentences of its own.

A field may carry a `note`: good news or a question about what was typed, that stops nobody.
"""

from datetime import date
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than it
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from portal.rules import email_typos, id_numbers, passwords, secret_numbers, typed_dates
from portal.services import password_quality
from portal.web.candidate.password_words import words_of
from portal.web.fields import tidy_text

LONGEST_ADDRESS = 254
STRONG = 4


class IdNumberField(StringField):
    """Tidied as it is typed from paper: spaces, dashes, lower case and digits of any script."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, filters=[tidy_text, lambda text: id_numbers.tidy(text or "")], **more)

    def pre_validate(self, form: BaseForm) -> None:
        """One sentence for each way in which it can not be an ID number."""
        if not self.data:
            raise ValidationError(_l("Enter your ID number. It is on your Confirmation of Entry."))
        if secret_numbers.is_secret_number(self.data):
            raise ValidationError(_l("This looks like the Secret number. Enter your ID number, for example ABC123456."))
        if not id_numbers.is_id_number(self.data):
            raise ValidationError(_l("Enter three letters and six digits, for example ABC123456 or 123456ABC."))


class SecretNumberField(StringField):
    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, filters=[tidy_text, lambda text: secret_numbers.tidy(text or "")], **more)

    def pre_validate(self, form: BaseForm) -> None:
        """A short one is not filled up: which zeros are missing stands on the paper only."""
        if not self.data:
            raise ValidationError(_l("Enter your Secret number. It is on your Confirmation of Entry."))
        if id_numbers.is_id_number(self.data):
            raise ValidationError(_l("This looks like the ID number. Enter your Secret number, for example 0042."))
        if not secret_numbers.is_secret_number(self.data):
            raise ValidationError(_l("Enter all four digits, also zeros at the beginning, for example 0042."))


class AddressField(StringField):
    """An email address: its form is looked at, here and without a network."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, filters=[tidy_text], **more)
        self.note = ""
        self.note_kind = "warn"

    def pre_validate(self, form: BaseForm) -> None:
        """Leaves the address with its domain in lower case."""
        if not self.data:
            raise ValidationError(_l("Enter your email address, for example name@example.org."))
        if len(self.data) > LONGEST_ADDRESS:
            raise ValidationError(_l("Enter a shorter email address: it has at most 254 characters."))
        try:
            self.data = validate_email(self.data, check_deliverability=False, strict=True).normalized
        except EmailNotValidError:
            raise ValidationError(_l("Check your email address: it looks like name@example.org.")) from None

    def add_note(self) -> None:
        """Ask whether a look-alike of a well-known domain was meant. It may be right: nobody is held up."""
        likely = email_typos.suggestion(self.data or "") if not self.errors else None
        if likely:
            self.note = _l("Did you mean %(address)s? If not, go on.", address=likely)


class NewPasswordField(PasswordField):
    """A password to choose; judged together with what else the form says about the person."""

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, **more)
        self.note = ""
        self.note_kind = "good"

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise ValidationError(_l("Choose a password."))
        refused = password_quality.refusal(self.data, context=_known(form))
        if refused is not None:
            raise ValidationError(words_of(refused))

    def add_note(self) -> None:
        """Say in words how strong it is."""
        if not self.errors:
            strong = password_quality.strength(self.data or "") >= STRONG
            self.note = _l("Very hard to guess.") if strong else _l("Hard to guess.")

    def ask_again(self) -> None:
        """A page that comes back keeps no password: say so where nothing else is said."""
        if self.data and not self.errors:
            self.note, self.note_kind = _l("Enter it again: it was not kept."), "warn"


class RepeatedPasswordField(PasswordField):
    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise ValidationError(_l("Enter the password a second time."))
        if self.data != form["password"].data:
            raise ValidationError(_l("The two passwords differ. Enter the same one twice."))


class OwnPasswordField(PasswordField):
    """The password somebody has. What can not be one is said before anything is compared."""

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise ValidationError(_l("Enter your password."))
        if secret_numbers.is_secret_number(secret_numbers.tidy(self.data)):
            raise ValidationError(
                _l("This looks like the Secret number. Enter the password that you chose when you registered.")
            )
        if len(self.data) > passwords.MAXIMUM:
            raise ValidationError(_l("Enter a shorter password: it has at most 256 characters."))


class TermsField(RadioField):
    """Nothing is chosen at first: agreeing is an act."""

    def __init__(self, label: Any, **more: Any) -> None:
        choices = [
            SelectChoice("agree", _l("I agree to the terms of use")),
            SelectChoice("disagree", _l("I do not agree to the terms of use")),
        ]
        super().__init__(label, choices=choices, **more)

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise ValidationError(_l("Choose whether you agree to the terms of use."))
        if self.data != "agree":
            raise ValidationError(_l("You must agree to the terms of use to proceed."))


class BirthdayField(StringField):
    """A date of birth as people write it; `day` is the date once it was looked at, and nobody's before."""

    day = date.min

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(label, filters=[tidy_text], **more)

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise ValidationError(_l("Enter your date of birth, for example 30 11 2007."))
        typed = typed_dates.parse(self.data)
        if typed is None:
            raise ValidationError(_l("Enter day, month and year in numbers, for example 30 11 2007."))
        self.day = typed


def _known(form: BaseForm) -> list[str]:
    """What the form says about the person; a password is not made of it."""
    return [form[name].data or "" for name in ("id_number", "email") if name in form]
