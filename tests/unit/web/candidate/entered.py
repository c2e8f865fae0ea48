"""Candidates who are signed in, with what they may come to see."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from tests.unit import factories


def released(entry: Entry, *, status: str = "OK", **columns: object) -> ReleaseBatch:
    """The entry's result, out since RELEASE_AT."""
    return factories.batch(entry.sitting, factories.result(entry, status=status, **columns), state="released")


def page(client: FlaskClient, path: str, *, status: int = 200) -> str:
    """The words of a page as people read them."""
    answer = client.get(path)
    assert answer.status_code == status
    return words(answer)


def words(answer: TestResponse) -> str:
    text = answer.get_data(as_text=True).replace("&#39;", "'").replace("&#34;", '"')
    return " ".join(text.split())
