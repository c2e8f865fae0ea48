"""What an email may say, read from its row in the moment it is sent: never a grade, a score or a secret."""

from peewee import ModelSelect

from portal.models.built_once import BuiltOnce, given
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.sitting import Sitting
from portal.services import bounce_reports, links
from portal.services.catalogue import current
from portal.services.letters import CanNotCompose
from portal.services.links import Purpose
from portal.settings import Settings

Facts = dict[str, object]
PATHS = {
    Purpose.CONFIRM_EMAIL: "/confirm-email/",
    Purpose.RESET_PASSWORD: "/reset-password/",
    Purpose.UNDO_EMAIL: "/undo-email/",
    Purpose.UNSUBSCRIBE: "/unsubscribe/",
    Purpose.INVITE_STAFF: "/staff/invitation/",
}
SHOWN_OF_ID = 4


def portal(settings: Settings) -> Facts:
    """What every email may say."""
    return {
        "portal_url": settings.public_url,
        "sign_in_url": f"{settings.public_url}/sign-in",
        "staff_sign_in_url": f"{settings.public_url}/staff/sign-in",
        "reset_url": f"{settings.public_url}/reset-password",
        "help_url": f"{settings.public_url}/help",
        "board_name": settings.board_name,
    }


def account(email: OutboxEmail, _: Settings) -> Facts:
    """The end of the ID number: one address may serve several accounts, and nobody else learns a whole number."""
    about = [email.entry] if email.entry else _first_entry(candidate=email.candidate_id)
    return {"id_ending": about[0].id_number[-SHOWN_OF_ID:] if about else ""}


@BuiltOnce
def _first_entry() -> "ModelSelect[Entry]":
    return Entry.select(Entry.id_number).where(Entry.candidate == given("candidate")).order_by(Entry.id).limit(1)


def link(email: OutboxEmail, settings: Settings) -> Facts:
    """The address of the row's link, made anew each time and stored nowhere."""
    if email.link is None:
        raise CanNotCompose("The row has no link.")
    purpose = Purpose(email.link.purpose)
    return {"link_url": f"{settings.public_url}{PATHS[purpose]}{links.token(email.link)}", "link_purpose": purpose}


def sitting(email: OutboxEmail, _: Settings) -> Facts:
    """Which exam the row's entry is about, and the window of its results."""
    return {} if email.entry is None else _sitting(email.entry.sitting)


def contact(email: OutboxEmail, _: Settings) -> Facts:
    """Whom at the centre to ask: the contact of the entry, or else of the centre."""
    entry = email.entry
    if entry is None:
        return {}
    own = bool(entry.contact_name and entry.contact_email)
    named = entry if own else entry.centre
    return {
        "contact_name": named.contact_name,
        "contact_email": named.contact_email,
        "contact_phone": named.contact_phone,
    }


def batch(email: OutboxEmail, settings: Settings) -> Facts:
    """The batch and where to find it; what people typed about it stays on its page."""
    if email.batch is None:
        return {}
    row: ReleaseBatch = email.batch
    return {
        **_sitting(row.sitting),
        "centre_number": row.sitting.centre.number,
        "centre_name": row.sitting.centre.name,
        "timezone": row.sitting.centre.timezone,
        "batch_url": f"{settings.public_url}/staff/batches/{row.public_id}",
        "release_at": row.release_at,
        "row_count": row.row_count,
    }


def bounces(email: OutboxEmail, settings: Settings) -> Facts:
    """How many candidates of the reader's centre were not reached, on which day."""
    centre = email.staff.centre if email.staff else None
    if centre is None:
        return {}
    day = bounce_reports.day_of(email)
    return {
        "centre_number": centre.number,
        "centre_name": centre.name,
        "report_day": day,
        "unreached": bounce_reports.unreached(centre, day),
        "candidates_url": f"{settings.public_url}/staff/candidates",
    }


def news(email: OutboxEmail, _: Settings) -> Facts:
    """The issue's title, and its text in paragraphs."""
    if email.news is None:
        return {}
    paragraphs = [" ".join(part.split()) for part in email.news.text.split("\n\n")]
    return {"title": email.news.title, "paragraphs": [part for part in paragraphs if part]}


def _sitting(row: Sitting) -> Facts:
    exam = current().exams.get(row.exam_code)
    return {
        "exam": exam.name if exam else row.exam_code,
        "exam_date": row.exam_date,
        "results_from": row.results_from,
        "results_by": row.results_by,
    }
