"""The batches of the reader's centre: the list of them, and the page of each."""

from flask import render_template, request

from portal import clock
from portal.models.release_batch import STATES
from portal.services import batch_list
from portal.web.staff import batch_page, batch_words, fetch
from portal.web.staff.blueprint import pages


@pages.get("/batches")
def batches() -> str:
    """Open batches first, by the end of their window."""
    reader = fetch.reader()
    asked = {name: request.args.get(name, "")[:20] for name in ("state", "centre")}
    number = request.args.get("page", "")
    listing = batch_list.for_staff(
        reader,
        now=clock.now(),
        state=asked["state"],
        centre_number=asked["centre"],
        page=int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1,
    )
    return render_template(
        "staff/batches.html",
        listing=listing,
        asked=asked,
        states=STATES,
        centres=batch_list.centres(reader) if reader.centre_id is None else [],
        due=batch_words.due,
        kinds=batch_words.KINDS,
    )


@pages.get("/batches/<public_id>")
def batch(public_id: str) -> batch_page.Answer:
    """One batch, with everything that this person may do to it now."""
    return batch_page.show(public_id)
