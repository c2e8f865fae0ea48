"""The Statement of Results: a page for the printer and a PDF, for results with scores that may be shown."""

from flask import Response, current_app, render_template
from flask_babel import gettext

from portal import clock
from portal.services import results, statement_pdf
from portal.services.errors import NotFound, Refused
from portal.services.seen import EntryView
from portal.web import access, errors, languages
from portal.web.candidate.blueprint import pages
from portal.web.candidate.statement_words import Statement, statement_of


@pages.get("/results/<public_id>/statement")
def statement(public_id: str) -> str:
    """One A4 page."""
    view, content = _fetch(public_id)
    return render_template("candidate/statement.html", view=view, content=content)


@pages.get("/results/<public_id>/statement.pdf", endpoint="statement_pdf")
def pdf(public_id: str) -> Response | errors.Answer:
    """The same as a tagged PDF, under a name that says nothing about whose it is."""
    view, content = _fetch(public_id)
    try:
        made = statement_pdf.render(
            content.as_data(),
            language=languages.current(),
            name_language=view.entry.language,
            own_fonts=current_app.config["SETTINGS"].statement_fonts,
        )
    except Refused:
        return _no_letters()
    answer = Response(made, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="statement.pdf"'
    return answer


def _fetch(public_id: str) -> tuple[EntryView, Statement]:
    """Raises NotFound where there is nothing to print: not released, withdrawn, without scores, somebody else's."""
    view = results.one_for(access.candidate(), public_id=public_id, now=clock.now())
    content = statement_of(view)
    if content is None:
        raise NotFound
    return view, content


def _no_letters() -> errors.Answer:
    heading = gettext("The PDF can not show every letter of your name")
    advice = gettext("Go back and print your Statement of Results from the page instead: your browser can show them.")
    return errors.page(409, heading=heading, advice=advice)
