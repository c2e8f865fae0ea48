"""Counts what is asked of the database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from portal.models.base import db

_SAVEPOINT = re.compile(r'"s[0-9a-f]{32}"')


@contextmanager
def queries() -> Iterator[list[tuple[str, Any]]]:
    """The statements that the block sends, with their values; savepoints have random names and are all called s."""
    sent: list[tuple[str, Any]] = []
    real = db.obj.execute_sql

    def execute(sql: str, params: Any = None, *more: Any) -> Any:
        sent.append((_SAVEPOINT.sub("s", sql), params))
        return real(sql, params, *more)

    with patch.object(db.obj, "execute_sql", execute):
        yield sent


@contextmanager
def no_queries() -> Iterator[None]:
    """Any statement in the block is an error."""

    def refuse(sql: str, *_: Any) -> Any:
        raise AssertionError(f"This was asked of the database: {sql}")

    with patch.object(db.obj, "execute_sql", refuse):
        yield
