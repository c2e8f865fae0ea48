"""How commands write numbers of things."""


def counted(number: int, noun: str) -> str:
    """`1 row`, `2 rows`, `3,000 rows`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
