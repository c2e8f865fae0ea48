"""Looking at one field before the form is sent: its form only, never whether anything exists, and no database."""

from flask import abort, redirect, render_template
from werkzeug.wrappers import Response

from portal.web.fields import PortalForm
from portal.web.htmx import is_asked_as_page


def field_check(form: PortalForm, name: str, *, checked: tuple[str, ...], template: str, page: str) -> Response | str:
    """The field `name` of the form with its sentence, or with none.

    `template` draws one field of the form; `page` is where somebody goes who opens the fragment's address.
    """
    if name not in checked:
        abort(404)
    if is_asked_as_page():
        return redirect(page, 303)
    field = form[name]
    field.validate(form)
    if hasattr(field, "add_note"):
        field.add_note()
    return render_template(template, form=form, name=name)
