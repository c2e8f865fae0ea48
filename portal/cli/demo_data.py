"""Made-up entries and results at any size: the same seed always makes the same people."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from random import Random
from string import ascii_uppercase

from portal.cli.demo_names import NAMES
from portal.rules.catalogue import Catalogue, load
from portal.rules.csv_export import csv_lines
from portal.rules.exams import PAPERS, Exam
from portal.rules.release_window import DELIVERIES
from portal.rules.sessions import session_of
from portal.rules.statement_references import make

LAST_CANDIDATE_NUMBER = 9999
PAPER_NOISE = 8  # standard deviation of one paper around a candidate's ability
ABILITY_SPREAD = 9  # with the noise it gives about 8 % A, 17 % B, 50 % C, 24 % level, 1 % none
WITHOUT_SCORES = (("X", 0.01), ("Z", 0.02), ("PENDING", 0.015), ("WITHHELD", 0.002))
HAS_EMAIL, SHARES_EMAIL = 0.65, 0.03
Row = dict[str, str]


def entries(
    count: int,
    *,
    seed: int,
    centre_numbers: Sequence[str],
    exam_codes: Sequence[str],
    exam_date: date,
    delivery: str = "paper",
    session: str = "",
    first_candidate_number: int = 1,
) -> Iterator[Row]:
    """Rows of an entries file; ValueError when the centres have too few candidate numbers for so many."""
    places = LAST_CANDIDATE_NUMBER - first_candidate_number + 1
    if count > places * len(centre_numbers):
        raise ValueError(f"{count} candidates need more centres: each has {places} candidate numbers.")
    return _entries(
        count,
        Random(f"entries {seed}"),
        dict.fromkeys(centre_numbers, first_candidate_number),
        exam_codes,
        {
            "session": session or session_of(exam_date),
            "delivery": DELIVERIES[delivery].code,
            "exam_date": exam_date.isoformat(),
        },
    )


def _entries(
    count: int, random: Random, next_numbers: dict[str, int], exam_codes: Sequence[str], same: Row
) -> Iterator[Row]:
    exam_date = date.fromisoformat(same["exam_date"])
    open_centres = list(next_numbers)
    used: set[str] = set()
    email = ""
    for index in range(count):
        centre = random.choice(open_centres)
        number = next_numbers[centre]
        next_numbers[centre] += 1
        if number == LAST_CANDIDATE_NUMBER:
            open_centres.remove(centre)
        exam_code = random.choice(exam_codes)
        language, families, given = random.choice(NAMES)
        if not email or random.random() >= SHARES_EMAIL:
            email = f"c{index}@example.org"
        yield {
            "centre_number": centre,
            "session": same["session"],
            "exam_code": exam_code,
            "delivery": same["delivery"],
            "candidate_number": f"{number:04d}",
            "id_number": _new_id_number(random, used),
            "secret_number": f"{random.randrange(10_000):04d}",
            "family_name": random.choice(families),
            "given_names": random.choice(given),
            "date_of_birth": _born(random, exam_date, at_school=exam_code.endswith("S")),
            "exam_date": same["exam_date"],
            "language": language,
            "email": email if random.random() < HAS_EMAIL else "",
        }


def _new_id_number(random: Random, used: set[str]) -> str:
    """Three letters and six digits in either order, never the same twice."""
    while True:
        letters, digits = "".join(random.choices(ascii_uppercase, k=3)), f"{random.randrange(10**6):06d}"
        id_number = letters + digits if random.random() < 0.7 else digits + letters
        if id_number not in used:
            used.add(id_number)
            return id_number


def _born(random: Random, exam_date: date, *, at_school: bool) -> str:
    years = random.uniform(11, 18) if at_school else 12 + random.expovariate(1 / 10) % 60
    return (exam_date - timedelta(days=int(years * 365.25))).isoformat()


def results(people: Iterable[Row], *, seed: int, catalogue: Catalogue | None = None) -> Iterator[Row]:
    """Rows of a results file for these entries: an ability each, papers around it, the grade last."""
    catalogue = catalogue or load()
    random = Random(f"results {seed}")
    for person in people:
        exam = catalogue.exams[person["exam_code"]]
        status = _status(random)
        place = {key: person[key] for key in ("centre_number", "session", "exam_code", "candidate_number")}
        yield {
            **place,
            "id_number": person["id_number"],
            "date_of_birth": person["date_of_birth"],
            "reference_number": make(place["session"], place["centre_number"], place["candidate_number"]),
            "result_status": status,
            **(_graded(random, exam) if status == "OK" else NOT_GRADED),
            "scheme": catalogue.scheme,
        }


NOT_GRADED = dict.fromkeys(("overall_score", "grade", "cefr_level", *PAPERS, "certificate"), "")


def _status(random: Random) -> str:
    drawn = random.random()
    for status, share in WITHOUT_SCORES:
        drawn -= share
        if drawn < 0:
            return status
    return "OK"


def _graded(random: Random, exam: Exam) -> Row:
    ability = random.gauss(_middle(exam), ABILITY_SPREAD)
    scores = {
        paper.code: min(max(round(random.gauss(ability, PAPER_NOISE)), exam.lowest), exam.highest)
        for paper in exam.papers
    }
    overall = exam.overall(scores)
    band = exam.band_for(overall)
    return NOT_GRADED | {
        "overall_score": str(overall),
        "grade": band.grade,
        "cefr_level": band.cefr_level,
        **{code: str(score) for code, score in scores.items()},
        "certificate": band.certificate,
    }


def _middle(exam: Exam) -> float:
    """The typical candidate is a middling C; an exam without that grade has its typical one in the middle."""
    for band in exam.bands:
        if band.grade == "C":
            return (band.lowest + band.highest) / 2
    return (exam.lowest + exam.highest) / 2


def as_csv(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as the lines of a CSV file, with the columns of the first; nothing for no rows."""
    rows = iter(rows)
    for first in rows:
        yield from csv_lines(list(first), (list(row.values()) for row in chain([first], rows)))
