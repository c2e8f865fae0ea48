"""The fingerprint of what is approved: the rows, the holds and the release time of a batch, and nothing else.

It is SHA-256 over one JSON text: {"form": 1, "holds": [...], "release_at": "...", "rows": [...]}. Each row
and each hold is first written as JSON of its own (keys sorted, no spaces, ASCII), and these texts are sorted:
the order in which a database returns them does not count, but a row that stands twice does. JSON keeps text,
number and absence apart, so "12" is not 12, and an empty text is not a missing one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

FORM = 1
Record = Mapping[str, Any] | Sequence[Any]
_PLAIN = {str, int, bool, type(None)}
_json = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode


def content_hash(*, rows: Iterable[Record], holds: Iterable[Record], release_at: datetime | None) -> str:
    """64 hex digits; rows and holds are mappings or tuples of str, int, bool, None and such again."""
    content = {
        "form": FORM,
        "holds": sorted(_line(hold) for hold in holds),
        "release_at": _instant(release_at),
        "rows": sorted(_line(row) for row in rows),
    }
    return hashlib.sha256(_json(content).encode("ascii")).hexdigest()


def _line(record: Record) -> str:
    if not (type(record) is tuple and _PLAIN.issuperset(map(type, record))):
        _refuse_loose_types(record)
    return _json(record)


def _instant(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError("The release time needs a time zone.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _refuse_loose_types(value: object) -> None:
    """Floats have several texts, and JSON would quietly turn the key 1 into "1"."""
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("A row that is hashed has text keys only.")
        _each(value.values())
    elif isinstance(value, list | tuple):
        _each(value)
    else:
        raise TypeError(f"A {type(value).__name__} can not be hashed: write it as text or as a whole number.")


def _each(values: Iterable[object]) -> None:
    for value in values:
        _refuse_loose_types(value)
