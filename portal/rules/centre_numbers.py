"""The number of an exam centre: two letters and three digits."""

import re

from portal.rules.typed_text import fold

EXAMPLE = "ZZ001"
MADE_UP = "ZZ"  # no country has it
_FORM = re.compile(r"[A-Z]{2}[0-9]{3}")


def tidy(text: str) -> str:
    """The centre number as it is stored, from what was typed."""
    return fold(text)


def is_centre_number(text: str) -> bool:
    """True for a tidied centre number."""
    return _FORM.fullmatch(text) is not None


def is_real(centre_number: str) -> bool:
    """False for the made-up centres of demonstrations and samples."""
    return not centre_number.startswith(MADE_UP)
