"""The bytes of an uploaded file as lines of text, within limits, or a sentence why they are not text."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from portal.rules.problems import Problem

UTF_8 = "a CSV file in UTF-8: choose \u201cCSV UTF-8\u201d when you save it"
# A spreadsheet is a zip archive; UTF-16 and old spreadsheets have beginnings of their own.
OTHER_FILES = {
    b"PK\x03\x04": "a spreadsheet or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    codecs.BOM_UTF16_LE: "text in UTF-16",
    codecs.BOM_UTF16_BE: "text in UTF-16",
}


@dataclass(frozen=True)
class Limits:
    """What is read of one file at most, so that no upload can fill the memory."""

    file_bytes: int = 64 * 2**20
    line_bytes: int = 100_000
    rows: int = 200_000
    columns: int = 100
    cell_characters: int = 10_000


class FileRefusedError(ValueError):
    """Nothing more can be read of this file."""

    def __init__(self, row: int, found: str, expected: str) -> None:
        super().__init__(f"Row {row}: found {found}, expected {expected}.")
        self.problem = Problem(row, "", found, expected)


def text_lines(stream: BinaryIO, limits: Limits) -> Iterator[str]:
    """Each line with its line break; FileRefusedError where the bytes stop being a file that can be read."""
    size, number = 0, 0
    while raw := stream.readline(limits.line_bytes + 1):
        size, number = size + len(raw), number + 1
        if size > limits.file_bytes:
            raise FileRefusedError(0, f"more than {limits.file_bytes:,} bytes", "a smaller file, or several")
        if number == 1:
            raw = _without_mark(raw)
        yield _text(raw, number, limits)


def _without_mark(raw: bytes) -> bytes:
    for beginning, kind in OTHER_FILES.items():
        if raw.startswith(beginning):
            raise FileRefusedError(0, kind, UTF_8)
    return raw.removeprefix(codecs.BOM_UTF8)


def _text(raw: bytes, number: int, limits: Limits) -> str:
    if len(raw) > limits.line_bytes:
        raise FileRefusedError(number, f"a line of more than {limits.line_bytes:,} bytes", "one row on each line")
    if b"\x00" in raw:
        raise FileRefusedError(number, "a NUL character", UTF_8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefusedError(number, "bytes that are not UTF-8", UTF_8) from error
