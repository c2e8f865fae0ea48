"""The page of one batch, as it stands now: after a look, and after an act that was refused."""

from datetime import datetime, timedelta
from typing import Any

from flask import current_app, render_template, request
from werkzeug.wrappers import Response

from portal import clock
from portal.models.batch_row import BatchRow
from portal.models.recall import Recall
from portal.models.release_batch import ReleaseBatch
from portal.rules import roles
from portal.rules.time_zones import local_date
from portal.services import batch_notices, batch_progress, batch_review, batch_rows, batch_timeline, follow_up, recall
from portal.services.batch_progress import Standing
from portal.services.batch_review import Review
from portal.web.staff import batch_refusals, batch_words, fetch
from portal.web.staff.batch_forms import FORMS, ActForm, ApproveForm, TimeForm, told

Answer = Response | str | tuple[str, int]
USUAL_HOUR = "10:00"


def show(public_id: str, form: ActForm | None = None, status: int = 200) -> Answer:
    """Render the batch afresh; `form` is the one that was refused, with what was typed and why.

    A form that the page has no place for any more is answered with the reason alone, and 409.
    """
    batch = fetch.own_batch(public_id)
    settings = current_app.config["SETTINGS"]
    review = batch_review.of(batch, reader=fetch.reader(), required=settings.approvals_required, now=clock.now())
    wanted = _filter()
    asked, follows = recall.waiting(batch), follow_up.proposed(batch)
    standing = batch_progress.of(batch, now=clock.now()) if batch.state == "released" else None
    offered = _offered(review, standing, asked, follows)
    if form is not None and status == 422 and form.act not in offered:
        form, status = told(batch_refusals.not_offered(form.act, review, asked)), 409
    page = render_template(
        "staff/batch.html",
        batch=batch,
        review=review,
        forms=_forms(review, offered, form),
        standing=standing,
        words=batch_words.progress(batch, standing) if standing else "",
        rows=batch_rows.select(review.rows, wanted),
        wanted=wanted,
        window=batch_words.window_words(review.today, batch.sitting.results_from, batch.sitting.results_by),
        asked=asked,
        confirm_by=recall.confirm_by(asked) if asked else None,
        follows=follows,
        mails_from=_mails_from(batch),
        others=follow_up.others(batch),
        timeline=batch_words.timeline(batch_timeline.of_batch(batch), batch),
        in_zone=batch_words.in_zone,
        kinds=batch_words.KINDS,
        **({} if form is None else {"form": form}),
    )
    return page, status


def _forms(review: Review, offered: set[str], refused: ActForm | None) -> dict[str, ActForm]:
    """An empty form for each act this person may do now, and the refused one in its place."""
    forms = {act: FORMS[act](formdata=None, **_first_values(act, review)) for act in offered}
    if refused is not None and refused.act in forms:
        forms[refused.act] = refused
    for form in forms.values():
        if isinstance(form, TimeForm):
            form.has_warnings = bool(review.warnings)
    approve = forms.get("approve")
    if isinstance(approve, ApproveForm):
        # Who was refused because the content changed approves what this page shows, after looking again.
        approve.seen_hash.data = review.batch.content_hash
        approve.seen_hash.raw_data = None
    return forms


def _offered(review: Review, standing: Standing | None, asked: Recall | None, follows: list[BatchRow]) -> set[str]:
    """The acts that have a form on the page: what state and role allow, less what something else stands against."""
    acts = {*FORMS} & review.acts
    if review.blockers:
        acts -= {"submit", "resume"}
    if asked is not None:
        acts -= {"recall"}
    return acts | _more_acts(review, standing, asked, follows)


def _more_acts(review: Review, standing: Standing | None, asked: Recall | None, follows: list[BatchRow]) -> set[str]:
    """What the state table does not say: acts about emails, a recall that is asked for, a follow-up."""
    role = review.reader.role
    is_second = asked is not None and asked.asked_by_id != review.reader.id and roles.may(role, "recall")
    acts = {
        "go_on": standing is not None and standing.stopped and roles.may(role, "resume"),
        "retry": standing is not None and standing.counts.failed > 0 and roles.may(role, "resume"),
        "confirm_recall": is_second,
        "drop_recall": is_second and asked is not None and asked.withdrawn_at is None,
        "follow_up": bool(follows) and roles.may(role, "submit"),
    }
    return {act for act, offered in acts.items() if offered}


def _first_values(act: str, review: Review) -> dict[str, Any]:
    """What a form offers before anybody typed: for a release, the first day of the window that is still ahead."""
    if act not in ("submit", "resume"):
        return {}
    sitting = review.batch.sitting
    tomorrow = local_date(clock.now() + timedelta(days=1), sitting.centre.timezone)
    return {"release_date": max(sitting.results_from, tomorrow)}


def _mails_from(batch: ReleaseBatch) -> datetime | None:
    """When the first emails of a release leave or left; None before its time is chosen."""
    goes_out = batch.released_at if batch.state == "released" else batch.release_at
    return batch_notices.leave_at(batch, now=goes_out) if goes_out else None


def _filter() -> batch_rows.Filter:
    """What the address asks for; words that mean nothing ask for all."""
    asked = request.args
    number = asked.get("page", "")
    return batch_rows.Filter(
        grade=asked.get("grade", "")[:10],
        status=asked.get("status", "")[:10],
        show=asked.get("show", "")[:20],
        page=int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1,
    )
