"""The test client: sends the CSRF token as a page's form does, and checks every page that comes back."""

import secrets
from typing import Any

from flask import g, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from tests.unit import page_checks

TOKEN_HEADER = "X-CSRFToken"
CHANGES_SOMETHING = {"POST", "PUT", "PATCH", "DELETE"}


class Browser(FlaskClient):
    """A test that sends `csrf_token` or the header itself is left alone; `FlaskClient(app)` sends nothing."""

    judges_pages = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if kwargs.get("method") in CHANGES_SOMETHING:
            headers = Headers(kwargs.get("headers"))
            if TOKEN_HEADER not in headers:
                headers[TOKEN_HEADER] = self._token()
            kwargs["headers"] = headers
        if has_app_context():
            # A test's own application context lasts over several requests, and Flask-Login keeps its person there.
            g.pop("_login_user", None)
        answer = super().open(*args, **kwargs)
        ours = answer.request.host in self.application.config["TRUSTED_HOSTS"]
        if self.judges_pages and ours:
            page_checks.check(answer, host=answer.request.host)
        return answer

    def _token(self) -> str:
        """As flask_wtf.csrf.generate_csrf makes it from what stands in the session."""
        with self.session_transaction() as cookie:
            known = cookie.setdefault("csrf_token", secrets.token_hex(20))
        return str(URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(known))
