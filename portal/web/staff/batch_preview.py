"""What one candidate would see and be sent if the batch went out as it stands: the candidates' own templates."""

from flask import current_app, render_template

from portal import clock
from portal.services import batch_notices, results
from portal.web.result_view import context_of, parts_of
from portal.web.staff import batch_words, fetch
from portal.web.staff.blueprint import pages


@pages.get("/batches/<public_id>/preview/<entry>")
def preview(public_id: str, entry: str) -> str:
    """The page and the email of this row; nothing is noted as seen, nothing is sent."""
    row = fetch.own_row(public_id, entry)
    email = batch_notices.sample(row)
    common, own = parts_of(results.preview(row, now=clock.now()), is_hidden=False)
    return render_template(
        "staff/preview.html",
        row=row,
        mail=None if email is None else current_app.extensions["compose"](email),
        in_zone=batch_words.in_zone,
        **context_of(common, own),
    )
