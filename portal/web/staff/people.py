"""The people of the desk, for the board: who they are, inviting, another role or centre."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.models.staff import Staff
from portal.services import audit_reading, second_factor_reset
from portal.services import people as reading
from portal.services import staff as acting
from portal.services.errors import Refused
from portal.web import access
from portal.web.fields import tidy_text
from portal.web.htmx import go_to
from portal.web.staff import fetch
from portal.web.staff.blueprint import pages
from portal.web.staff.people_forms import InviteForm, PlaceForm
from portal.web.staff.two_factor import CodeForm

LONGEST_SEARCH = 100
RECENT_EVENTS = 10
SENTENCES = {
    "known": "There is a member of staff with this address already.",
    "own_account": "You can not do this to yourself. Ask another member of the board.",
    "own_request": "You asked for this reset. Another member of the board has to confirm it.",
    "asked_before": "Somebody has asked for this reset already. It waits for another member of the board.",
    "not_asked": "No reset is asked for any more. Ask for it, and another member of the board confirms it.",
    "not_enrolled": "There is no authenticator app to reset.",
    "disabled": "This person is disabled. Enable them first.",
    "wrong_code": "This code does not match. Enter the code that your app shows now.",
}
Page = tuple[str, int]


@pages.get("/people")
def people() -> str:
    """Everybody, or those whose name, address or centre holds what is looked for."""
    reader = fetch.reader("people")
    wanted = (tidy_text(request.args.get("wanted")) or "")[:LONGEST_SEARCH]
    found = reading.everybody(now=clock.now(), wanted=wanted)
    resets = second_factor_reset.waiting(now=clock.now())
    return render_template("staff/people.html", people=found, wanted=wanted, resets=resets, reader=reader)


@pages.route("/people/invite", methods=["GET", "POST"])
def invite() -> Response | Page:
    """Invite somebody by mail."""
    fetch.reader("people")
    form = InviteForm()
    if form.validate_on_submit():
        try:
            person = acting.invite(
                email=form.email.data or "",
                name=form.name.data or "",
                place=form.place,
                actor=access.actor(),
                now=clock.now(),
            )
        except Refused as refused:
            form.email.errors = [SENTENCES[refused.code]]
        else:
            return go_to(url_for("staff.person", public_id=person.public_id, done="invite"))
    return render_template("staff/invite.html", form=form), 422 if form.errors else 200


@pages.get("/people/<public_id>")
def person(public_id: str) -> Page:
    """One person, what they did lately, and what can be done about their access."""
    return page_of(fetch.colleague(public_id))


@pages.post("/people/<public_id>/place")
def move_person(public_id: str) -> Response | Page:
    """Another role or centre; ends the person's sessions at once."""
    somebody, form = fetch.colleague(public_id), PlaceForm()
    if somebody == access.staff():
        return page_of(somebody, refused=Refused("own_account"))
    if not form.validate_on_submit():
        return page_of(somebody, place_form=form)
    try:
        acting.move(person=somebody, place=form.place, actor=access.actor(), now=clock.now())
    except Refused as refused:
        return page_of(somebody, refused=refused)
    return go_to(url_for("staff.person", public_id=public_id, done="place"))


def page_of(
    somebody: Staff,
    *,
    place_form: PlaceForm | None = None,
    code_form: CodeForm | None = None,
    refused: Refused | None = None,
) -> Page:
    """The person's page, as it stands or with the form or the refusal that came back."""
    somebody = acting.of(somebody.public_id)
    place = {"role": somebody.role, "centre": somebody.centre.number if somebody.centre else ""}
    wrong = next((form for form in (place_form, code_form) if form is not None), None)
    shown = render_template(
        "staff/person.html",
        person=reading.one(somebody, now=clock.now()),
        reader=access.staff(),
        place_form=place_form or PlaceForm(formdata=None, data=place),
        code_form=code_form or CodeForm(formdata=None),
        form=wrong,
        refusal=SENTENCES[refused.code] if refused else "",
        done=request.args.get("done", ""),
        events=audit_reading.about(f"staff:{somebody.public_id}", most=RECENT_EVENTS),
    )
    return shown, 409 if refused else 422 if wrong is not None else 200
