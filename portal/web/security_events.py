"""Security events in the log, in the words of the OWASP Logging Vocabulary: what, where and by which session.

A line holds ids, the name of the page and the network (/24 or /64); never what somebody typed.
"""

import logging

from flask import request

from portal.web import access

log = logging.getLogger("portal.security")
# What goes its usual way; everything else is a warning.
USUAL = {"authn_login_success", "authn_password_change", "user_created"}


def note(event: str, **facts: object) -> None:
    """One line; `facts` hold public ids, counts and states."""
    row = access.session_row()
    known = {"endpoint": request.endpoint, "method": request.method, "network": access.network()}
    session = {} if row is None else {"session": row.public_id}
    log.log(logging.INFO if event in USUAL else logging.WARNING, event, extra={**known, **session, **facts})
