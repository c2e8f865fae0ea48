"""The languages candidates may read, by code: their names in themselves, their locale, their direction."""

LANGUAGES = {"en": "English", "es": "Español", "ar": "العربية"}
ENGLISH = "en"
# How dates are written where the bare language leaves it open: 14 March 2026, not March 14. Arabic stays bare: it then
# has Western digits throughout, the ones of the numbers on the Confirmation of Entry.
_LOCALES = {ENGLISH: "en_GB"}
_RIGHT_TO_LEFT = {"ar"}


def spoken(language: str) -> str:
    """This language if the portal speaks it, else English."""
    return language if language in LANGUAGES else ENGLISH


def locale_of(language: str) -> str:
    """The locale that goes with a language."""
    return _LOCALES.get(language, language)


def direction_of(language: str) -> str:
    """The value of the `dir` attribute."""
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"
