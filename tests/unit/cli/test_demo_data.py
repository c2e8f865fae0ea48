"""Made-up people pass the checks that real files pass, and look like a real sitting."""

from collections import Counter
from datetime import date

import pytest

from portal.cli import demo_data
from portal.cli.demo_data import Row
from portal.rules import entries_file, results_file
from portal.rules.catalogue import load
from portal.rules.centre_numbers import is_real
from portal.rules.problems import Problem

CATALOGUE = load()
COUNT = 2_000


def people(count: int = COUNT, seed: int = 1, exams: tuple[str, ...] = tuple(CATALOGUE.exams)) -> list[Row]:
    made = demo_data.entries(
        count,
        seed=seed,
        centre_numbers=("ZZ001", "ZZ002"),
        exam_codes=exams,
        exam_date=date(2026, 3, 14),
        delivery="paper",
    )
    return list(made)


PEOPLE = people()
RESULTS = list(demo_data.results(PEOPLE, seed=1))


def as_bytes(rows: list[Row]) -> bytes:
    return "".join(demo_data.as_csv(rows)).encode()


def test_every_entry_passes_the_check_without_a_warning() -> None:
    read = list(entries_file.read(as_bytes(PEOPLE), CATALOGUE))
    assert ([row for row in read if isinstance(row, Problem)], len(read)) == ([], COUNT)


def test_every_result_passes_the_check() -> None:
    read = list(results_file.read(as_bytes(RESULTS), CATALOGUE))
    assert not [row for row in read if isinstance(row, Problem) and row.is_error]


@pytest.mark.parametrize(("delivery", "word"), [("computer", "CB"), ("digital", "DG")])
def test_other_deliveries_have_their_code(delivery: str, word: str) -> None:
    made = demo_data.entries(
        1, seed=1, centre_numbers=["ZZ001"], exam_codes=["B2F"], exam_date=date(2026, 5, 2), delivery=delivery
    )
    assert [(row["delivery"], row["session"]) for row in made] == [(word, "2026-05")]


def test_each_result_stands_for_its_entry() -> None:
    keys = ("centre_number", "session", "exam_code", "candidate_number", "id_number", "date_of_birth")
    assert [[row[key] for key in keys] for row in RESULTS] == [[row[key] for key in keys] for row in PEOPLE]


def test_the_same_seed_makes_the_same_people() -> None:
    assert (people(), list(demo_data.results(PEOPLE, seed=1))) == (PEOPLE, RESULTS)


def test_another_seed_makes_other_people() -> None:
    assert not {row["id_number"] for row in people(seed=2)} & {row["id_number"] for row in PEOPLE}


def test_no_centre_is_real_and_every_address_is_an_example() -> None:
    assert not any(is_real(row["centre_number"]) for row in PEOPLE)
    assert {row["email"].partition("@")[2] for row in PEOPLE} == {"example.org", ""}


def test_some_people_have_one_name_only() -> None:
    assert any(not row["family_name"] for row in PEOPLE)


def test_some_families_share_an_address() -> None:
    addresses = Counter(row["email"] for row in PEOPLE if row["email"])
    assert max(addresses.values()) > 1


def test_candidate_numbers_can_begin_later() -> None:
    made = demo_data.entries(
        2,
        seed=1,
        centre_numbers=["ZZ001"],
        exam_codes=["B2F"],
        exam_date=date(2026, 3, 14),
        first_candidate_number=61,
    )
    assert [row["candidate_number"] for row in made] == ["0061", "0062"]


def test_a_centre_has_no_more_candidates_than_numbers() -> None:
    with pytest.raises(ValueError, match="more centres"):
        people(count=20_000)


def test_a_full_file_uses_every_candidate_number() -> None:
    made = demo_data.entries(
        5,
        seed=1,
        centre_numbers=["ZZ001", "ZZ002", "ZZ003"],
        exam_codes=["B2F"],
        exam_date=date(2026, 3, 14),
        first_candidate_number=9998,
    )
    assert {row["candidate_number"] for row in made} == {"9998", "9999"}


@pytest.mark.parametrize(("grade", "share"), [("A", 0.08), ("B", 0.17), ("C", 0.50), ("LEVEL", 0.24), ("NONE", 0.01)])
def test_the_grades_of_c1_advanced_have_their_usual_mix(grade: str, share: float) -> None:
    grades = Counter(row["grade"] for row in demo_data.results(C1, seed=3) if row["grade"])
    assert grades[grade] / grades.total() == pytest.approx(share, abs=0.025)


C1 = people(count=6_000, exams=("C1A",))


@pytest.mark.parametrize(("statuses", "share"), [(("X", "Z"), 0.03), (("PENDING",), 0.015), (("WITHHELD",), 0.002)])
def test_a_few_results_have_no_scores(statuses: tuple[str, ...], share: float) -> None:
    found = [row["result_status"] in statuses for row in demo_data.results(C1, seed=3)]
    assert sum(found) / len(found) == pytest.approx(share, abs=0.006)


def test_no_rows_make_an_empty_file() -> None:
    assert list(demo_data.as_csv([])) == []
