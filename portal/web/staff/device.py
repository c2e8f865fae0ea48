"""The browser of a member of staff, by a random name in a cookie: it opens nothing and says nothing about anybody.

Two approvals of one batch out of one browser are two people only if the board says so; see services/one_device.py.
"""

import re
import secrets
from dataclasses import replace

from flask import current_app, g, request
from werkzeug.wrappers import Response

from portal.services.sessions import Visit
from portal.web import access

YEAR = 31_536_000
_NAME = re.compile(r"[0-9a-f]{16}")


def visit() -> Visit:
    """From where a session is started, with the name of the device."""
    return replace(access.visit(), device=_device())


def remember(response: Response) -> Response:
    """Let the browser keep its name."""
    secure = current_app.config["SETTINGS"].secure
    response.set_cookie(_cookie(), _device(), max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    return response


def _device() -> str:
    """The name the browser sent, or a new one for this request."""
    sent = request.cookies.get(_cookie(), "")
    if _NAME.fullmatch(sent):
        return sent
    if "new_device" not in g:
        g.new_device = secrets.token_hex(8)
    return str(g.new_device)


def _cookie() -> str:
    return "__Host-device" if current_app.config["SETTINGS"].secure else "device"
