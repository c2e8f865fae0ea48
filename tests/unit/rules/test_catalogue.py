"""A catalogue of one's own, and one that can not be used."""

from pathlib import Path

import pytest

from portal.rules.catalogue import CatalogueError, load

SMALL = """
scheme = "OWN-1"
[papers]
reading = "Leer"
[[exams]]
level = "B1"
codes = { X1 = "Own exam" }
papers = ["reading"]
bands = [
  { grade = "A", scores = [10, 20], cefr_level = "B1", certificate = "QUALIFICATION" },
  { grade = "NONE", scores = [0, 9], cefr_level = "", certificate = "NONE" },
]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_board_can_bring_its_own_catalogue(tmp_path: Path) -> None:
    catalogue = load(written(tmp_path, SMALL))
    assert (catalogue.scheme, catalogue.exams["X1"].papers[0].name) == ("OWN-1", "Leer")


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("[10, 20]", "[11, 20]", "gap"),
        ("[10, 20]", "[9, 20]", "overlap"),
        ("[10, 20]", "[20, 10]", "above its highest"),
        ("[10, 20]", "[10]", "not complete"),
        ('grade = "A"', 'grade = "Merit"', "unknown grade"),
        ('papers = ["reading"]', 'papers = ["essay"]', "essay"),
        ('papers = ["reading"]', "papers = []", "needs papers"),
        ('scheme = "OWN-1"', "", "scheme"),
        ('codes = { X1 = "Own exam" }', "codes = {}", "at least one exam"),
        ("[papers]", "[papers", "can not be read"),
    ],
)
def test_a_catalogue_that_makes_no_sense_is_refused(tmp_path: Path, was: str, becomes: str, says: str) -> None:
    with pytest.raises(CatalogueError, match=says):
        load(written(tmp_path, SMALL.replace(was, becomes)))


def test_a_missing_catalogue_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"absent\.toml"):
        load(tmp_path / "absent.toml")


def test_the_shipped_catalogue_is_read_once() -> None:
    assert load() is load()
