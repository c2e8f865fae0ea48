"""The application as in tests/unit/web, over a database with one of everything."""

import io
import logging
from collections.abc import Iterator

import pytest
from flask import Flask

from portal.logs import JsonLines
from tests.unit.security import world as making
from tests.unit.security.world import World
from tests.unit.web.conftest import app, client, settings, sign_in, travel

__all__ = ["app", "client", "settings", "sign_in", "travel"]


@pytest.fixture
def world(app: Flask) -> World:
    """One of everything; nobody is signed in."""
    return making.make()


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile, down to DEBUG, as it would be written in operation."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("peewee").setLevel(logging.INFO)  # as portal.logs.configure does
    yield stream
    root.setLevel(before)
    root.removeHandler(handler)
