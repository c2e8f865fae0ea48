"""The session cookie: Flask's own, read quickly, and sent again only when something in it has changed."""

import hashlib

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from portal.web.signing import Serializer


def init_app(app: Flask) -> None:
    """Keep sessions in this cookie."""
    app.session_interface = SessionCookie(app)


class SessionCookie(SecureCookieSessionInterface):
    """Signed by the application's key as Flask does it, by SHA-256."""

    digest_method = staticmethod(hashlib.sha256)

    def __init__(self, app: Flask) -> None:
        keys = [*(app.config["SECRET_KEY_FALLBACKS"] or []), str(app.secret_key)]
        self._serializer = Serializer(
            keys, salt=self.salt, key_derivation=self.key_derivation, digest="sha256", serializer=self.serializer
        )

    def get_signing_serializer(self, app: Flask) -> Serializer:
        return self._serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Pages say already that they vary with the cookie."""
        if session.modified or "Cookie" not in response.headers.get("Vary", ""):
            super().save_session(app, session, response)
