"""The form that takes a file in, and what it says when the file can not be taken."""

from typing import Any

from flask import request
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException
from wtforms import Field, RadioField, SelectChoice, ValidationError  # type: ignore[attr-defined]  # older stubs
from wtforms.validators import AnyOf

from portal.services.errors import Refused
from portal.web import access, errors
from portal.web.fields import PortalForm

LARGEST_MB = 20
FORM_BYTES = 64 * 1024  # what the rest of the form may take
READ_AHEAD_BYTES = 2**20
KINDS = [
    SelectChoice("entries", "Entries: who takes which exam"),
    SelectChoice("results", "Results: the outcome of each entry"),
]
REFUSED = {
    "empty_file": "This file is empty. Choose a file with column names in the first line and rows below it.",
    "already_imported": "This file was already imported, and nothing in it is new. If rows were corrected, choose "
    "the corrected file.",
}


def _one_csv_file(_: Any, field: Field) -> None:
    file = field.data
    if not isinstance(file, FileStorage) or not file.filename:
        raise ValidationError("Choose the file to check.")
    if not file.filename.lower().endswith(".csv"):
        raise ValidationError("Choose a CSV file. In a spreadsheet, save it as \u201cCSV UTF-8\u201d first.")


class ImportForm(PortalForm):
    """`imported_before` is the name of the import that took the same file, where the reader may see it."""

    kind = RadioField(
        "What is in the file?",
        choices=KINDS,
        validate_choice=False,
        validators=[AnyOf([choice.value for choice in KINDS], message="Choose what is in the file.")],
    )
    file = FileField("File", validators=[_one_csv_file])
    imported_before = ""

    def complain(self, refused: Refused) -> None:
        """Say beside the field why the file was not taken."""
        self.file.errors = [*self.file.errors, REFUSED[refused.code]]
        self.imported_before = str(refused.facts.get("public_id", ""))


def too_large(_: HTTPException) -> errors.Answer:
    """The page for a request that is too large; only the form for files has a size of its own to tell."""
    if request.endpoint != "staff.send_import":
        return errors.page(413)
    advice = f"A file may have {LARGEST_MB} MB. Split it, with the column names in the first line of each part."
    return errors.page(413, heading="That file is too large", advice=advice)


def raise_limit(endpoint: str | None, _: Any) -> None:
    """Let a member of staff send a large file; runs before anything reads the body.

    The reader of forms holds what it read and not yet passed on against the form's limit, so a large file needs more
    room there than the size of one read.
    """
    if endpoint == "staff.send_import" and access.staff_or_none() is not None:
        request.max_content_length = LARGEST_MB * 2**20 + FORM_BYTES
        request.max_form_memory_size = READ_AHEAD_BYTES
