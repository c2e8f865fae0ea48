"""Every route of the candidates: importing this module registers them."""

from portal.web.candidate import (
    confirm_email,
    register,
    registered,
    reset_password,
    sign_in,
    start_again,
)
from portal.web.candidate.blueprint import pages

__all__ = ["confirm_email", "pages", "register", "registered", "reset_password", "sign_in", "start_again"]
