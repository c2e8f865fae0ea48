"""What the demonstration says when it runs: where to look and who signs in with what."""

from pathlib import Path

from portal.cli import cast
from portal.cli.sheet import Person, Sheet
from portal.settings import Settings


def instructions(settings: Settings, sheet: Sheet, folder: Path) -> str:
    """Ten lines, which lead a newcomer through the whole story."""
    url = settings.public_url
    new = [person for person in sheet.people if person.secret_number]
    known = [person for person in sheet.people if person.id_number and person.password]
    lines = [
        f"The Candidate Portal runs at {url} (Ctrl-C ends it)",
        f"1. Register:    {url}/register  {_newcomer(new)}",
        f"2. Read mail:   {url}/demo/mailbox  (also the staff's codes, which change every 30 seconds)",
        f"3. Staff:       {url}/staff/sign-in  with the password: {cast.PASSWORD}",
        f"4. Approve it:  as {_who(cast.ADA)}, then as {_who(cast.BO)}: Batches, B2 First, Approve",
        f"5. The release: {' '.join(sheet.notes)}",
        f"6. The result:  {url}/sign-in  after that minute, as the candidate you registered",
        f"7. Or at once:  {' or '.join(f'{person.name}, ID number {person.id_number}' for person in known[:2])}, "
        "same password",
        f"8. Too late?    as {_who(cast.BEN)} take the batch back and submit it for another minute",
        f"9. Commands:    . {folder / 'settings.env'}  and then, for example: .venv/bin/portal mail list",
    ]
    return "\n".join(["", *lines, ""])


def _newcomer(new: list[Person]) -> str:
    if not new:
        return "(everybody is registered: portal demo --fresh begins anew)"
    return f"{new[0].name}: ID number {new[0].id_number}, Secret number {new[0].secret_number}"


def _who(person: cast.Colleague) -> str:
    return f"{person.email} ({person.role})"
