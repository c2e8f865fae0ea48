"""Folding: what people type finds how names are written."""

import pytest

from portal.rules.search_words import LONGEST, MOST_WORDS, fold, words


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("María José Núñez Ibáñez", "maria jose nunez ibanez"),
        ("Müller-Lüdenscheidt", "Muller Ludenscheidt"),
        ("O’Neil", "O'NEIL"),
        ("Łukasz Østergård", "lukasz ostergard"),
        ("İbrahim I\u015f\u0131k", "ibrahim isik"),
        ("STRAẞE", "strasse"),
        ("مُحَمَّد", "محمد"),
        ("ليلى", "ليلي"),
        ("Nguyễn Việt", "nguyen viet"),
        ("김민준", "\u1100\u1175\u11b7\u1106\u1175\u11ab\u110c\u116e\u11ab"),
        ("Алёна", "АЛЕНА"),
        ("\uff4d\uff41\uff52\uff49\uff41", "maria"),
    ],
)
def test_the_same_name_has_one_fold(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize("name", ["नेहा शर्मा", "สมชาย ใจดี", "王小明", "محمود ليلى"])
def test_names_of_every_script_keep_their_letters(name: str) -> None:
    assert len(fold(name).split()) == len(name.split())
    assert fold(name) != fold(name[::-1])


@pytest.mark.parametrize("text", ["", "%_\\", "\x00\n", "'’`", "🙂"])
def test_signs_alone_are_no_words(text: str) -> None:
    assert words(text) == []


def test_a_megabyte_is_cut_short() -> None:
    assert len(words("ab " * 2**20)) == MOST_WORDS
    assert len(words("x" * 2**20)[0]) == LONGEST
