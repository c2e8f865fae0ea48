"""What the portal says in another language, looked up where its translators wrote it."""

from collections.abc import Callable
from pathlib import Path

from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).resolve().parents[2] / "portal/translations"
Say = Callable[[str], str]
"""From the English words to those of the page's language; `str` for a page in English."""


class Words:
    """`Words("es")("Sign in")` is what a button of a Spanish page says."""

    def __init__(self, language: str) -> None:
        with (TRANSLATIONS / language / "LC_MESSAGES/messages.po").open("rb") as file:
            self._catalog = read_po(file)

    def __call__(self, english: str) -> str:
        message = self._catalog.get(english)
        assert message, f"no page says {english!r}"
        assert message.string, f"{english!r} is not translated"
        return str(message.string)


def in_language(language: str) -> Say:
    """What says it in this language."""
    return str if language == "en" else Words(language)
