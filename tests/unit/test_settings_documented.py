"""docs/settings.md says what Settings reads, no more and no less."""

import re
from dataclasses import fields

from portal.settings import PREFIX, ROOT, Settings
from tests.unit import settings_page

PAGE = ROOT / "docs" / "settings.md"
HOW_TO_WRITE = "write it anew with: .venv/bin/python -m tests.unit.settings_page"


def test_the_page_of_settings_is_complete_and_true() -> None:
    assert PAGE.read_text() == settings_page.page(), HOW_TO_WRITE


def test_no_page_names_a_setting_that_is_not_read() -> None:
    known = {PREFIX + field.name.upper() for field in fields(Settings)}
    pages = [ROOT / "README.md", ROOT / "Makefile", ROOT / ".ci/run", *(ROOT / "docs").rglob("*.md")]
    named = {name for page in pages for name in re.findall(rf"\b{PREFIX}[A-Z_]+\b", page.read_text())}
    assert {name for name in named - known if not name.startswith(PREFIX + "TEST")} == set()
