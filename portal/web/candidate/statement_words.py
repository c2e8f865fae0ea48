"""The content of a Statement of Results, the same for the page that is printed and for the PDF."""

from dataclasses import asdict, dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext

from portal.rules import statement_references
from portal.services.seen import EntryView, Outcome
from portal.web.filters import comma, day, exam_name, instant_and_utc
from portal.web.result_view import Pairs, Picture, panel_of, picture_of


@dataclass(frozen=True)
class Statement:
    """`panel` is the one thing the statement says, `panel_facts` stand beside it, `notes` are whole sentences."""

    title: str
    board: str
    name: str
    facts: Pairs
    panel: tuple[str, str]
    panel_facts: Pairs
    picture: Picture
    scale_note: str
    notes: list[str]

    def as_data(self) -> dict[str, Any]:
        """What the PDF's template reads."""
        own = {key: value for key, value in asdict(self).items() if key != "picture"}
        heads = [gettext("Paper"), gettext("Score")]
        titles = {"scores_title": gettext("Scores"), "meaning_title": gettext("About this statement")}
        picture = self.picture
        shown = {"scores": picture.scores, "bands": picture.bands, "low": picture.low, "high": picture.high}
        return {**own, **shown, **titles, "score_heads": heads}


def statement_of(view: EntryView) -> Statement | None:
    """The statement of a result that carries scores; None for any other."""
    picture, outcome = picture_of(view), view.outcome
    if picture is None or outcome is None:
        return None
    panel = panel_of(outcome.grade, outcome.cefr_level, str(outcome.overall_score))
    return Statement(
        title=gettext("Statement of Results"),
        board=current_app.config["SETTINGS"].board_name,
        name=view.entry.full_name,
        facts=_facts(view, outcome),
        panel=panel[0],
        panel_facts=panel[1:],
        picture=picture,
        scale_note=_scale_note(picture),
        notes=_notes(view, outcome),
    )


def _facts(view: EntryView, outcome: Outcome) -> Pairs:
    entry = view.entry
    reference = outcome.reference_number or statement_references.make(
        entry.session, entry.centre_number, entry.candidate_number
    )
    return [
        (gettext("Exam"), exam_name(entry.exam_code)),
        (gettext("Date of the exam"), day(entry.exam_date)),
        (gettext("Exam centre"), f"{entry.centre_number} {entry.centre_name}"),
        (gettext("Candidate number"), entry.candidate_number),
        (gettext("Reference of this statement"), reference),
    ]


def _scale_note(picture: Picture) -> str:
    said = gettext("The scale of this exam goes from %(low)s to %(high)s.", low=picture.low, high=picture.high)
    begins = [
        gettext("%(grade)s begins at %(score)s", grade=grade, score=score) for grade, score in reversed(picture.bands)
    ]
    return f"{said} {comma().join(begins)}." if begins else said


def _notes(view: EntryView, outcome: Outcome) -> list[str]:
    released = instant_and_utc(outcome.released_at, view.entry.timezone)
    notes = [gettext("These results were released on %(time)s.", time=released)]
    if outcome.updated_at is not None:
        notes = [gettext("Updated on %(time)s. This statement replaces every earlier one.", time=released)]
    if outcome.certificate == "NONE":
        notes.append(gettext("No certificate is issued for this result."))
    else:
        notes.append(gettext("This statement is not a certificate. The certificate comes from the exam centre."))
    notes.append(gettext("Scores were worked out under the scheme %(scheme)s.", scheme=outcome.scheme))
    return notes
