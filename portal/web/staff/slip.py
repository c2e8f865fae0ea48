"""The slip that a candidate takes home: how to register, with a QR code that fills in the ID number."""

from io import BytesIO
from urllib.parse import urlencode

import segno
from flask import Response, current_app, render_template

from portal.models.entry import Entry
from portal.web.staff import fetch
from portal.web.staff.blueprint import pages

MODULE_PIXELS, QUIET_MODULES = 4, 2


@pages.get("/candidates/<public_id>/slip", endpoint="slip")
def show(public_id: str) -> str:
    """The slip without a secret number: that is known to nobody but the candidate."""
    return render(fetch.own_entry(public_id, "helpdesk"))


@pages.get("/candidates/<public_id>/slip.svg")
def slip_picture(public_id: str) -> Response:
    """The QR code: the address of the registration page with the ID number, never the secret."""
    picture = BytesIO()
    segno.make(_address(fetch.own_entry(public_id, "helpdesk"), with_id=True), error="m").save(
        picture, kind="svg", scale=MODULE_PIXELS, border=QUIET_MODULES, light="#fff", dark="#000"
    )
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def render(entry: Entry, *, secret: str = "") -> str:
    """The slip; `secret` only in the one answer that gives it out."""
    return render_template(
        "staff/slip.html",
        entry=entry,
        sitting=entry.sitting,
        centre=entry.sitting.centre,
        register_address=_address(entry),
        secret=secret,
    )


def _address(entry: Entry, *, with_id: bool = False) -> str:
    filled = f"?{urlencode({'id': entry.id_number})}" if with_id else ""
    return f"{current_app.config['SETTINGS'].public_url}/register{filled}"
