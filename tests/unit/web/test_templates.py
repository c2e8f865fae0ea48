"""Templates keep the house's order: used, named after their endpoint, standing on a layout, ready for translation."""

import re
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "templates"
PAGE_FOLDERS = ("public", "candidate", "staff", "demo")
ALL = {str(file.relative_to(TEMPLATES)): file for file in sorted(TEMPLATES.rglob("*.html"))}
PAGES = [name for name in ALL if name.startswith(PAGE_FOLDERS) and not Path(name).name.startswith("_")]
FOR_CANDIDATES = [
    name for name in ALL if name.startswith(("public", "candidate", "components", "errors", "layouts"))
    and "staff" not in name and "email.html" not in name
]  # fmt: skip
# Components that only staff pages use: English, unmarked.
OF_STAFF = {"components/intake_tag.html", "components/grade_mix.html"}
# What a POST shows once in place of its page.
SHOWN_ONCE = {"staff/recovery_codes", "staff/two_factor_set"}
DEAD_LINK = "_dead.html"
READ_ALOUD = re.compile(r'(?:aria-label|title|alt|placeholder|content)="([^"{]*[A-Za-z]{3}[^"{]*)"')
NOT_WORDS = {"width=device-width, initial-scale=1", "(JSON)"}


def references() -> str:
    """Everything that may name a template."""
    sources = [*(ROOT / "portal").rglob("*.py"), *ALL.values()]
    return "\n".join(file.read_text() for file in sources)


def words_outside_of_marks(text: str) -> list[str]:
    """Text that people would read untranslated."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", "", text, flags=re.DOTALL)
    aloud = [words for words in READ_ALOUD.findall(text) if words not in NOT_WORDS]
    text = re.sub(r"<(script|svg|style)\b.*?</\1>|<[^>]*>|&\w+;", "\n", text, flags=re.DOTALL)
    lines = (line.strip() for line in text.splitlines())
    return aloud + [line for line in lines if re.search(r"[A-Za-z]{2}", line) and line not in NOT_WORDS]


def test_every_template_is_used() -> None:
    text = references()
    named = set(re.findall(r"""["'](\w+/\w+)\.html["']""", text))
    # chosen in the code: f"candidate/_result_{state}.html" and `"candidate/_result_" ~ state`
    begun = tuple(re.findall(r"""["'](\w+/\w*)(?:\{|["']\s*~)""", text))
    unused = [
        name for name in ALL if name.removesuffix(".html") not in named and not name.startswith((*begun, "email/"))
    ]
    assert unused == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_named_after_its_endpoint(app: Flask, name: str) -> None:
    endpoints = {endpoint.replace(".", "/") for endpoint in app.view_functions}
    assert name.removesuffix(".html") in endpoints | SHOWN_ONCE or name.startswith("demo/") or name.endswith(DEAD_LINK)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_on_a_layout(name: str) -> None:
    assert re.search(r'\{% extends "layouts/(page|staff|print)\.html" %\}', ALL[name].read_text())


@pytest.mark.parametrize("name", [name for name in FOR_CANDIDATES if name not in OF_STAFF])
def test_what_candidates_read_can_be_translated(name: str) -> None:
    assert words_outside_of_marks(ALL[name].read_text()) == []
