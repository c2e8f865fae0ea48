"""What a person types from paper, folded to the plain characters that are printed there."""

import unicodedata

# Longer than any printed number with its spaces: returned as it stands, so that a megabyte costs nothing.
LONGEST = 64
SEPARATORS = frozenset({"Zs", "Pd", "Cf"})  # spaces, dashes, and the unseen marks that pasting brings


def fold(text: str) -> str:
    """NFKC, digits of every script to 0-9, spaces, dashes and unseen marks dropped, upper case."""
    if len(text) > LONGEST:
        return text
    if text.isascii() and text.isalnum():
        return text.upper()
    kept = "".join(_plain(character) for character in unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFKC", kept)


def _plain(character: str) -> str:
    if character.isspace() or character == "\N{MINUS SIGN}" or unicodedata.category(character) in SEPARATORS:
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    # Only letters that keep their length: the upper case of a sharp s is two letters nobody typed.
    return character.upper() if len(character.upper()) == 1 else character
