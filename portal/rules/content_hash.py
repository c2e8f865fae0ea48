"""The fingerprint of what is approved: the rows, the holds and the release time of a batch, and nothing else.

It is SHA-256 over one JSON text: {"form": 1, "holds": [...], "release_at": "...", "rows": [...]}. Each row
and each hold is first written as JSON of its own (keys sorted, no spaces, ASCII), and these texts are sorted:
the order in which a database returns them does not count, but a row that stands twice does. JSON keeps text,
number and absence apart, so "12" is not 12, and an empty text is not a missing one.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii
from typing import Any

FORM = 1
Record = Mapping[str, Any] | Sequence[Any]
_json = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode
# The same texts for a value alone, at a tenth of the price.
_WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring_ascii,
    int: int.__repr__,
    bool: _json,
    type(None): _json,
}
AT_ONCE = 1_000


class Content:
    """What is hashed, part by part: mappings or tuples of str, int, bool, None and such again."""

    def __init__(self) -> None:
        self._rows: list[str] = []
        self._holds: list[str] = []

    def add(self, *, rows: Sequence[Record], holds: Sequence[Record]) -> None:
        """Some more rows and holds, in any order; quickest for many tuples of one length."""
        self._rows += _lines(rows)
        self._holds += _lines(holds)

    def hash(self, *, release_at: datetime | None) -> str:
        """64 hex digits."""
        self._rows.sort()
        head = {"form": FORM, "holds": sorted(self._holds), "release_at": _instant(release_at)}
        digest = hashlib.sha256(f'{_json(head)[:-1]},"rows":['.encode("ascii"))
        for start in range(0, len(self._rows), AT_ONCE):
            texts = ",".join(map(encode_basestring_ascii, self._rows[start : start + AT_ONCE]))
            digest.update(f"{',' if start else ''}{texts}".encode("ascii"))
        digest.update(b"]}")
        return digest.hexdigest()


def _lines(records: Sequence[Record]) -> list[str]:
    is_table = set(map(type, records)) == {tuple} and len(set(map(len, records))) == 1
    if is_table and records[0]:
        return [f"[{line}]" for line in map(",".join, zip(*map(_cells, zip(*records, strict=True)), strict=True))]
    for record in records:
        _refuse_loose_types(record)
    return [_json(record) for record in records]


def _cells(column: Sequence[Any]) -> Iterable[str]:
    """A column of a table, each value as JSON."""
    kinds = set(map(type, column))
    if len(kinds) == 1 and kinds <= _WRITERS.keys():
        return map(_WRITERS[kinds.pop()], column)
    _refuse_loose_types(column)
    return [_WRITERS.get(type(value), _json)(value) for value in column]


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
