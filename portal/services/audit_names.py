"""What people call the records that audit events are about: asked for once a page, not once a line."""

from collections.abc import Iterable

from portal.models.release_batch import ReleaseBatch
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.services import catalogue
from portal.services.audit_reading import Line


def of(lines: Iterable[Line]) -> dict[str, str]:
    """Names by subject, of people and batches; the reader sees the events, so also what they are about."""
    subjects = {line.event.subject for line in lines}
    return _people(_ids(subjects, "staff")) | _batches(_ids(subjects, "release_batch"))


def _ids(subjects: Iterable[str], kind: str) -> list[str]:
    return [subject.removeprefix(f"{kind}:") for subject in subjects if subject.startswith(f"{kind}:")]


def _people(ids: list[str]) -> dict[str, str]:
    return {f"staff:{each.public_id}": each.name for each in Staff.select().where(Staff.public_id.in_(ids))}


def _batches(ids: list[str]) -> dict[str, str]:
    batches = ReleaseBatch.select(ReleaseBatch, Sitting).join(Sitting).where(ReleaseBatch.public_id.in_(ids))
    return {
        f"release_batch:{each.public_id}": f"{_exam(each.sitting.exam_code)}, {each.sitting.exam_date:%Y-%m-%d}"
        for each in batches
    }


def _exam(code: str) -> str:
    found = catalogue.current().exams.get(code)
    return found.name if found else code
