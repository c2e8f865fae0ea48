"""The token in every form: Flask-WTF's, which also checks it; here it is only made with less work."""

from flask import Flask, current_app, g, session
from flask_wtf.csrf import generate_csrf

from portal.web.signing import Serializer

NAME = "csrf_token"
KEPT_AS = "form token"


def init_app(app: Flask) -> None:
    """Give templates this `csrf_token()`."""
    app.extensions[KEPT_AS] = Serializer(
        [str(app.secret_key)], salt="wtf-csrf-token", key_derivation="django-concat", digest="sha1"
    )  # Flask-WTF's digest, which it does not let anybody choose; what it signs is 160 random bits
    app.context_processor(lambda: {NAME: token})


def token() -> str:
    """The token of this request's session; the first one of a session is thrown by Flask-WTF."""
    made = g.get(NAME)
    if made is None:
        known = session.get(NAME)
        made = generate_csrf() if known is None else current_app.extensions[KEPT_AS].dumps(known)
        setattr(g, NAME, made)
    return str(made)


def renew() -> None:
    """Another one for who has just signed in, so that no page after has to send a cookie for it."""
    g.pop(NAME, None)
    session.pop(NAME, None)
    generate_csrf()
