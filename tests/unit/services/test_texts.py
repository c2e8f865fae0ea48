"""Which texts are in force: ours, or the board's own with its version and its translations."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.services import texts
from portal.settings import SettingError

TERMS = "version: board-7\n\n# Terms of the board\n\nBe kind."


@pytest.fixture(autouse=True)
def ours_again() -> Iterator[None]:
    yield
    texts.configure("")


def test_without_a_folder_ours_are_in_force() -> None:
    texts.configure("")
    assert texts.own("terms") is None
    assert texts.terms_version() == texts.SHIPPED_VERSION


def test_the_boards_terms_and_their_version_are_in_force(tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_text(TERMS)
    texts.configure(str(tmp_path))
    assert texts.terms_version() == "board-7"
    assert texts.own("privacy") is None


def test_a_translation_is_shown_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_text(TERMS)
    (tmp_path / "terms.es.txt").write_text(TERMS.replace("Be kind", "Sé amable"))
    texts.configure(str(tmp_path))
    shown = {language: texts.own("terms", language=language) for language in ("es", "ar")}
    assert [text and text.blocks[0].lines[0] for text in shown.values()] == ["Sé amable.", "Be kind."]


def test_a_text_knows_its_language(tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_text(TERMS)
    (tmp_path / "terms.es.txt").write_text(TERMS)
    texts.configure(str(tmp_path))
    shown = [texts.own("terms", language=language) for language in ("es", "ar", "en")]
    assert [text and text.language for text in shown] == ["es", "en", "en"]


def test_a_translation_that_nobody_could_choose_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_text(TERMS)
    (tmp_path / "terms.fr.txt").write_text(TERMS)
    with pytest.raises(SettingError, match=r"terms\.fr\.txt is in none of the languages en, es, ar"):
        texts.configure(str(tmp_path))


def test_a_missing_folder_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="is not a folder"):
        texts.configure(str(tmp_path / "away"))


def test_a_text_without_a_version_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "help.txt").write_text("Help yourself.")
    with pytest.raises(SettingError, match=r"help\.txt can not be used"):
        texts.configure(str(tmp_path))


def test_a_text_that_is_not_utf_8_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_bytes(TERMS.encode() + b"\xff")
    with pytest.raises(SettingError, match="can not be read as UTF-8"):
        texts.configure(str(tmp_path))


def test_translations_of_another_version_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "terms.txt").write_text(TERMS)
    (tmp_path / "terms.es.txt").write_text(TERMS.replace("board-7", "board-6"))
    with pytest.raises(SettingError, match="different versions"):
        texts.configure(str(tmp_path))


def test_a_translation_alone_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "terms.es.txt").write_text(TERMS)
    with pytest.raises(SettingError, match="the file is missing"):
        texts.configure(str(tmp_path))
