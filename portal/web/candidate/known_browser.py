"""Browsers that signed in before: a signed cookie gives them a throttle of their own, so nobody locks their owner out.

The cookie holds a random name and, for each ID number, a keyed fingerprint: no personal value, and no way in.
"""

import hmac
import secrets

from flask import current_app, request
from werkzeug.wrappers import Response

from portal import keys

MOST_ACCOUNTS = 6
YEAR = 31_536_000
TAG_LENGTH = 20


def known_browser(id_number: str) -> str:
    """This browser's name if it signed in with this ID number before, else ""."""
    device, tags = _read()
    expected = _tag(device, id_number)
    return device if any(hmac.compare_digest(tag.encode(), expected.encode()) for tag in tags) else ""


def remember(response: Response, id_number: str) -> Response:
    """Let the browser be known for this ID number, besides the last few."""
    device, tags = _read()
    device = device or secrets.token_hex(8)
    tag = _tag(device, id_number)
    kept = [tag, *(old for old in tags if old != tag)][:MOST_ACCOUNTS]
    secure = current_app.config["SETTINGS"].secure
    response.set_cookie(_name(), ".".join((device, *kept)), max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    return response


def _read() -> tuple[str, list[str]]:
    device, *tags = request.cookies.get(_name(), "")[:400].split(".")
    return device[:16], tags[:MOST_ACCOUNTS]


def _tag(device: str, id_number: str) -> str:
    return keys.fingerprint("known-browser", f"{device}:{id_number}")[:TAG_LENGTH]


def _name() -> str:
    return "__Host-known" if current_app.config["SETTINGS"].secure else "known"
