"""Flask's extensions, created here and bound to the application in portal.app, without what the portal does not use."""

from flask import Response, request
from flask_babel import Babel
from flask_login import LoginManager
from flask_mail import Mail
from flask_wtf.csrf import CSRFProtect

CHANGES_SOMETHING = {"POST", "PUT", "PATCH", "DELETE"}


class FormProtection(CSRFProtect):
    """Looks for exemptions only where there is something to check."""

    def protect(self, apply_exemptions: bool = False) -> None:
        if request.method in CHANGES_SOMETHING:
            super().protect(apply_exemptions)


class Login(LoginManager):
    """Takes no fingerprint of the browser, with each request, and remembers nobody beyond a session's row."""

    def _session_protection_failed(self) -> bool:
        return False

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


babel = Babel()
csrf = FormProtection()
login_manager = Login()
mail = Mail()
