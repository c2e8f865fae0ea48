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
    "backup_exists": "There is a file {file} already. Choose another name, or replace it with --force.",
    "nothing_to_back_up": "The tables are missing: there is nothing to back up.",
    "no_room": "The file can not be written: {words}.",
    "no_folder": "There is no folder {folder}.",
    "tool_missing": "PostgreSQL is copied with {tool}, which is not installed here: install PostgreSQL's client tools.",
    "tool_too_old": "{tool} is of version {version}, and this needs version {needed} or later.",
    "tool_failed": "{tool} failed: {words}",
    "damaged_backup": "{file} is damaged, or is no backup of this portal. Nothing was changed.",
    "wrong_key": "The backup was made with another PORTAL_SECRET_KEY: set that one. Nothing was changed.",
    "newer_backup": "The backup was made by a newer version of the portal: install that one. Nothing was changed.",
    "other_kind": "The backup is of {kind}, and this database is {here}. Nothing was changed.",
    "no_database": "{file} holds a list of erasures and no database. Nothing was changed.",
    "database_not_empty": "The database is not empty: a backup is restored into a new one. Nothing was changed.",
}


def sentence(refused: Refused) -> str:
    """The sentence of a refusal's code; for a code without one, the code with its facts."""
    pattern = SENTENCES.get(refused.code)
    if pattern is None:
        facts = ", ".join(f"{name} {value}" for name, value in refused.facts.items())
        return f"Refused: {refused.code.replace('_', ' ')}{f' ({facts})' if facts else ''}."
    return pattern.format(**refused.facts)
