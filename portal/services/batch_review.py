"""One batch as staff look at it: facts, checks, grades, approvals, and what this person may do now."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from portal.models.approval import Approval
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.rules import batch_checks, roles
from portal.rules.batch_checks import Check, GradeShare
from portal.rules.batch_states import Act, possible_acts
from portal.rules.exams import Exam
from portal.rules.grading import ResultFields
from portal.rules.time_zones import local_date
from portal.services import batch_content, batch_rows, catalogue
from portal.services.approvals import live_approvals
from portal.services.batch_rows import Row

# The role that a step of the state table asks for; what is not here is not offered.
ROLE_ACTS = {
    Act.SUBMIT: "submit", Act.APPROVE: "approve", Act.SEND_BACK: "send_back", Act.WITHDRAW: "withdraw",
    Act.STOP: "stop", Act.RESUME: "resume", Act.CANCEL: "cancel", Act.RECALL: "ask_recall", Act.CORRECT: "correct",
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Who has approved, who must not, and who still can."""

    required: int
    given: list[Approval]
    hands_on: dict[int, str]
    others: list[Staff]

    @property
    def missing(self) -> int:
        return max(0, self.required - len(self.given))


@dataclass(frozen=True)
class Review:
    """Everything one page about a batch says; counted from the rows once."""

    batch: ReleaseBatch
    reader: Staff
    rows: list[Row]
    missing: int
    today: date
    standing: Standing

    @property
    def days_left(self) -> int:
        """Days until the window closes, by the calendar of the centre; negative once it has."""
        return (self.batch.sitting.results_by - self.today).days

    @property
    def registered(self) -> int:
        return sum(row.registered for row in self.rows)

    @property
    def held(self) -> int:
        return sum(bool(row.held_as) for row in self.rows)

    @property
    def seen(self) -> int:
        """How many candidates have opened their result."""
        return sum(row.seen_at is not None for row in self.rows)

    @cached_property
    def statuses(self) -> dict[str, int]:
        return dict(Counter(row.shown for row in self.rows))

    @cached_property
    def has_statuses(self) -> bool:
        """Whether any row has more to say about its status than that there is a first result, which is shown."""
        return any(row.shown != "OK" or row.version > 1 for row in self.rows)

    @cached_property
    def has_row_warnings(self) -> bool:
        return any(row.warnings for row in self.rows)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        return batch_checks.checks_of(self._results, self._exam, missing=self.missing)

    @cached_property
    def grades(self) -> tuple[GradeShare, ...]:
        return batch_checks.grade_shares(self._results, self._exam)

    @property
    def mix(self) -> list[tuple[str, int, int]]:
        """Grade, count and usual share, as the picture of the grades draws them."""
        return [(share.grade, share.count, share.usual or 0) for share in self.grades]

    @property
    def graded(self) -> int:
        return sum(share.count for share in self.grades)

    @property
    def warnings(self) -> list[Check]:
        return [check for check in self.checks if check.warns]

    @property
    def blockers(self) -> list[Check]:
        return [check for check in self.checks if check.blocks and not check.passed]

    @cached_property
    def acts(self) -> frozenset[str]:
        """What the reader may do to the batch in its present state."""
        possible = possible_acts(self.batch.state)
        acts = {str(act) for act in possible if act in ROLE_ACTS and roles.may(self.reader.role, ROLE_ACTS[act])}
        if self.why_not_approve:
            acts.discard(str(Act.APPROVE))
        return frozenset(acts)

    @cached_property
    def why_not_approve(self) -> str:
        """The code of what keeps this person from approving; empty where nothing does."""
        if self.reader.id in self.standing.hands_on:
            return "own_work"
        if any(approval.staff_id == self.reader.id for approval in self.standing.given):
            return "approved_before"
        return ""

    @property
    def may_hold(self) -> bool:
        return roles.may(self.reader.role, "hold")

    @property
    def may_amend(self) -> bool:
        return roles.may(self.reader.role, "correct")

    @property
    def _results(self) -> list[ResultFields]:
        return [row.result for row in self.rows]

    @property
    def _exam(self) -> Exam | None:
        return catalogue.current().exams.get(self.batch.sitting.exam_code)


def of(batch: ReleaseBatch, *, reader: Staff, required: int, now: datetime) -> Review:
    """Read the batch whole; the number of queries does not depend on the number of rows."""
    sitting = batch.sitting
    exam = catalogue.current().exams.get(sitting.exam_code)
    return Review(
        batch=batch,
        reader=reader,
        rows=batch_rows.of_batch(batch, exam),
        missing=len(batch_content.missing_entries(batch)),
        today=local_date(now, sitting.centre.timezone),
        standing=standing(batch, required=required),
    )


def standing(batch: ReleaseBatch, *, required: int) -> Standing:
    """Who approved the present content, and who else could."""
    given = [approval for approval in live_approvals(batch) if approval.content_hash == batch.content_hash]
    hands_on = {person.id: person.name for person in batch_content.importers(batch)}
    if batch.submitted_by is not None:
        hands_on.setdefault(batch.submitted_by.id, batch.submitted_by.name)
    excluded = {*hands_on, *(approval.staff_id for approval in given)}
    able = [role for role in roles.ROLES if roles.may(role, "approve")]
    query = Staff.select().where(
        Staff.role.in_(able),
        Staff.disabled_at.is_null(),
        Staff.centre.is_null() | (Staff.centre == batch.sitting.centre_id),
    )
    others = [person for person in query.order_by(Staff.name) if person.id not in excluded]
    return Standing(required, given, hands_on, others)
