"""What tests of the staff's pages share: somebody signed in, and a batch in any state."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.release_batch import ReleaseBatch
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from tests.unit import factories

SignIn = Callable[[Staff], FlaskClient]
Make = Callable[..., ReleaseBatch]


@pytest.fixture
def make_batch(app: Flask) -> Make:
    """Makes a batch in a state, of `size` results in a sitting of its own or the given one."""

    def make(state: str = "draft", size: int = 3, sitting: Sitting | None = None, **columns: object) -> ReleaseBatch:
        place = sitting or factories.sitting()
        results = [factories.result(factories.entry(place)) for _ in range(size)]
        return factories.batch(place, *results, state=state, **columns)

    return make
