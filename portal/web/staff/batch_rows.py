"""One candidate's row of a batch: holding it, lifting the hold, and promising news for another day."""

from collections.abc import Callable

from flask import flash, render_template, url_for

from portal import clock
from portal.models.batch_row import BatchRow
from portal.models.hold import Hold
from portal.services import holds
from portal.services.errors import IllegalStepError, NotFound, Refused
from portal.web import access
from portal.web.htmx import go_to
from portal.web.staff import batch_refusals, batch_words, fetch
from portal.web.staff.batch_forms import ActForm, told
from portal.web.staff.batch_page import Answer
from portal.web.staff.blueprint import pages
from portal.web.staff.hold_forms import HoldForm, LiftForm, NewsForm

NOT_HELD = "This row is not held any more."
ROW = "/batches/<public_id>/rows/<entry>"


@pages.route(f"{ROW}/hold", methods=["GET", "POST"])
def hold(public_id: str, entry: str) -> Answer:
    """Leave this row out, with what the candidate sees instead; or look at the hold that is on it."""
    row = fetch.own_row(public_id, entry)
    form = HoldForm()
    form.offer(owners := holds.owners(row.batch))
    if not form.is_submitted():
        return _show(row, form if not row.held_as else None)
    row = fetch.own_row(public_id, entry, "hold")

    def act() -> None:
        holds.place(
            row,
            actor=access.actor(),
            shown_as=form.shown_as.data,
            reason=form.reason.data or "",
            owner=next(person for person in owners if person.public_id == form.owner.data),
            next_update_on=form.next_update_on.data or clock.now().date(),
            now=clock.now(),
        )

    return _perform(row, form, act, f"Held. {row.entry.full_name} is left out of the release.")


@pages.post(f"{ROW}/lift")
def lift(public_id: str, entry: str) -> Answer:
    """Put the row back in; somebody else than who held it."""
    row = fetch.own_row(public_id, entry, "lift")
    done = f"Lifted. The result of {row.entry.full_name} goes out with "
    done += "this batch." if row.batch.state in holds.BEFORE_RELEASE else "a follow-up batch."
    return _perform(row, LiftForm(), lambda: holds.lift(row, actor=access.actor(), now=clock.now()), done)


@pages.post(f"{ROW}/news")
def hold_news(public_id: str, entry: str) -> Answer:
    """Promise news for another day."""
    row = fetch.own_row(public_id, entry, "hold")
    form = NewsForm()

    def act() -> None:
        day = form.next_update_on.data or clock.now().date()
        holds.postpone(row, actor=access.actor(), next_update_on=day, now=clock.now())

    return _perform(row, form, act, "The day of the next news is moved.")


def _perform(row: BatchRow, form: ActForm, act: Callable[[], None], done: str) -> Answer:
    if not form.validate():
        return _show(row, form, 422)
    try:
        act()
    except (Refused, IllegalStepError) as error:
        batch = fetch.own_batch(row.batch.public_id)
        return _show(row, form, batch_refusals.explain(error, form, batch.state))
    except NotFound:
        form.complain(NOT_HELD)
        return _show(row, form, 409)
    flash(done)
    return go_to(url_for("staff.batch", public_id=row.batch.public_id))


def _show(row: BatchRow, form: ActForm | None, status: int = 200) -> Answer:
    """The row as it stands now, with the form that was refused or an empty one."""
    row = fetch.own_row(row.batch.public_id, row.entry.public_id)
    placed = holds.open_hold(row)
    may = batch_words.may_on_row(fetch.reader(), row, placed)
    if form is not None and status == 422 and not may[form.act]:
        form, status = told(_not_offered(form, row, placed)), 409
    page = render_template(
        "staff/hold.html",
        row=row,
        hold=placed,
        hold_form=form if isinstance(form, HoldForm) else None,
        news_form=form if isinstance(form, NewsForm) else NewsForm(formdata=None),
        lift_form=LiftForm(formdata=None),
        may=may,
        in_zone=batch_words.in_zone,
        **({} if form is None else {"form": form}),
    )
    return page, status


def _not_offered(form: ActForm, row: BatchRow, placed: Hold | None) -> str:
    """Why the page has no such form now, for who filled it in on an older page."""
    if not isinstance(form, HoldForm):
        return NOT_HELD
    return batch_refusals.SENTENCES["held_before" if placed is not None else "too_late"]
