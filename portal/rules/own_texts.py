"""A board's own terms, privacy or help text: a plain file with a version, headings, paragraphs and lists."""

import re
from dataclasses import dataclass
from typing import Literal

from portal.rules.languages import ENGLISH

LONGEST_VERSION = 40
_VERSION = re.compile(r"version:\s*([A-Za-z0-9][A-Za-z0-9.-]*)")


class OwnTextError(Exception):
    """The file can not be shown; the message says what it lacks."""


@dataclass(frozen=True)
class Block:
    """One heading or paragraph (one line), or one list (its points)."""

    kind: Literal["heading", "paragraph", "list"]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class OwnText:
    """`version` is recorded when somebody accepts the text; `title` is the page's heading."""

    version: str
    title: str
    blocks: tuple[Block, ...]
    language: str = ENGLISH


def parse(text: str, *, language: str = ENGLISH) -> OwnText:
    """Read `version: 2026-1`, an empty line, `# Title`, then `## Heading`, `- point` and paragraphs.

    Empty lines part the blocks. Raises OwnTextError.
    """
    chunks = [chunk.strip() for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n").lstrip("\ufeff").strip())]
    found = _VERSION.fullmatch(chunks[0])
    if found is None or len(found[1]) > LONGEST_VERSION:
        raise OwnTextError("its first line is not of the form: version: 2026-1")
    if len(chunks) < 3 or not chunks[1].startswith("# ") or "\n" in chunks[1]:
        raise OwnTextError("the version is not followed by an empty line, a line '# Title', and a text")
    return OwnText(found[1], chunks[1][2:].strip(), tuple(_block(chunk) for chunk in chunks[2:]), language)


def _block(chunk: str) -> Block:
    lines = chunk.split("\n")
    if chunk.startswith("## "):
        return Block("heading", (" ".join(chunk[3:].split()),))
    if all(line.startswith("- ") for line in lines):
        return Block("list", tuple(line[2:].strip() for line in lines))
    return Block("paragraph", (" ".join(chunk.split()),))
