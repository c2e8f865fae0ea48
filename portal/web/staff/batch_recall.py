"""What is done about results that are out: recall by two people, the corrected version, the follow-up batch."""

from flask import flash, url_for

from portal import clock
from portal.models.release_batch import ReleaseBatch
from portal.rules import roles
from portal.services import batch_changes, follow_up, recall
from portal.services.errors import Refused
from portal.web import access
from portal.web.htmx import go_to
from portal.web.staff import batch_page, batch_refusals, batch_words, fetch
from portal.web.staff.batch_acts import perform
from portal.web.staff.batch_page import Answer
from portal.web.staff.blueprint import pages
from portal.web.staff.recall_forms import ConfirmRecallForm, CorrectForm, DropRecallForm, FollowUpForm, RecallForm


@pages.post("/batches/<public_id>/recall", endpoint="recall")
def ask_recall(public_id: str) -> Answer:
    """Ask for a recall; the board may withdraw at once in an emergency."""
    batch = fetch.own_batch(public_id, "ask_recall")
    form = RecallForm()
    actor, code, reason = access.actor(), form.code.data or "", form.reason.data or ""
    at_once = bool(form.emergency.data) and roles.may(fetch.reader().role, "recall")

    def act() -> ReleaseBatch:
        if at_once:
            return recall.emergency(batch, actor=actor, code=code, reason=reason, now=clock.now())
        recall.ask(batch, actor=actor, code=code, reason=reason, now=clock.now())
        return batch

    return perform(batch, form, act, batch_words.recalled)


@pages.post("/batches/<public_id>/confirm-recall")
def confirm_recall(public_id: str) -> Answer:
    """The second person, of the board."""
    batch = fetch.own_batch(public_id, "recall")
    form = ConfirmRecallForm()
    return perform(
        batch,
        form,
        lambda: recall.confirm(batch, actor=access.actor(), code=form.code.data or "", now=clock.now()),
        lambda _: "Confirmed. Candidates see that their results were withdrawn to be checked.",
    )


@pages.post("/batches/<public_id>/drop-recall")
def drop_recall(public_id: str) -> Answer:
    """The second person leaves the results where they are."""
    batch = fetch.own_batch(public_id, "recall")
    return perform(
        batch,
        DropRecallForm(),
        lambda: recall.turn_down(batch, actor=access.actor(), now=clock.now()),
        lambda _: "The recall is turned down. The results stay out.",
    )


@pages.post("/batches/<public_id>/correct")
def correct(public_id: str) -> Answer:
    """Open a recalled batch for its corrected version."""
    batch = fetch.own_batch(public_id, "correct")
    return perform(
        batch,
        CorrectForm(),
        lambda: batch_changes.correct(batch, actor=access.actor(), now=clock.now()),
        lambda _: "Open for correction. Import the corrected results, then submit the batch again.",
    )


@pages.post("/batches/<public_id>/follow-up", endpoint="follow_up")
def follow_up_batch(public_id: str) -> Answer:
    """Put what was held and is lifted into the follow-up batch, and go there."""
    batch = fetch.own_batch(public_id, "submit")
    form = FollowUpForm()
    if not form.validate():
        return batch_page.show(public_id, form, 422)
    try:
        target = follow_up.make(batch, actor=access.actor(), now=clock.now())
    except Refused as error:
        return batch_page.show(public_id, form, batch_refusals.explain(error, form, batch.state))
    flash("These results go out with this follow-up batch, once it is submitted and approved.")
    return go_to(url_for("staff.batch", public_id=target.public_id))
