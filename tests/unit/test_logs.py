"""Log lines: machines can read them, and nothing private stands in them."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

from portal.logs import JsonLines


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    log = logging.getLogger("tests.logs")
    log.addHandler(handler)
    log.propagate = False
    yield stream
    log.removeHandler(handler)


def _only_line(written: io.StringIO) -> dict[str, object]:
    (line,) = written.getvalue().splitlines()
    read: dict[str, object] = json.loads(line)
    return read


def test_an_event_carries_its_facts(written: io.StringIO) -> None:
    logging.getLogger("tests.logs").warning("batch.stopped", extra={"batch": "3f", "rows": 60})
    line = _only_line(written)
    assert (line["event"], line["level"], line["batch"], line["rows"]) == ("batch.stopped", "WARNING", "3f", 60)
    assert str(line["at"]).endswith("+00:00")


def test_a_line_break_in_a_value_starts_no_new_line(written: io.StringIO) -> None:
    logging.getLogger("tests.logs").warning("x", extra={"browser": 'Mozilla\r\n{"event": "forged"}\u2028'})
    assert _only_line(written)["event"] == "x"


def test_an_exceptions_words_are_not_repeated(written: io.StringIO) -> None:
    try:
        raise ValueError("Key (email)=(amara@example.org) already exists")
    except ValueError:
        logging.getLogger("tests.logs").exception("request.failed")
    line = _only_line(written)
    assert line["error"] == "ValueError"
    assert "test_an_exceptions_words" in str(line["where"])
    assert "amara" not in written.getvalue()


@pytest.mark.parametrize(
    ("level", "expected"), [("DEBUG", ["INFO", "WARNING"]), ("INFO", ["INFO", "WARNING"]), ("WARNING", ["WARNING"])]
)
def test_who_talks_much_keeps_to_the_level_and_never_says_all(level: str, expected: list[str]) -> None:
    """In a process of its own, because it changes how the whole process writes."""
    program = (
        "import logging, sys; from portal import logs; logs.configure(sys.argv[1]); huey = logging.getLogger('huey')\n"
        "for level in (logging.DEBUG, logging.INFO, logging.WARNING): huey.log(level, 'said')"
    )
    ran = subprocess.run([sys.executable, "-c", program, level], capture_output=True, text=True, check=True)
    assert [json.loads(line)["level"] for line in ran.stdout.splitlines()] == expected
