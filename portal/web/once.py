"""Forms that are sent twice: the act behind them is done once, and both sendings go to the same page."""

from collections.abc import Callable

from flask import request

from portal import clock
from portal.services import submissions
from portal.web import access
from portal.web.fields import PortalForm


def once(form: PortalForm, act: Callable[[], str]) -> str:
    """Where `act` leads, which is done once for this person, page and form key.

    `act` calls one service and returns the address to go to (at most 100 characters). What it raises goes through,
    and the form can be sent again.
    """
    row = access.session_row()
    scope = f"{request.endpoint}:{row.public_id if row else ''}"
    return submissions.once(scope=scope, key=form.idempotency_key.data or "", now=clock.now(), act=act)
