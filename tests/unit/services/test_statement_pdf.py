"""The Statement of Results as a PDF: tagged, small, one page, and with the letters of many scripts."""

import re
import zlib
from importlib.resources import files
from pathlib import Path

import pytest

from portal.services import statement_pdf
from portal.services.errors import Refused

CONTENT = {
    "title": "Statement of Results", "board": "Examinations Board",
    "facts": [["Exam", "B2 First"], ["Reference of this statement", "263ZZ0010001"]],
    "panel": ["Grade", "B"], "panel_facts": [["CEFR level", "B2"], ["Overall score", "173"]],
    "score_heads": ["Paper", "Score"], "scores_title": "Scores", "scores": [["Overall", 173], ["Reading", 172]],
    "bands": [["B1", 140], ["C", 160], ["B", 173], ["A", 180]], "low": 122, "high": 190,
    "scale_note": "The scale of this exam goes from 122 to 190.", "meaning_title": "About this statement",
    "notes": ["This statement is not a certificate."],
}  # fmt: skip
NAMES = {
    "latin": "María José Núñez Łuczkowska Nguyễn", "greek": "Χρήστος Παπαδόπουλος", "cyrillic": "Ярослав Щербаков",
    "arabic": "ليلى محمود", "chinese": "王小明", "japanese": "さくら 山田", "korean": "김민준",
}  # fmt: skip
LIMIT = 60_000


def render(name: str, **given: str) -> bytes:
    return statement_pdf.render(CONTENT | {"name": name}, **({"language": "en"} | given))


def objects(pdf: bytes) -> str:
    """The objects of a PDF as text, those in compressed object streams too."""
    streams = re.findall(rb"/Type\s*/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return (pdf + b"\n".join(zlib.decompress(stream) for stream in streams)).decode("latin-1")


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_a_name_in_its_script_makes_one_small_page(name: str) -> None:
    pdf = render(name)
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) < LIMIT
    assert len(re.findall(r"/Type\s*/Page\b", objects(pdf))) == 1


def test_the_page_is_tagged_for_those_who_listen_to_it() -> None:
    found = objects(render("Amara"))
    assert re.search(r"/Marked\s+true", found)
    assert re.search(r"/Lang\s*\(en\)", found)
    assert re.search(r"/DisplayDocTitle\s+true", found)
    tags = set(re.findall(r"/S\s*/(\w+)", found))
    assert {"H1", "H2", "P", "Table", "TR", "TH", "TD"} <= tags
    assert "<pdfuaid:part>1</pdfuaid:part>" in found


def test_only_the_letters_that_are_used_are_in_the_file() -> None:
    assert len(re.findall(r"/BaseFont\s*/[A-Z]{6}\+", objects(render("王小明")))) >= 3


def test_letters_that_no_font_has_are_refused_and_not_drawn_as_boxes() -> None:
    with pytest.raises(Refused, match="no_font"):
        render("สมชาย ใจดี")


def test_a_folder_with_further_fonts_brings_further_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_pdf, "FONT_PACKAGES", ("fontpkg_noto_sans",))
    monkeypatch.setattr(statement_pdf, "FAMILIES", ("Noto Sans",))
    statement_pdf.installed_fonts.cache_clear()
    folder = Path(str(files("fontpkg_noto_sans_arabic")))
    try:
        with pytest.raises(Refused, match="no_font"):
            render(NAMES["arabic"])
        assert render(NAMES["arabic"], own_fonts=str(folder)).startswith(b"%PDF-")
    finally:
        statement_pdf.installed_fonts.cache_clear()


def test_a_page_from_right_to_left_is_one_page_too() -> None:
    pdf = render(NAMES["arabic"], language="ar")
    assert re.search(r"/Lang\s*\(ar\)", objects(pdf))
    assert len(re.findall(r"/Type\s*/Page\b", objects(pdf))) == 1


@pytest.mark.parametrize("name", ["#panic()", '"+sys.inputs+"', "*bold* _under_ $x$ @ref <tag>", "\\u{41}"])
def test_a_name_is_text_and_never_a_program(name: str) -> None:
    assert render(name).startswith(b"%PDF-")


def test_a_long_name_stays_on_the_page() -> None:
    assert len(re.findall(r"/Type\s*/Page\b", objects(render("Wolfeschlegelsteinhausen " * 16)))) == 1
