"""A database connection for each request, given back when it ends."""

from flask import Flask, request

from portal.models.connection import give_back_connection, open_connection

WITHOUT_DATABASE = {"health.health", "health.ready"}


def init_app(app: Flask) -> None:
    """Ask first for a connection, so that everything after can rely on it."""
    app.before_request(_open)
    app.teardown_request(_give_back)


def _open() -> None:
    if request.endpoint not in WITHOUT_DATABASE:
        open_connection()


def _give_back(_: BaseException | None) -> None:
    give_back_connection()
