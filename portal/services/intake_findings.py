"""What a dry run found, kept as rows: problems and changes, grouped, filtered and page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from peewee import Expression, fn

from portal.models.intake import Intake
from portal.models.intake_change import IntakeChange
from portal.models.intake_problem import IntakeProblem
from portal.rules.problems import Problem
from portal.services.intake_reading import Change

KEPT_PROBLEMS = 10_000
KEPT_CHANGES = 1_000
PAGE = 100


@dataclass(frozen=True)
class Group:
    """How many problems of one severity a column has; an empty column stands for whole rows or the file."""

    severity: str
    column: str
    count: int


@dataclass(frozen=True)
class ProblemPage:
    """One page of problems, and how many the filter leaves."""

    problems: list[IntakeProblem]
    total: int
    page: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        return min(self.page * PAGE, self.total)


class Keeper:
    """Writes down what a dry run finds, up to a limit: a list of a hundred thousand helps nobody."""

    def __init__(self, intake: Intake) -> None:
        self._intake_id = intake.id
        self._problems = KEPT_PROBLEMS
        self._changes = KEPT_CHANGES
        forget(intake)

    def keep(self, problems: Sequence[Problem], changes: Sequence[Change]) -> None:
        """Keep these as far as there is room."""
        problem_rows = [self._problem(problem) for problem in problems[: self._problems]]
        change_rows = [self._change(change) for change in changes[: self._changes]]
        self._problems -= len(problem_rows)
        self._changes -= len(change_rows)
        if problem_rows:
            IntakeProblem.insert_many(problem_rows).execute()
        if change_rows:
            IntakeChange.insert_many(change_rows).execute()

    def _problem(self, problem: Problem) -> dict[str, object]:
        return {
            "intake": self._intake_id,
            "row": problem.row,
            "column": problem.column[:60],
            "found": problem.found[:200],
            "expected": problem.expected[:300],
            "severity": problem.severity,
        }

    def _change(self, change: Change) -> dict[str, object]:
        return {
            "intake": self._intake_id,
            "row": change.row,
            "id_number": change.id_number,
            "column": change.column,
            "before": change.before[:400],
            "after": change.after[:400],
        }


def forget(intake: Intake) -> None:
    """Remove everything an earlier dry run found."""
    IntakeProblem.delete().where(IntakeProblem.intake == intake.id).execute()
    IntakeChange.delete().where(IntakeChange.intake == intake.id).execute()


def groups(intake: Intake) -> list[Group]:
    """How many problems each column has, errors first, the most frequent first."""
    count = fn.COUNT(IntakeProblem.id)
    query = (
        IntakeProblem.select(IntakeProblem.severity, IntakeProblem.column, count)
        .where(IntakeProblem.intake == intake.id)
        .group_by(IntakeProblem.severity, IntakeProblem.column)
        .order_by(IntakeProblem.severity, count.desc(), IntakeProblem.column)
        .tuples()
    )
    return [Group(*row) for row in query.execute()]


def problems(intake: Intake, *, severity: str = "", column: str | None = None, page: int = 1) -> ProblemPage:
    """One page of what was found, in the order of the file."""
    query = IntakeProblem.select().where(_filtered(intake, severity, column))
    total = int(query.count())
    page = max(1, min(page, -(-total // PAGE)))
    rows = query.order_by(IntakeProblem.row, IntakeProblem.id).paginate(page, PAGE)
    return ProblemPage(list(rows), total, page)


def every_problem(intake: Intake) -> Iterator[tuple[int, str, str, str, str]]:
    """Row, column, found, expected and severity of all that was kept, read as it is needed."""
    fields = (
        IntakeProblem.row, IntakeProblem.column, IntakeProblem.found, IntakeProblem.expected, IntakeProblem.severity,
    )  # fmt: skip
    query = IntakeProblem.select(*fields).where(IntakeProblem.intake == intake.id)
    yield from query.order_by(IntakeProblem.row, IntakeProblem.id).tuples().iterator()


def changes(intake: Intake, *, limit: int = PAGE) -> list[IntakeChange]:
    """The first changes, in the order of the file."""
    query = IntakeChange.select().where(IntakeChange.intake == intake.id)
    return list(query.order_by(IntakeChange.row, IntakeChange.id).limit(limit))


def _filtered(intake: Intake, severity: str, column: str | None) -> Expression:
    condition: Expression = IntakeProblem.intake == intake.id
    if severity:
        condition &= IntakeProblem.severity == severity
    if column is not None:
        condition &= IntakeProblem.column == column
    return condition
