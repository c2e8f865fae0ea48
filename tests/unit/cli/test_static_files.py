"""Style sheets and scripts travel without what only people need, and nothing else is lost."""

import re
from pathlib import Path

import pytest

from portal.cli import static_files
from portal.cli.static_files import without_layout, without_remarks

STYLES = sorted((static_files.STATIC / "css").glob("*.css"))
SCRIPT = static_files.STATIC / "js" / "portal.js"


def marks(text: str) -> str:
    """Everything but spaces, and but the last semicolon of a block."""
    return re.sub(r"\s+", "", text).replace(";}", "}")


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_keeps_its_rules(style: Path) -> None:
    text = style.read_text()
    bare = without_layout(text)
    assert marks(bare) == marks(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    assert len(bare) < len(text)


@pytest.mark.parametrize(
    ("style", "bare"),
    [
        ("a :hover { margin: 0 auto; }", "a :hover{margin:0 auto}"),
        ("/* a */\n.b > * + i,\n.c { font: 1rem/2 'Noto Serif' }", ".b > * + i,.c{font:1rem/2 'Noto Serif'}"),
        ("@media (min-width: 4em) and (x: y) { a { b: calc(1px + 2px); } }",
         "@media (min-width:4em) and (x:y){a{b:calc(1px + 2px)}}"),
    ],
)  # fmt: skip
def test_spaces_with_a_meaning_stay(style: str, bare: str) -> None:
    assert without_layout(style) == bare


def test_a_script_keeps_every_line_that_does_something() -> None:
    lines = [line.strip() for line in SCRIPT.read_text().splitlines()]
    bare = without_remarks(SCRIPT.read_text()).splitlines()
    assert [line for line in lines if line not in bare and line] == [line for line in lines if line.startswith("//")]


def test_no_line_of_the_script_hides_a_remark_or_runs_on() -> None:
    """Each remark has a line of its own, and no text goes over several lines: what is left out here is no code."""
    text = SCRIPT.read_text()
    assert "/*" not in text
    assert all(line.count("`") % 2 == 0 for line in text.splitlines())


def test_both_kinds_are_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "STATIC", tmp_path)
    (tmp_path / "a.css").write_text("a { b: c; }" * 20)
    static_files.compress()
    made = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert set(made) == {"a.css", "a.css.br", "a.css.gz"}
    static_files.compress()
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == made
