"""Which passwords are refused, and why; the words for it are elsewhere. No rule asks for signs of some kind."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

LIST = Path(__file__).with_name("common_passwords.txt")
CANDIDATE_MINIMUM, STAFF_MINIMUM, MAXIMUM = 10, 12, 256
WEAKEST_ALLOWED = 3  # of zxcvbn's 0 to 4
OWN_PART = 5  # letters and digits that must be left when the words everyone could guess are taken away
# fmt: off
CONTEXT_WORDS = frozenset({
    "advanced", "board", "cambridge", "candidate", "candidates", "centre", "center", "certificate", "english",
    "esol", "exam", "examination", "exams", "first", "grade", "key", "login", "march", "password", "pass",
    "portal", "preliminary", "proficiency", "register", "result", "results", "school", "score", "secret",
    "signin", "statement", "test",
})
# fmt: on
_YEAR = re.compile(r"(19|20)[0-9]{2}")
LOOKALIKES = str.maketrans("013457@$!", "oieastasi")


class Refusal(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    CONTEXT = "context"
    WEAK = "weak"


def normalised(password: str) -> str:
    """The text that is counted, judged and hashed: NFC, otherwise as it was typed."""
    return unicodedata.normalize("NFC", password)


def refusal(
    password: str, *, strength: int | None = None, context: Iterable[str] = (), minimum: int = CANDIDATE_MINIMUM
) -> Refusal | None:
    """The first reason against a password, or None.

    Lengths count code points after NFC. `context` holds what others know of the person: ID number, names,
    address, exam. `strength` is zxcvbn's score from 0 to 4; without one that rule is left out.
    """
    text = normalised(password)
    if len(text) < minimum:
        return Refusal.TOO_SHORT
    if len(text) > MAXIMUM:
        return Refusal.TOO_LONG
    if text.lower() in common_passwords():
        return Refusal.COMMON
    if is_guessable(text, context):
        return Refusal.CONTEXT
    if strength is not None and strength < WEAKEST_ALLOWED:
        return Refusal.WEAK
    return None


def is_guessable(password: str, context: Iterable[str]) -> bool:
    """True when little of the password is its owner's own: words of the person or the portal, and years."""
    folded = _folded(password)
    words = sorted(CONTEXT_WORDS | _words(context), key=len, reverse=True)
    return any(_own_part(text, words) < OWN_PART for text in (folded, folded.translate(LOOKALIKES)))


def _own_part(text: str, words: Iterable[str]) -> int:
    """How much is left without the words and years; marks and spaces between words do not count."""
    left = text
    for word in words:
        left = left.replace(word, " ")
    left = _YEAR.sub(" ", left)
    if left == text:
        return len(text)
    return sum(mark.isalnum() or not mark.isascii() for mark in left)


def _words(context: Iterable[str]) -> set[str]:
    """Each text whole, and its parts of three characters and more."""
    folded = [_folded(text) for text in context]
    parts = [part for text in folded for part in "".join(m if m.isalnum() else " " for m in text).split()]
    return {word for word in (*folded, *parts) if len(word) >= 3}


def _folded(text: str) -> str:
    """Lower case without accents, so that Nunez is known as the Núñez on the entry."""
    marks = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if not unicodedata.combining(mark)))


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """The list that ships, read once."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
