"""Addresses and ID numbers as pages, lists and logs may show them."""

DOT = "\N{BULLET}"
SHOWN = 4


def mask_email(address: str) -> str:
    """The first letter and the domain: a***@example.org."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}***{at}{domain}" if at else "***"


def mask_id_number(id_number: str) -> str:
    """The last four characters behind as many dots as there are others; nothing of a shorter text."""
    hidden = len(id_number) - SHOWN
    return DOT * hidden + id_number[hidden:] if hidden > 0 else DOT * len(id_number)
