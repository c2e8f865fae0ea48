"""What a service refuses about a batch, as a sentence, beside which field, and with which status."""

from flask_babel import format_date

from portal.models.recall import Recall
from portal.services.batch_review import Review
from portal.services.errors import IllegalStepError, Refused
from portal.web.staff.batch_forms import ActForm

STATE_WORDS = {
    "draft": "a draft", "submitted": "waiting for approval", "approved": "approved", "stopped": "stopped",
    "released": "released", "recalled": "recalled", "cancelled": "cancelled",
}  # fmt: skip
CHANGED = "The results, the holds or the release time changed after this page was shown. Look again before you go on."
# What the person can put right in the form answers 422 beside its field; all else is 409, with the page as it is now.
FIELDS = {
    "wrong_count": "candidate_count",
    "wrong_code": "code",
    "warnings": "warnings_seen",
    "outside_window": "outside_window_reason",
    "date_passed": "next_update_on",
}
SENTENCES = {
    "incomplete": "{count:,} entries have no result yet, the first is candidate {first}. Import the rest.",
    "empty": "There are no results in this batch yet. Import them first.",
    "impossible_rows": "There are results that can not exist, named in the check below. Import them again.",
    "warnings": "Look at the warnings below, then tick this box.",
    "wrong_count": "That is not the number of candidates in this batch. Look at it again and type the number.",
    "wrong_code": "That code does not match. Type the code that your app shows now: each code works once.",
    "own_work": "You imported or submitted these results, so two other people approve them.",
    "approved_before": "You have approved this batch already. Somebody else gives the next approval.",
    "moved_on": "Somebody else was faster. The page shows how the batch stands now.",
    "changed": CHANGED,
    "too_late": "This batch is out, so its rows can not be held any more. Ask the board for a recall.",
    "held_before": "This row is held already.",
    "own_hold": "You placed this hold, so somebody else lifts it.",
    "asked_before": "A recall is asked for already. Somebody else of the board confirms it below.",
    "not_asked": "No recall is asked for.",
    "own_recall": "You asked for this recall, so somebody else of the board confirms it.",
    "withdrawn_before": "The results are withdrawn already. They come back with a corrected version.",
    "nothing_to_follow": "Nothing waits for a follow-up batch any more.",
    "not_out": "This batch is not out, so import the row again instead.",
    "unknown_exam": "This exam is not in the catalogue, so its results can not be worked out.",
    "same": "That is the result as it stands. Change a score, or the status.",
    "not_stopped": "The emails of this batch are not halted.",
    "nothing_failed": "No email of this batch has failed.",
    "date_passed": "Choose a day from today on: that is when the candidate hears more.",
}


def explain(error: Refused | IllegalStepError, form: ActForm, state: str) -> int:
    """Write the sentence into the form and return the status of the answer; `state` is the batch's present one."""
    if isinstance(error, IllegalStepError):
        form.complain(in_this_state(state))
        return 409
    if error.code == "time_passed":
        return _time_passed(form)
    if error.code == "outside_window":
        form.complain(_outside(error), "outside_window_reason")
        return 422
    form.complain(SENTENCES.get(error.code, SENTENCES["moved_on"]).format(**error.facts), FIELDS.get(error.code, ""))
    return 422 if error.code in FIELDS else 409


def in_this_state(state: str) -> str:
    """The state does not have this act."""
    return f"This batch is {STATE_WORDS[state]} now, so that is not possible any more."


def not_offered(act: str, review: Review, asked: Recall | None) -> str:
    """Why the page has no form for this act now: the sentence for who filled one in on an older page."""
    if act == "recall" and asked is not None:
        return SENTENCES["asked_before"]
    if act in ("confirm_recall", "drop_recall"):
        own = asked is not None and asked.asked_by_id == review.reader.id
        return SENTENCES["own_recall" if own else "withdrawn_before" if asked else "not_asked"]
    if act in review.acts and review.blockers:
        return review.blockers[0].sentence
    if act == "approve" and review.batch.state == "submitted" and review.why_not_approve:
        return SENTENCES[review.why_not_approve]
    return in_this_state(review.batch.state)


def _time_passed(form: ActForm) -> int:
    if "release_date" in form._fields:
        form.complain("That time has passed. Choose a later one.", "release_date")
        return 422
    form.complain("The release time has passed. Send the batch back, so that a new time can be chosen.")
    return 409


def _outside(error: Refused) -> str:
    first, last = (format_date(error.facts[name], "long") for name in ("first", "last"))
    return (
        f"That day is outside the results window, {first} to {last}. "
        "Choose a day inside it, or give the reason; candidates are told when the window is missed."
    )
