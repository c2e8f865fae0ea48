"""The visual ground keeps its promises: size, contrast, right-to-left, nothing inline."""

import re
from pathlib import Path

import brotli
import pytest

from portal.cli.static_files import as_it_travels

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "static/css/portal.css"
STAFF = ROOT / "static/css/staff.css"
SCRIPT = ROOT / "static/js/portal.js"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not {"email", "email.html"} & set(path.relative_to(ROOT / "templates").parts)]

# what stands on which ground, and the ratio WCAG 2.2 AA asks for: 4.5 for text, 3 for edges and marks
GROUNDS = {
    "ground": {"ink": 4.5, "soft": 4.5, "link": 4.5, "bad": 4.5, "warn": 4.5, "edge": 3, "focus": 3},
    "paper": {"ink": 4.5, "soft": 4.5, "link": 4.5, "bad": 4.5, "edge": 3, "focus": 3},
    "tint": {"ink": 4.5, "soft": 4.5, "link": 4.5, "warn": 4.5, "focus": 3},
    "link": {"on-link": 4.5},
    "bar": {"gold": 3},
}
PAIRS = [(ground, words, least) for ground, found in GROUNDS.items() for words, least in found.items()]
BUDGETS = {PORTAL: (8192, 2048), STAFF: (6144, 1024), SCRIPT: (3072, 1152)}


def palette(scheme: str) -> dict[str, str]:
    """The colours of a scheme by name; the dark one overrides the light one."""
    css = PORTAL.read_text()
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    colours: dict[str, str] = {}
    for block in blocks[: 2 if scheme == "dark" else 1]:
        colours |= dict(re.findall(r"--([\w-]+): (#\w+);", block))
    return colours


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("path", BUDGETS, ids=lambda path: path.name)
def test_a_file_stays_within_its_budget(path: Path) -> None:
    raw, compressed = BUDGETS[path]
    assert path.stat().st_size <= raw
    assert len(brotli.compress(as_it_travels(path), quality=11)) <= compressed


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ground", "words", "least"), PAIRS)
def test_colours_have_enough_contrast(scheme: str, ground: str, words: str, least: float) -> None:
    colours = palette(scheme)
    assert contrast(colours[words], colours[ground]) >= least


@pytest.mark.parametrize("path", [PORTAL, STAFF], ids=lambda path: path.name)
def test_styles_know_no_left_and_right(path: Path) -> None:
    physical = r"(?:margin|padding|border|inset)-(?:left|right)|text-align: (?:left|right)|[;{ ](?:left|right):"
    assert re.findall(physical, path.read_text()) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_nothing_inline(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"<style|\sstyle=|\son\w+=|hx-on|\|\s*safe|javascript:|<script(?![^>]*\ssrc=)", text) == []


@pytest.mark.parametrize("path", sorted((ROOT / "templates/components").glob("*.html")), ids=lambda path: path.stem)
def test_a_component_is_one_macro_named_like_its_file(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"\{% macro (\w+)\(", text) == [path.stem]
    assert text.startswith("{#- ")
    assert path.stem + "(" in text.split("-#}")[0]


def test_the_script_writes_no_markup_and_evaluates_nothing() -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function"
    assert re.findall(forbidden, SCRIPT.read_text()) == []
