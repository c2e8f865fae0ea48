"""Every route of the candidates: importing this module registers them."""

from portal.web.candidate import (
    account,
    account_download,
    account_email,
    account_entries,
    account_mail,
    account_password,
    account_sessions,
    account_updates,
    confirm_email,
    register,
    registered,
    reset_password,
    results,
    sign_in,
    start_again,
    statement,
    undo_email,
)
from portal.web.candidate.blueprint import pages

__all__ = [
    "account", "account_download", "account_email", "account_entries", "account_mail", "account_password",
    "account_sessions", "account_updates", "confirm_email", "pages", "register", "registered", "reset_password",
    "results", "sign_in", "start_again", "statement", "undo_email",
]  # fmt: skip
