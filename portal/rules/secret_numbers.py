"""The secret number of an entry: four digits, kept as text because leading zeros count."""

import re
import secrets

from portal.rules.typed_text import fold

EXAMPLE = "0042"
LENGTH = 4
_FORM = re.compile(r"[0-9]{4}")


def tidy(text: str) -> str:
    """The secret number from what was typed; a short one stays short, never padded."""
    return fold(text)


def is_secret_number(text: str) -> bool:
    """True for a tidied secret number."""
    return _FORM.fullmatch(text) is not None


def generate() -> str:
    """A new secret number, each of the ten thousand equally likely."""
    return f"{secrets.randbelow(10**LENGTH):0{LENGTH}d}"
