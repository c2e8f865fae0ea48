"""The bytes of a file while it waits: kept in pieces and read one after the other, so that no size fills the memory."""

import io
from typing import TYPE_CHECKING, BinaryIO

from peewee import Query

from portal.models.intake import Intake
from portal.models.intake_piece import IntakePiece

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE_BYTES = 2**18


def keep(intake: Intake, content: bytes) -> None:
    """Cut up and store a file that has just been received; inside the caller's transaction."""
    for number, start in enumerate(range(0, len(content), PIECE_BYTES)):
        IntakePiece.create(intake=intake, number=number, content=content[start : start + PIECE_BYTES])


def opened(intake: Intake) -> BinaryIO:
    """The file from its beginning; empty once it was forgotten."""
    return io.BufferedReader(_Pieces(intake.id), PIECE_BYTES)


def forget(which: int | Query) -> int:
    """Remove what these files hold, by the id of one or a query of ids; returns how many pieces there were."""
    of_them = IntakePiece.intake == which if isinstance(which, int) else IntakePiece.intake.in_(which)
    return int(IntakePiece.delete().where(of_them).execute())


class _Pieces(io.RawIOBase):
    """Asks for each piece when it is its turn, which any statement may come between."""

    def __init__(self, intake_id: int) -> None:
        self._intake_id = intake_id
        self._next = 0
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        if not self._rest:
            self._rest = memoryview(self._piece())
        into = memoryview(buffer).cast("B")
        size = min(len(into), len(self._rest))
        into[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _piece(self) -> bytes:
        found = (
            IntakePiece.select(IntakePiece.content)
            .where(IntakePiece.intake == self._intake_id, IntakePiece.number == self._next)
            .scalar()
        )
        self._next += 1
        return bytes(found or b"")
