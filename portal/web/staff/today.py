"""Today: what needs the person who signed in, most urgent first; nothing to search for."""

from flask import render_template

from portal import clock
from portal.services import today as days
from portal.web import access
from portal.web.staff.blueprint import pages


@pages.get("/")
def today() -> str:
    """Lists with counts and dates, each line a link to where it is dealt with."""
    person = access.staff()
    return render_template("staff/today.html", today=days.of(person, now=clock.now()), person=person)
