"""The language of an account: its emails are written in it, and its pages on every device."""

from portal.models.candidate import Candidate


def choose(*, candidate: Candidate, language: str) -> None:
    """Write to this candidate in this language from now on."""
    Candidate.update(language=language).where(Candidate.id == candidate.id).execute()
