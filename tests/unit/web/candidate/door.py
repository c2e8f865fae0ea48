"""The forms of the candidates' door, filled in rightly, and what they must survive."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.models.entry import Entry
from tests.unit.factories import PASSWORD, SECRET

HOSTILE = {
    "nothing": "",
    "one": "x",
    "nul": "\0",
    "nul-inside": "ab\0cd",
    "emoji": "🐟🐠🐡🦈🐙",
    "right-to-left": "مرحبا بالعالم",
    "override": "\N{RIGHT-TO-LEFT OVERRIDE}gro.elpmaxe@arama",
    "markup": "<script>alert(1)</script>",
    "quotes": "' OR 1=1 --",
    "template": "{{7*7}}",
    "newlines": "a\r\nBcc: x@example.org\r\n",
    "sixty-kilobytes": "x" * 60_000,
}


def registration(entry: Entry, **changes: str) -> dict[str, str]:
    """The registration form; a field given as "" is left out as a browser leaves out an unticked one."""
    filled = {
        "id_number": entry.id_number, "secret_number": SECRET, "email": "amara@example.org", "password": PASSWORD,
        "confirm_password": PASSWORD, "terms": "agree", "idempotency_key": "key",
    }  # fmt: skip
    return {name: value for name, value in (filled | changes).items() if value != ""}


def register(client: FlaskClient, entry: Entry, **changes: str) -> TestResponse:
    return client.post("/register", data=registration(entry, **changes))


def words(answer: TestResponse) -> str:
    """The text of an answer with its apostrophes and quotes as people read them."""
    return answer.get_data(as_text=True).replace("&#39;", "'").replace("&#34;", '"')
