"""Files of entries and results: sent, checked, accepted or dropped."""

from contextlib import closing

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.rules import roles
from portal.services import intakes
from portal.services.errors import Refused
from portal.web import access, htmx
from portal.web.staff import batch_words, fetch, import_page
from portal.web.staff.blueprint import pages
from portal.web.staff.import_form import ImportForm, raise_limit, too_large

pages.url_value_preprocessor(raise_limit)
pages.register_error_handler(413, too_large)


@pages.get("/imports")
def imports() -> str:
    """The form for the next file, and the files of before."""
    return _list(ImportForm())


@pages.post("/imports")
def send_import() -> Response | tuple[str, int]:
    """Keep the file; the worker looks at it while the person is already on its page."""
    fetch.reader("import")
    form = ImportForm()
    if form.validate_on_submit():
        with closing(form.file.data) as file:
            content = file.read()
        try:
            intake = intakes.receive(
                kind=form.kind.data,
                file_name=file.filename,
                content=content,
                actor=access.actor(),
                now=clock.now(),
            )
            return htmx.go_to(url_for("staff.intake", public_id=intake.public_id))
        except Refused as refused:
            form.complain(refused)
    return _list(form), 422


@pages.get("/imports/<public_id>")
def intake(public_id: str) -> str:
    """One file: how far it is, or what was found in it."""
    return import_page.render(fetch.own_intake(public_id))


@pages.get("/imports/<public_id>/progress")
def intake_progress(public_id: str) -> str | Response:
    """How far the worker is; the page is loaded anew once there is something to decide."""
    found = fetch.own_intake(public_id)
    if htmx.is_asked_as_page() or found.state not in import_page.WORKING:
        return htmx.go_to(url_for("staff.intake", public_id=public_id))
    return render_template("staff/_intake_progress.html", intake=found)


@pages.post("/imports/<public_id>/accept")
def accept_import(public_id: str) -> Response | tuple[str, int]:
    """Yes: the worker saves the whole file."""
    found = fetch.own_intake(public_id, "import")
    try:
        intakes.accept(found, actor=access.actor(), now=clock.now())
    except Refused as refused:
        return import_page.refuse(public_id, refused)
    return htmx.go_to(url_for("staff.intake", public_id=public_id))


@pages.post("/imports/<public_id>/drop")
def drop_import(public_id: str) -> Response | tuple[str, int]:
    """No: the file is forgotten."""
    found = fetch.own_intake(public_id, "import")
    try:
        intakes.drop(found, actor=access.actor(), now=clock.now())
    except Refused as refused:
        return import_page.refuse(public_id, refused)
    return htmx.go_to(url_for("staff.intake", public_id=public_id))


@pages.get("/imports/<public_id>/refused.csv")
def refused_rows(public_id: str) -> Response:
    """Every problem that was kept, for the person who corrects the file."""
    return import_page.as_csv(fetch.own_intake(public_id))


def _list(form: ImportForm) -> str:
    reader, page = fetch.reader(), import_page.number(request.args.get("page", ""))
    several, total = intakes.page_of(reader, page=page)
    return render_template(
        "staff/imports.html",
        form=form,
        intakes=several,
        total=total,
        page=page,
        size=intakes.PAGE,
        may_import=roles.may(reader.role, "import"),
        zone=import_page.zone_of(reader),
        in_zone=batch_words.in_zone,
    )
