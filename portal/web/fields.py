"""What the forms of both audiences share: tidied fields, limits, and one form for all."""

import secrets
import unicodedata
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask import request
from flask_babel import get_locale
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField
from wtforms.i18n import messages_path
from wtforms.validators import Length

from portal.web import languages


def tidy_text(value: str | None) -> str | None:
    """NFC, without spaces at the ends and without characters that can not be seen or stored."""
    if value is None:
        return None
    kept = "".join(mark for mark in value if mark in "\n\t" or unicodedata.category(mark) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept).strip()


@cache
def _sentences(locale: str) -> NullTranslations:
    """What WTForms itself says in a language."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


class PortalForm(FlaskForm):
    """A form with a CSRF token and a key that makes sending it twice have one effect."""

    class Meta(FlaskForm.Meta):
        """Flask-WTF's, which would also take a body of JSON, with values of types that no field expects."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """A body of JSON is a form without values."""
            return MultiDict() if request.is_json else super().wrap_formdata(form, formdata)

        def get_translations(self, form: Any) -> NullTranslations:
            """The same sentences, of which Flask-WTF reads the file again for every request."""
            return _sentences(str(get_locale()))

    idempotency_key = HiddenField(default=lambda: secrets.token_urlsafe(12), validators=[Length(max=64)])

    @property
    def is_typed(self) -> bool:
        """Whether there is something to fill in, which a change of language must not lose."""
        return not all(isinstance(field, HiddenField) for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        """False without an error when another language was chosen: the form is shown again, with what was typed."""
        return languages.typed_on() is None and super().validate(extra_validators)


class TextField(StringField):
    """One line of text, tidied, with an upper limit and the sentence that goes with it."""

    def __init__(
        self, label: Any, *, longest: int, too_long: Any, validators: tuple[Any, ...] = (), **more: Any
    ) -> None:
        limit = Length(max=longest, message=too_long)
        super().__init__(label, [*validators, limit], filters=[tidy_text], **more)
