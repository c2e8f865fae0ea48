"""The audit in words: what an act is called, and where the page of its subject is."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import format_date

from portal.rules import roles
from portal.web import access
from portal.web.staff.batch_words import ACTIONS
from portal.web.staff.blueprint import pages

WORDS = ACTIONS | {
    "staff.invite": "Invited",
    "staff.invited": "Invited",
    "staff.send_link": "Link for a password sent",
    "staff.join": "Joined",
    "staff.new_password": "New password chosen",
    "staff.move": "Role or centre changed",
    "staff.disable": "Disabled",
    "staff.disabled": "Disabled",
    "staff.enable": "Enabled again",
    "staff.end_sessions": "Sessions ended",
    "staff.sign_in": "Signed in",
    "staff.sign_out": "Signed out",
    "staff.second_factor_set": "Authenticator app set up",
    "staff.recovery_codes_renewed": "Recovery codes renewed",
    "staff.second_factor_reset_asked": "Reset of the app asked for",
    "staff.second_factor_reset_dropped": "Reset of the app refused or taken back",
    "staff.second_factor_reset": "Authenticator app reset",
    "centre.add": "Centre added",
    "centre.added": "Centre added",
    "centre.change": "Centre changed",
    "intake.received": "File received",
    "intake.accepted": "File accepted",
    "intake.dropped": "File dropped",
    "intake.entries": "Entries imported",
    "intake.results": "Results imported",
    "helpdesk.reissue_secret": "New Secret number given out",
    "helpdesk.correct_address": "Email address corrected",
    "helpdesk.unlock": "Unlocked",
    "helpdesk.end_sessions": "Candidate signed out everywhere",
    "helpdesk.revocation_asked": "Asked to take an entry back",
    "helpdesk.revocation_dropped": "Request to take an entry back refused or taken back",
    "helpdesk.revocation": "Entry taken back, new Secret number",
    "candidate.erase": "Candidate erased on request",
    "retention.remove": "Kept long enough: removed",
    "erasure.replay": "Erased again after a restore",
    "news.publish": "News written",
    "audit.export": "Audit exported",
    "guessing.alarm": "Many ID numbers were tried in vain",
    "portal.restored": "Restored from a backup",
}
# The first word of a subject: what it is called, the page and argument that show it, and the act that opens the page.
SUBJECTS = {
    "release_batch": ("Batch", "staff.batch", "public_id", "search"),
    "staff": ("Person", "staff.person", "public_id", "people"),
    "centre": ("Centre", "staff.centre", "number", "centres"),
    "intake": ("Import", "staff.intake", "public_id", "import"),
    "entry": ("Candidate", "staff.candidate", "public_id", "search"),
}
SHOWN = 8
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@pages.app_template_filter("audit_act")
def act(action: str) -> str:
    """The act in words; one without words of its own by its name."""
    return WORDS.get(action) or action.replace(".", ": ").replace("_", " ").capitalize()


@pages.app_template_filter("audit_time")
def moment(value: datetime, zone: str) -> str:
    """13 Apr 2026, 09:00:05 by the clock of `zone`, which the page names once."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{format_date(local.date(), 'medium')}, {local:%H:%M:%S}"


@pages.app_template_filter("audit_value")
def value(text: str) -> str:
    """A fingerprint by its beginning, which is what people compare; the exported file has all of it."""
    return f"{text[:12]}…" if _FINGERPRINT.fullmatch(text) else text


@pages.app_template_filter("audit_subject")
def subject(text: str, names: Mapping[str, str]) -> str:
    """The kind of thing, and what people call it or else the start of its name in addresses."""
    kind, _, name = text.partition(":")
    called = SUBJECTS[kind][0] if kind in SUBJECTS else kind.replace("_", " ").capitalize()
    return f"{called} {names.get(text) or name[:SHOWN]}"


@pages.app_template_filter("audit_page")
def page_of(text: str) -> str:
    """The address of the page about a subject, or nothing where there is none that the reader may open."""
    kind, _, name = text.partition(":")
    _, endpoint, argument, opens = SUBJECTS.get(kind, ("", "", "", ""))
    reader = access.staff()
    if not name or not roles.may(reader.role, opens):
        return ""
    values: dict[str, Any] = {argument: name}
    return url_for(endpoint, **values)
