"""The pieces of a file: together the same bytes, one at a time in the memory, and gone when they are forgotten."""

import os
from itertools import count

import pytest

from portal.models.intake import Intake
from portal.models.intake_piece import IntakePiece
from portal.services import intake_files
from portal.services.intake_files import PIECE_BYTES
from tests.unit.factories import NOW
from tests.unit.queries import queries

numbers = count(1)


def kept(content: bytes) -> Intake:
    intake = Intake.create(kind="results", file_name="r.csv", sha256=str(next(numbers)), created_at=NOW)
    intake_files.keep(intake, content)
    return intake


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 5])
def test_the_pieces_are_the_file(database: str, size: int) -> None:
    content = os.urandom(size)
    kept(b"another file")
    assert intake_files.opened(kept(content)).read() == content


def test_lines_go_on_from_one_piece_to_the_next(database: str) -> None:
    content = b"a line of text\r\n" * (PIECE_BYTES // 10)
    assert list(intake_files.opened(kept(content))) == content.splitlines(keepends=True)


def test_a_piece_is_asked_for_when_it_is_its_turn(database: str) -> None:
    file = intake_files.opened(kept(b"x" * 3 * PIECE_BYTES))
    with queries() as sent:
        file.readline(10)
    assert len(sent) == 1


def test_what_is_forgotten_is_empty_and_other_files_stay(database: str) -> None:
    gone, by_query, stays = kept(b"a"), kept(b"b"), kept(b"c")
    intake_files.forget(gone.id)
    intake_files.forget(Intake.select(Intake.id).where(Intake.id == by_query.id))
    assert [intake_files.opened(file).read() for file in (gone, by_query, stays)] == [b"", b"", b"c"]
    assert IntakePiece.select().count() == 1
