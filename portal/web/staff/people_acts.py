"""What the board does to a person's access: one button each, and the reset that takes two people."""

from collections.abc import Callable
from datetime import datetime

from flask import url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.models.staff import Staff
from portal.services import second_factor_reset
from portal.services import staff as acting
from portal.services.actor import Actor
from portal.services.errors import Refused
from portal.web import access
from portal.web.htmx import go_to
from portal.web.staff import fetch
from portal.web.staff.blueprint import pages
from portal.web.staff.people import SENTENCES, Page, page_of
from portal.web.staff.two_factor import CodeForm


def _link(person: Staff, actor: Actor, now: datetime) -> None:
    acting.send_link(person=person, actor=actor, now=now)


def _disable(person: Staff, actor: Actor, now: datetime) -> None:
    acting.disable(person=person, actor=actor, now=now)


def _enable(person: Staff, actor: Actor, now: datetime) -> None:
    acting.enable(person=person, actor=actor, now=now)


def _sign_out(person: Staff, actor: Actor, now: datetime) -> None:
    acting.end_sessions(person=person, actor=actor, now=now)


def _ask(person: Staff, actor: Actor, now: datetime) -> None:
    second_factor_reset.ask(person=person, actor=actor, now=now)


def _drop(person: Staff, actor: Actor, now: datetime) -> None:
    second_factor_reset.drop(person=person, actor=actor, now=now)


ACTS: dict[str, Callable[[Staff, Actor, datetime], None]] = {
    "link": _link,
    "disable": _disable,
    "enable": _enable,
    "sign-out": _sign_out,
    "ask-reset": _ask,
    "drop-reset": _drop,
}


@pages.post("/people/<public_id>/<any('link','disable','enable','sign-out','ask-reset','drop-reset'):act>")
def person_act(public_id: str, act: str) -> Response | Page:
    """One act; refused it comes back with a sentence and the person as they are now."""
    somebody = fetch.colleague(public_id)
    try:
        ACTS[act](somebody, access.actor(), clock.now())
    except Refused as refused:
        return page_of(somebody, refused=refused)
    return go_to(url_for("staff.person", public_id=public_id, done=act))


@pages.post("/people/<public_id>/confirm-reset")
def confirm_reset(public_id: str) -> Response | Page:
    """The second member of the board confirms with a code of their own app."""
    somebody, form = fetch.colleague(public_id), CodeForm()
    try:
        second_factor_reset.to_confirm(person=somebody, by=access.staff(), now=clock.now())
        if not form.validate_on_submit():
            return page_of(somebody, code_form=form)
        second_factor_reset.confirm(person=somebody, actor=access.actor(), code=form.code.data or "", now=clock.now())
    except Refused as refused:
        if refused.code != "wrong_code":
            return page_of(somebody, refused=refused)
        form.code.errors = [SENTENCES["wrong_code"]]
        return page_of(somebody, code_form=form)
    return go_to(url_for("staff.person", public_id=public_id, done="confirm-reset"))
