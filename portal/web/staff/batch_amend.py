"""Amending one result that is out: the form with the papers of its exam, and the versions there are."""

from typing import Any

from flask import flash, render_template, url_for
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older than it
from wtforms.validators import InputRequired, Optional

from portal import clock
from portal.models.batch_row import BatchRow
from portal.rules.exams import Exam
from portal.services import amend as amending
from portal.services import catalogue
from portal.services.errors import Refused
from portal.web import access
from portal.web.filters import paper_name
from portal.web.htmx import go_to
from portal.web.staff import batch_refusals, batch_words, fetch
from portal.web.staff.batch_fields import CountField, reason_field
from portal.web.staff.batch_forms import ActForm
from portal.web.staff.batch_page import Answer
from portal.web.staff.blueprint import pages

STATUSES = [
    SelectChoice("OK", "Result with scores"),
    SelectChoice("X", "Absent from part of the exam"),
    SelectChoice("Z", "Absent from the whole exam"),
    SelectChoice("PENDING", "Pending"),
    SelectChoice("WITHHELD", "Withheld"),
]


class AmendForm(ActForm):
    act = "amend"
    status = RadioField("Status", choices=STATUSES, validators=[InputRequired("Choose a status.")])
    reason = reason_field("Reason", missing="Say why the result is amended, for example: re-mark of Writing.")

    def scores(self) -> dict[str, int]:
        """The scores that were typed, by paper; only a result with scores has any."""
        if self.status.data != "OK":
            return {}
        typed = {name.removeprefix("paper_"): field.data for name, field in self._fields.items()}
        return {code: score for code, score in typed.items() if isinstance(score, int)}


def form_for(exam: Exam | None, **first_values: Any) -> AmendForm:
    """The form with one field for each paper of the exam."""
    fields = {
        f"paper_{paper.code}": CountField(
            paper_name(paper.code),
            missing="",
            validators=[Optional()],
        )
        for paper in (exam.papers if exam else ())
    }
    own: type[AmendForm] = type("AmendOneForm", (AmendForm,), fields)
    return own(**first_values)


@pages.route("/batches/<public_id>/rows/<entry>/amend", methods=["GET", "POST"])
def amend(public_id: str, entry: str) -> Answer:
    """Write a new version of one result; it goes out with a small batch that is approved like any other."""
    row = fetch.own_row(public_id, entry, "correct")
    exam = catalogue.current().exams.get(row.batch.sitting.exam_code)
    newest = amending.versions(row.entry)[0]
    first = {"status": newest.status, **{f"paper_{code}": score for code, score in newest.papers.items()}}
    form = form_for(exam, **first)
    if not form.is_submitted():
        return _show(row, form)
    if not form.validate():
        return _show(row, form, 422)
    try:
        batch = amending.amend(
            row,
            actor=access.actor(),
            status=form.status.data,
            scores=form.scores(),
            reason=form.reason.data or "",
            now=clock.now(),
        )
    except Refused as error:
        return _show(row, form, _explain(error, form, row))
    flash("Amended. The new version goes out with this batch, once it is submitted and approved.")
    return go_to(url_for("staff.batch", public_id=batch.public_id))


def _explain(error: Refused, form: AmendForm, row: BatchRow) -> int:
    """An impossible result is said beside the papers that make it so."""
    if error.code != "impossible":
        return batch_refusals.explain(error, form, row.batch.state)
    problems = error.facts["problems"]
    for problem in problems if isinstance(problems, list) else ():
        field = f"paper_{problem.column}"
        if field in form._fields:
            form.complain(f"Enter {problem.expected}.", field)
    if not form.errors:
        form.complain("Enter a score for each paper.")
    return 422


def _show(row: BatchRow, form: AmendForm, status: int = 200) -> Answer:
    page = render_template(
        "staff/amend.html",
        row=row,
        form=form,
        papers=[field for name, field in form._fields.items() if name.startswith("paper_")],
        versions=amending.versions(row.entry),
        in_zone=batch_words.in_zone,
    )
    return page, status
