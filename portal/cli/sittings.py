"""Sittings of the cast: entries and results imported from generated files, and people who register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.cli import cast, demo_data, outcomes, past_mail
from portal.cli.demo_data import Row
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.sitting import Sitting
from portal.rules.time_zones import local_date, local_instant
from portal.services import catalogue, intake_here, intakes, links, registration
from portal.services.confirmation import confirm_email

IMPORTED_BEFORE_EXAM = timedelta(days=21)
REGISTERED_AFTER_IMPORT = timedelta(days=2)
RESULTS_AFTER_EXAM = timedelta(days=20)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One sitting: `days_ago` counts from today to its exam; `named` and `outcomes` are the first candidates'."""

    days_ago: int
    size: int
    centre: str = "ZZ001"
    exam_code: str = "B2F"
    delivery: str = "paper"
    first_number: int = 1
    named: tuple[tuple[str, str], ...] = ()
    outcomes: tuple[str, ...] = ()

    @property
    def seed(self) -> int:
        """Different people for each centre and range of candidate numbers."""
        return int(self.centre[2:]) * 10_000 + self.first_number

    def rows(self, exam_date: date) -> list[Row]:
        """The rows of its entries file: the same people every time, but for what follows from the date."""
        rows = list(
            demo_data.entries(
                self.size,
                seed=self.seed,
                centre_numbers=[self.centre],
                exam_codes=[self.exam_code],
                exam_date=exam_date,
                delivery=self.delivery,
                first_candidate_number=self.first_number,
            )
        )
        for row in rows:
            row["email"] = f"{row['id_number'].lower()}@example.org"
        for row, (given, family) in zip(rows, self.named, strict=False):
            row |= {"given_names": given, "family_name": family, "language": "en", "email": address(given)}
        return rows


def address(name: str) -> str:
    """Where mail to a candidate of the cast goes."""
    return f"{name.split()[0].lower()}@example.org"


def there(plan: Plan) -> Sitting | None:
    """The plan's sitting, if it was made before, on whatever day."""
    found: Sitting | None = (
        Sitting.select(Sitting, Centre)
        .join(Centre)
        .where(Centre.number == plan.centre, Sitting.exam_code == plan.exam_code, Sitting.delivery == plan.delivery)
        .order_by(Sitting.id.desc())
        .first()
    )
    return found


def enter(plan: Plan, *, now: datetime, results: bool = True) -> list[Row]:
    """Import the entries, three weeks before the exam, and the results, twenty days after it, unless they are there."""
    known = there(plan)
    today = local_date(now, _zone(plan.centre))
    exam_date = known.exam_date if known else today - timedelta(days=plan.days_ago)
    rows = plan.rows(exam_date)
    morning = local_time(plan, exam_date, time(9))
    if known is None:
        bring_in("entries", rows, plan, now=min(now, morning - IMPORTED_BEFORE_EXAM))
        if results:
            bring_in("results", result_rows(plan, rows), plan, now=min(now, morning + RESULTS_AFTER_EXAM))
    return rows


def result_rows(plan: Plan, rows: Sequence[Row]) -> list[Row]:
    """The rows of the results file: made up by chance, but for the outcomes that the plan names."""
    made = list(demo_data.results(rows, seed=plan.seed, catalogue=catalogue.current()))
    exam = catalogue.exam(plan.exam_code)
    wished = zip(made, plan.outcomes, strict=False)
    return [row | outcomes.of(exam, outcome) for row, outcome in wished] + made[len(plan.outcomes) :]


def bring_in(kind: str, rows: Sequence[Row], plan: Plan, *, now: datetime) -> None:
    """Import rows as the officer of the plan's centre does."""
    officer = cast.actor(cast.OFFICERS[plan.centre])
    content = "".join(demo_data.as_csv(rows)).encode()
    name = f"{plan.exam_code}-{kind}.csv"
    intake = intakes.receive(kind=kind, file_name=name, content=content, actor=officer, now=now)
    intake = intakes.check(intake, catalogue=catalogue.current())
    if intake.state != "checked":
        raise ValueError(f"The generated file {name} was refused: {intake_here.problems(intake)[0].expected}")
    intake = intakes.accept(intake, actor=officer, now=now)
    intakes.save(intake, catalogue=catalogue.current(), now=now)


def register(row: Row, *, now: datetime) -> Candidate:
    """Register the person two days after their entry came, and follow the link in the email; who is there stays."""
    entry = Entry.get(Entry.id_number == row["id_number"])
    if entry.candidate is not None:
        return entry.candidate
    at = min(now, entry.created_at + REGISTERED_AFTER_IMPORT)
    candidate = register_only(row, now=at)
    past_mail.send_all(now=at)
    link = EmailLink.get(EmailLink.candidate == candidate, EmailLink.purpose == links.Purpose.CONFIRM_EMAIL)
    return confirm_email(token=links.token(link), now=at + timedelta(minutes=3))


def register_only(row: Row, *, now: datetime) -> Candidate:
    """Register the person with the cast's password; the email with the link is still to be sent."""
    return registration.register(
        registration.Registration(
            id_number=row["id_number"],
            secret_number=row["secret_number"],
            email=row["email"],
            password=cast.PASSWORD,
            wants_news=False,
            terms_version="1",
        ),
        now=now,
    )


def local_time(plan: Plan, day: date, at: time) -> datetime:
    """A time of day at the plan's centre as an instant."""
    return local_instant(day, at, _zone(plan.centre), fold=0)


def _zone(number: str) -> str:
    return next(place.timezone for place in cast.PLACES if place.number == number)
