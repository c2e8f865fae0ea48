"""Files of a sitting, as an exam board sends them to a centre: made up, with dates that fit the portal's clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.cli import demo_data, outcomes, sittings
from portal.cli.sittings import Plan
from portal.rules import catalogue
from portal.rules.time_zones import local_date

EXAM = "B2F"
EXAM_NAME = "B2 First"
PAPER_DAYS = 35  # a paper exam that long ago is in the middle of its results window


@dataclass(frozen=True)
class SittingFiles:
    """Entries and the results that fit them; `rows` and `outcomes` hold the same as data."""

    rows: list[dict[str, str]]
    outcomes: list[dict[str, str]]

    @property
    def entries(self) -> bytes:
        return "".join(demo_data.as_csv(self.rows)).encode()

    @property
    def results(self) -> bytes:
        return "".join(demo_data.as_csv(self.outcomes)).encode()

    def passed(self) -> tuple[dict[str, str], dict[str, str]]:
        """The first candidate who has a grade: entry and outcome."""
        pairs = zip(self.rows, self.outcomes, strict=True)
        return next((row, outcome) for row, outcome in pairs if outcome["grade"] in {"A", "B", "C"})


def sitting(now: datetime, *, size: int = 8, centre: str = "ZZ001", first_number: int = 5001) -> SittingFiles:
    """A paper sitting of five weeks before `now`."""
    rows = list(
        demo_data.entries(
            size, seed=first_number, centre_numbers=[centre], exam_codes=[EXAM], delivery="paper",
            exam_date=(now - timedelta(days=PAPER_DAYS)).date(), first_candidate_number=first_number,
        )
    )  # fmt: skip
    return SittingFiles(rows, list(demo_data.results(rows, seed=first_number, catalogue=catalogue.load())))


def corrected(plan: Plan, grades: dict[str, str], now: datetime) -> bytes:
    """The results of a scenario's sitting as a file, with other grades for the people named."""
    rows = plan.rows(local_date(now, "Europe/Madrid") - timedelta(days=plan.days_ago))
    made = sittings.result_rows(plan, rows)
    exam = catalogue.load().exams[plan.exam_code]
    for row, result in zip(rows, made, strict=True):
        if row["given_names"] in grades:
            result |= outcomes.of(exam, grades[row["given_names"]])
    return "".join(demo_data.as_csv(made)).encode()
