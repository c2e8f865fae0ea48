"""What a service refused, as a sentence for the person at the command line."""

from portal.services.errors import Refused

SENTENCES = {
    "already_imported": "This very file was imported before ({at}). Nothing was changed.",
    "empty_file": "The file is empty.",
    "not_checked": "The file is no longer waiting to be accepted.",
    "incomplete": "{count} entries have no result yet, the first of them is candidate {first}.",
    "empty": "The batch holds no results.",
    "time_passed": "The release time has passed.",
    "moved_on": "Somebody else was quicker: the batch is in another state now.",
    "already_enrolled": "This person has a second factor already.",
    "email_taken": "Another member of staff has this email address.",
    "real_centre": "A demonstration takes made-up centres only: their numbers begin with ZZ.",
    "needs_time_travel": "The clock moves only with PORTAL_TIME_TRAVEL=1.",
    "not_forward": "The clock moves forward only.",
    "too_far": "The clock does not move further than ten years ahead.",
    "real_centres": "This database holds real centres: made-up people are refused.",
}


def sentence(refused: Refused) -> str:
    """The sentence of a refusal's code; for a code without one, the code with its facts."""
    pattern = SENTENCES.get(refused.code)
    if pattern is None:
        facts = ", ".join(f"{name} {value}" for name, value in refused.facts.items())
        return f"Refused: {refused.code.replace('_', ' ')}{f' ({facts})' if facts else ''}."
    return pattern.format(**refused.facts)
