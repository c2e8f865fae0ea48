"""CSV files that leave the portal, with cells a spreadsheet would run as formulas made harmless."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that the text is UTF-8
Cell = str | int | None


def neutral(cell: Cell) -> str:
    """The text of a cell, with ' before what a spreadsheet would take for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The file line by line, so that a response can stream it; CRLF as RFC 4180 says."""
    yield BYTE_ORDER_MARK + _line(header)
    for row in rows:
        yield _line([neutral(cell) for cell in row])


def _line(cells: Sequence[str]) -> str:
    buffer = StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()
