"""The application as the worker needs it: to render emails, and the one transport they leave by."""

from functools import cache

from flask import Flask

from portal.app import create_app
from portal.mail.transport import Transport, transport_for
from workflows.queue import settings

_lent: list[Flask] = []


@cache
def app() -> Flask:
    """Made when the worker starts; a web process that only wakes the worker never makes it."""
    return _lent[0] if _lent else create_app(settings)


def lend(web: Flask) -> None:
    """Let a web process, which has an application already, do the worker's work with that one."""
    _lent[:] = [web]


@cache
def transport() -> Transport:
    """Kept for the life of the process, with one connection for each thread that sends."""
    return transport_for(
        settings.mail_url, mail_from=settings.mail_from, deadline_seconds=settings.mail_deadline_seconds
    )
