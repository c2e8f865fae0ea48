"""The shipped catalogue, band by band, and the arithmetic of an overall score."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.catalogue import load
from portal.rules.exams import Exam

EXAMS = load().exams
B2, A2 = EXAMS["B2F"], EXAMS["A2K"]


def of_b2(*scores: int) -> dict[str, int]:
    return dict(zip(("reading", "use_of_english", "writing", "listening", "speaking"), scores, strict=True))


def test_the_catalogue_has_every_exam_of_the_scheme() -> None:
    assert set(EXAMS) == {"A2K", "A2KS", "B1P", "B1PS", "B2F", "B2FS", "C1A", "C2P"}


def test_the_scheme_has_a_name() -> None:
    assert load().scheme == "CES-2020"


@pytest.mark.parametrize(
    ("code", "edges"),
    [
        ("A2K", ((140, 150, "B1"), (133, 139, "A2"), (120, 132, "A2"), (100, 119, "A1"), (82, 99, ""))),
        ("B1P", ((160, 170, "B2"), (153, 159, "B1"), (140, 152, "B1"), (120, 139, "A2"), (102, 119, ""))),
        ("B2F", ((180, 190, "C1"), (173, 179, "B2"), (160, 172, "B2"), (140, 159, "B1"), (122, 139, ""))),
        ("C1A", ((200, 210, "C2"), (193, 199, "C1"), (180, 192, "C1"), (160, 179, "B2"), (142, 159, ""))),
        ("C2P", ((220, 230, "C2"), (213, 219, "C2"), (200, 212, "C2"), (180, 199, "C1"), (162, 179, ""))),
    ],
)
def test_the_bands_are_those_of_the_scale(code: str, edges: tuple[tuple[int, int, str], ...]) -> None:
    assert tuple((band.lowest, band.highest, band.cefr_level) for band in EXAMS[code].bands) == edges


@pytest.mark.parametrize("exam", EXAMS.values(), ids=lambda exam: exam.code)
def test_each_grade_has_its_certificate(exam: Exam) -> None:
    kinds = {band.grade: band.certificate for band in exam.bands}
    assert kinds == dict.fromkeys("ABC", "QUALIFICATION") | {"LEVEL": "LEVEL", "NONE": "NONE"}


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (190, "A"),
        (180, "A"),
        (179, "B"),
        (173, "B"),
        (172, "C"),
        (160, "C"),
        (159, "LEVEL"),
        (140, "LEVEL"),
        (122, "NONE"),
    ],
)
def test_a_score_has_one_grade(score: int, grade: str) -> None:
    assert B2.band_for(score).grade == grade


@pytest.mark.parametrize("score", [121, 191, 0, -1])
def test_a_score_outside_the_range_has_no_band(score: int) -> None:
    with pytest.raises(ValueError, match="reported from 122 to 190"):
        B2.band_for(score)


@pytest.mark.parametrize(
    ("scores", "overall"),
    [((172, 168, 165, 178, 181), 173), ((160, 160, 160, 161, 161), 160), ((160, 160, 161, 161, 161), 161)],
)
def test_the_overall_score_is_the_mean(scores: tuple[int, ...], overall: int) -> None:
    assert B2.overall(of_b2(*scores)) == overall


@pytest.mark.parametrize(("listening", "overall"), [(141, 141), (142, 141), (139, 140), (143, 141)])
def test_halves_go_up_and_reading_and_writing_counts_double(listening: int, overall: int) -> None:
    assert A2.overall({"reading_writing": 140, "listening": listening, "speaking": 141}) == overall


@given(st.lists(st.integers(82, 150), min_size=3, max_size=3))
def test_the_overall_is_never_more_than_half_a_point_from_the_mean(scores: list[int]) -> None:
    mean = Fraction(2 * scores[0] + scores[1] + scores[2], 4)
    overall = A2.overall(dict(zip(("reading_writing", "listening", "speaking"), scores, strict=True)))
    assert Fraction(-1, 2) < overall - mean <= Fraction(1, 2)
