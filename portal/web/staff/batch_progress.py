"""A release while it goes out: its progress, the same in the page and in the poll, and what to do about failures."""

from flask import redirect, render_template, url_for

from portal import clock
from portal.models.release_batch import ReleaseBatch
from portal.services import batch_progress, waves
from portal.web import access
from portal.web.htmx import is_asked_as_page
from portal.web.staff import batch_words, fetch
from portal.web.staff.batch_acts import perform
from portal.web.staff.batch_forms import GoOnForm, RetryForm
from portal.web.staff.batch_page import Answer
from portal.web.staff.blueprint import pages


@pages.get("/batches/<public_id>/progress")
def progress(public_id: str) -> Answer:
    """The fragment that the batch's page asks for every two seconds, until everything is through."""
    batch = fetch.own_batch(public_id)
    if is_asked_as_page():
        return redirect(url_for("staff.batch", public_id=public_id), 303)
    standing = batch_progress.of(batch, now=clock.now())
    return render_template(
        "staff/_batch_progress.html", batch=batch, standing=standing, words=batch_words.progress(batch, standing)
    )


@pages.post("/batches/<public_id>/go-on")
def go_on(public_id: str) -> Answer:
    """Somebody has looked at what failed: the emails that wait are sent."""
    batch = fetch.own_batch(public_id, "resume")

    def act() -> ReleaseBatch:
        return waves.go_on(batch, actor=access.actor(), now=clock.now())

    return perform(batch, GoOnForm(), act, lambda _: "The emails that waited are being sent.")


@pages.post("/batches/<public_id>/retry")
def retry(public_id: str) -> Answer:
    """Send the failed emails once more, and go on with the rest when they are through."""
    batch = fetch.own_batch(public_id, "resume")

    def act() -> ReleaseBatch:
        batch_progress.retry_failed(batch, actor=access.actor(), now=clock.now())
        return batch

    return perform(batch, RetryForm(), act, lambda _: "The failed emails are tried again.")
