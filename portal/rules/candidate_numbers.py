"""The candidate number: four digits as text, unique in a centre and session."""

import re

EXAMPLE = "0001"
_FORM = re.compile(r"[0-9]{4}")


def is_candidate_number(text: str) -> bool:
    """True for four ASCII digits."""
    return _FORM.fullmatch(text) is not None
