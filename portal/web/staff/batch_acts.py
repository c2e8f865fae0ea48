"""What people do to a batch: each act is one form, one service call, and the page of the batch again."""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, url_for

from portal import clock
from portal.models.release_batch import ReleaseBatch
from portal.services import approvals, batch_changes, submissions
from portal.services.errors import IllegalStepError, Refused
from portal.web import access
from portal.web.htmx import go_to
from portal.web.staff import batch_page, batch_refusals, batch_words, fetch
from portal.web.staff.batch_forms import (
    ActForm,
    ApproveForm,
    CancelForm,
    ResumeForm,
    SendBackForm,
    StopForm,
    SubmitForm,
    TimeForm,
    WithdrawForm,
)  # fmt: skip
from portal.web.staff.batch_page import Answer
from portal.web.staff.blueprint import pages


def perform(
    batch: ReleaseBatch, form: ActForm, act: Callable[[], ReleaseBatch], done: Callable[[ReleaseBatch], str]
) -> Answer:
    """Do it once and go back to the batch; what is refused comes back with a sentence and the present state."""
    public_id = batch.public_id
    if not form.validate():
        return batch_page.show(public_id, form, 422)
    scope = f"{form.act}:{public_id}:{fetch.reader().public_id}"
    try:
        submissions.once(
            scope=scope, key=form.idempotency_key.data or "", now=clock.now(), act=lambda: str(act().state)
        )
    except (Refused, IllegalStepError) as error:
        now_state = fetch.own_batch(public_id).state
        return batch_page.show(public_id, form, batch_refusals.explain(error, form, now_state))
    flash(done(fetch.own_batch(public_id)))
    return go_to(url_for("staff.batch", public_id=public_id))


@pages.post("/batches/<public_id>/submit")
def submit(public_id: str) -> Answer:
    """Hand the draft to the approvers, with the minute at which it shall go out."""
    batch = fetch.own_batch(public_id, "submit")
    form = SubmitForm().of(batch)
    return perform(batch, form, lambda: approvals.submit(batch, **_time(form)), _handed_over)


@pages.post("/batches/<public_id>/resume")
def resume(public_id: str) -> Answer:
    """Put a stopped batch before the approvers again, with a new time."""
    batch = fetch.own_batch(public_id, "resume")
    form = ResumeForm().of(batch)
    return perform(batch, form, lambda: batch_changes.resume(batch, **_time(form)), _handed_over)


@pages.post("/batches/<public_id>/approve")
def approve(public_id: str) -> Answer:
    """Consent to exactly what the page showed."""
    batch = fetch.own_batch(public_id, "approve")
    form = ApproveForm()

    def act() -> ReleaseBatch:
        return approvals.approve(
            batch,
            actor=access.actor(),
            session=access.session_row(),
            candidate_count=form.candidate_count.data or 0,
            code=form.code.data or "",
            seen_hash=form.seen_hash.data or "",
            required=_required(),
            now=clock.now(),
        )

    return perform(batch, form, act, _approved)


@pages.post("/batches/<public_id>/send-back")
def send_back(public_id: str) -> Answer:
    """Return the batch to draft and say why."""
    batch = fetch.own_batch(public_id, "send_back")
    form = SendBackForm()
    return perform(
        batch,
        form,
        lambda: approvals.send_back(batch, actor=access.actor(), reason=form.reason.data or "", now=clock.now()),
        lambda _: "Sent back. The officers of the centre are told what must be put right.",
    )


@pages.post("/batches/<public_id>/withdraw")
def withdraw(public_id: str) -> Answer:
    """Take the batch back to draft."""
    batch = fetch.own_batch(public_id, "withdraw")
    return perform(
        batch,
        WithdrawForm(),
        lambda: approvals.withdraw(batch, actor=access.actor(), now=clock.now()),
        lambda _: "Withdrawn. The batch is a draft again, and its approvals are void.",
    )


@pages.post("/batches/<public_id>/stop")
def stop(public_id: str) -> Answer:
    """One press: the approved minute never fires by itself afterwards."""
    batch = fetch.own_batch(public_id, "stop")
    actor = access.actor()
    return perform(
        batch,
        StopForm(),
        lambda: batch_changes.stop(batch, actor=actor, reason=f"{actor.name} stopped it.", now=clock.now()),
        lambda _: "Stopped. Nothing goes out until it is resumed with a new time and approved again.",
    )


@pages.post("/batches/<public_id>/cancel")
def cancel(public_id: str) -> Answer:
    """Give the batch up for good."""
    batch = fetch.own_batch(public_id, "cancel")
    form = CancelForm()
    return perform(
        batch,
        form,
        lambda: batch_changes.cancel(batch, actor=access.actor(), reason=form.reason.data or "", now=clock.now()),
        lambda _: "Cancelled. Its results can be imported again into a new batch.",
    )


def _required() -> int:
    return int(current_app.config["SETTINGS"].approvals_required)


def _time(form: TimeForm) -> dict[str, Any]:
    """What submitting and resuming have in common."""
    return {
        "actor": access.actor(),
        "release_at": form.release_at,
        "outside_window_reason": form.outside_window_reason.data or "",
        "warnings_seen": bool(form.warnings_seen.data),
        "mail_by_day": bool(form.mail_by_day.data),
        "now": clock.now(),
    }


def _handed_over(batch: ReleaseBatch) -> str:
    return f"Submitted. It waits for approval, to go out {_release_time(batch)}."


def _approved(batch: ReleaseBatch) -> str:
    if batch.state == "approved":
        return f"Approved. The results go out {_release_time(batch)}."
    return "Your approval is recorded. One more person must approve."


def _release_time(batch: ReleaseBatch) -> str:
    zone = batch.sitting.centre.timezone
    return "" if batch.release_at is None else f"{batch_words.in_zone(batch.release_at, zone)} ({zone})"
