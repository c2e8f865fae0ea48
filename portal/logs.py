"""Log lines as JSON on standard output: an event's name, ids and counts, never what a person typed."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType

# At DEBUG these write every statement with its values, or the address of every request with the link in it.
TALKATIVE = ("peewee", "peewee.pool", "playhouse", "gunicorn.error", "huey")
_OF_EVERY_RECORD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a line: time in UTC, level, source, event, and what was passed as `extra`.

    Of an exception the type and the places in the code are kept and its message is not: a database's
    message repeats the values it was about.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "source": record.name,
            "event": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True, default=str)


def configure(level: str) -> None:
    """Send the lines of this process from `level` on to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLogger().level))


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno}:{frame.name}" for frame in traceback.extract_tb(trace)]
