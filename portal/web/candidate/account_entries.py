"""The exams of the account, and adding one more with its Confirmation of Entry."""

from flask import render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal import clock
from portal.rules.masking import mask_id_number
from portal.services import account_entries as holding
from portal.services.errors import AlreadyRegistered, Refused, WrongPair
from portal.web import access, security_events
from portal.web.candidate import door_fields
from portal.web.candidate.blueprint import pages
from portal.web.fields import PortalForm
from portal.web.htmx import go_to


class EntryForm(PortalForm):
    id_number = door_fields.IdNumberField(_l("ID number"))
    secret_number = door_fields.SecretNumberField(_l("Secret number"))


@pages.route("/account/entries", methods=["GET", "POST"])
def account_entries() -> Response | str | tuple[str, int]:
    """The ID number and the Secret number claim another entry."""
    form, person = EntryForm(), access.candidate()
    if form.validate_on_submit() and _add(form):
        return go_to(url_for("candidate.account", done="entries"))
    entries = holding.held_by(candidate=person)
    page = render_template("candidate/account_entries.html", form=form, entries=entries, masked=mask_id_number)
    return page, 422 if form.errors else 200


def _add(form: EntryForm) -> bool:
    """False with an error when the entry was not added."""
    try:
        holding.add(
            candidate=access.candidate(),
            id_number=form.id_number.data or "",
            secret_number=form.secret_number.data or "",
            network=access.network(),
            now=clock.now(),
            submission=form.idempotency_key.data or "",
        )
    except Refused:
        form.id_number.errors = [gettext("This exam is in your account already.")]
    except WrongPair:
        security_events.note("authn_login_fail")
        form.form_errors.append(
            gettext(
                "The ID number and Secret number do not match our records. Check both on your Confirmation of Entry."
            )
        )
    except AlreadyRegistered:
        form.form_errors.append(
            gettext("This exam belongs to another account. Sign in to that one, or ask your exam centre.")
        )
    else:
        return True
    return False
