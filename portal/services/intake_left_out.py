"""Who of a sitting is missing in a file about it: the part of the difference to earlier files that no row shows."""

from collections import defaultdict
from collections.abc import Iterable
from sys import intern

from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.result import Result
from portal.models.sitting import Sitting
from portal.rules.problems import WARNING, Problem
from portal.services.result_meeting import MetEntry

NAMED = 5


class LeftOut:
    """Notes whom a file names, and warns of those beside them whose entry or result was imported before."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._named: dict[int, set[str]] = defaultdict(set)

    def note(self, entries: Iterable[Entry | MetEntry]) -> None:
        """Entries that the file has rows for; other centres' are none of its business."""
        centre_id = self._intake.centre_id
        for entry in entries:
            if centre_id in (None, entry.centre_id):
                self._named[entry.sitting_id].add(intern(entry.candidate_number))

    def problems(self) -> list[Problem]:
        """One warning for each sitting of which somebody is missing."""
        sittings = Sitting.select().where(Sitting.id.in_(list(self._named))).order_by(Sitting.id)
        return [problem for sitting in list(sittings) for problem in self._of(sitting)]

    def _of(self, sitting: Sitting) -> list[Problem]:
        there = Entry.select(Entry.candidate_number).where(Entry.sitting == sitting)
        if self._intake.kind == "results":
            there = there.where(Entry.id.in_(Result.select(Result.entry)))
        numbers = {entry.candidate_number for entry in there}
        missing = sorted(numbers - self._named[sitting.id])
        if not missing:
            return []
        more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
        found = (
            f"{len(missing)} of {len(numbers)} {self._intake.kind} of {sitting.exam_code} on {sitting.exam_date} "
            f"that were imported before are not in it: {', '.join(missing[:NAMED])}{more}"
        )
        return [Problem(0, "", found, "all of them; those that are missing stay as they are", WARNING)]
