"""The quick signatures are those of the libraries: what one makes, the other takes."""

import hashlib

import pytest
from flask import Flask, g, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import validate_csrf
from itsdangerous import BadSignature
from wtforms import ValidationError

from portal.web import form_token
from portal.web.cookie import SessionCookie

KEPT = {"_user_id": "a token", "_flashes": [("message", "Done.")], "language": "ar"}


@pytest.fixture
def flasks(app: Flask) -> SecureCookieSessionInterface:
    interface = SecureCookieSessionInterface()
    interface.digest_method = staticmethod(hashlib.sha256)
    return interface


def test_flask_reads_our_cookie_and_we_read_flasks(app: Flask, flasks: SecureCookieSessionInterface) -> None:
    ours, theirs = SessionCookie(app).get_signing_serializer(app), flasks.get_signing_serializer(app)
    assert theirs is not None
    assert theirs.loads(ours.dumps(KEPT)) == ours.loads(theirs.dumps(KEPT)) == KEPT


def test_a_cookie_signed_by_sha_1_is_no_cookie(app: Flask) -> None:
    weaker = SecureCookieSessionInterface().get_signing_serializer(app)
    assert weaker is not None
    with pytest.raises(BadSignature):
        SessionCookie(app).get_signing_serializer(app).loads(weaker.dumps(KEPT))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_changed_cookie_is_no_cookie(app: Flask, part: int) -> None:
    serializer = SessionCookie(app).get_signing_serializer(app)
    parts = str(serializer.dumps(KEPT)).split(".")
    parts[part] = parts[part][:-2] + ("AA" if parts[part][-2:] != "AA" else "BB")
    with pytest.raises(BadSignature):
        serializer.loads(".".join(parts))


def test_an_earlier_key_is_taken_while_it_is_named(app: Flask) -> None:
    before = SessionCookie(app).get_signing_serializer(app).dumps(KEPT)
    app.config["SECRET_KEY_FALLBACKS"], app.secret_key = [app.secret_key], "another key of at least thirty-two letters"
    assert SessionCookie(app).get_signing_serializer(app).loads(before) == KEPT


def test_the_forms_token_is_taken_by_the_library_that_checks_it(app: Flask) -> None:
    with app.test_request_context("/"):
        form_token.renew()
        first = form_token.token()
        validate_csrf(first)
        g.pop(form_token.NAME)  # as in the next request
        assert session[form_token.NAME]
        validate_csrf(form_token.token())
        form_token.renew()
        with pytest.raises(ValidationError):
            validate_csrf(first)


def test_nothing_is_sent_when_nothing_changed(app: Flask) -> None:
    browser = app.test_client()
    assert "Set-Cookie" in browser.get("/sign-in").headers
    assert "Set-Cookie" not in browser.get("/sign-in").headers


def test_the_forms_token_is_another_one_each_second(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is compressed tells by its size what stands in it twice, to who can make it be loaded often."""
    tokens = set()
    for second in range(3):
        monkeypatch.setattr("itsdangerous.timed.time.time", lambda moment=second: 1_800_000_000 + moment)
        with app.test_request_context("/"):
            g.pop(form_token.NAME, None)
            session[form_token.NAME] = "always the same"
            tokens.add(form_token.token())
    assert len(tokens) == 3
