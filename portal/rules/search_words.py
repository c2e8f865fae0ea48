"""Names folded for searching: one form for upper and lower case, with and without accents, in every script."""

import re
import unicodedata

LONGEST = 100
MOST_WORDS = 6
# Letters that no decomposition takes apart, and spellings that keyboards mix.
_LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i", "ё": "\N{CYRILLIC SMALL LETTER IE}",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "\N{ARABIC LETTER HEH}", "ـ": "",
})  # fmt: skip
_APOSTROPHES = re.compile("['\u2019\u2018\u02bc\u02bb`\u00b4]")
_OF_WORDS = frozenset("LNM")  # letters, numbers, and the vowel signs of many scripts


def fold(text: str) -> str:
    """Lower case, accents dropped, one space between words: "Núñez-Ibáñez, O’Neil" becomes "nunez ibanez oneil"."""
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold().translate(_LETTERS)
    bare = "".join(_plain(mark) for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def words(text: str) -> list[str]:
    """What somebody looks for, as folded words; a few are enough to find anybody."""
    return fold(text[:LONGEST]).split()[:MOST_WORDS]


def _plain(mark: str) -> str:
    return mark if unicodedata.category(mark)[0] in _OF_WORDS else " "
