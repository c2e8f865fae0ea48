"""The ID number of an entry: nine characters, three letters with six digits before or behind them."""

import re

from portal.rules.typed_text import fold

EXAMPLE = "ABC123456"
LENGTH = 9
_FORM = re.compile(r"[0-9]{6}[A-Z]{3}|[A-Z]{3}[0-9]{6}")


def tidy(text: str) -> str:
    """The ID number as it is stored, from what was typed."""
    return fold(text)


def is_id_number(text: str) -> bool:
    """True for a tidied ID number."""
    return _FORM.fullmatch(text) is not None
