"""The staff's part of the portal; its guard asks for a session with a proven second factor."""

from flask import Blueprint

from portal.models.connection import shared_time
from portal.services import heartbeats
from portal.web import access

pages = Blueprint("staff", __name__, url_prefix="/staff")
pages.before_request(access.staff_guard)


@pages.context_processor
def _frame() -> dict[str, object]:
    """What the header of full pages asks; a fragment does not, and costs no query."""
    return {"worker_is_silent": lambda: heartbeats.worker_is_silent(now=shared_time())}
