"""What a mail sink took in: one line of JSON for each message, only ever added to."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True)
class Receipt:
    """One message taken. `answered`: the sender heard the 250. `kept`: it was not thrown away afterwards."""

    message_id: str
    to: str
    at: float
    answered: bool
    kept: bool
    body_sha256: str
    connection: int


class Ledger:
    """Receipts in memory and, if a path is given, in a file that survives the sink."""

    def __init__(self, path: Path | None = None) -> None:
        self.receipts: list[Receipt] = []
        self._file: BinaryIO | None = None if path is None else path.open("ab", buffering=0)

    def add(self, receipt: Receipt) -> None:
        """Write one receipt; it stands when this returns."""
        self.receipts.append(receipt)
        if self._file is not None:
            self._file.write(json.dumps(vars(receipt)).encode() + b"\n")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def read(path: Path) -> list[Receipt]:
    """The receipts of a ledger file; a last line that was cut off is left out."""
    lines = path.read_bytes().split(b"\n")[:-1]
    return [Receipt(**json.loads(line)) for line in lines]


def copies(receipts: Iterable[Receipt]) -> Counter[str]:
    """How often each Message-ID was taken and kept."""
    return Counter(receipt.message_id for receipt in receipts if receipt.kept)
