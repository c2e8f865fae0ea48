"""Why a new password is refused, as a sentence that says what to do."""

from flask_babel import gettext

from portal.rules.passwords import CANDIDATE_MINIMUM, MAXIMUM, Refusal


def words_of(refusal: Refusal) -> str:
    """One sentence for each reason."""
    return {
        Refusal.TOO_SHORT: gettext("Use at least %(count)s characters.", count=CANDIDATE_MINIMUM),
        Refusal.TOO_LONG: gettext("Use at most %(count)s characters.", count=MAXIMUM),
        Refusal.COMMON: gettext("Many people use this password. Choose another one."),
        Refusal.CONTEXT: gettext("Leave out your name, your numbers, your exam and the year: others know them."),
        Refusal.WEAK: gettext("This is easy to guess. Add another word or two."),
    }[refusal]
