"""The pages for everybody."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.qa import Qa


@pytest.mark.parametrize("link", ["Terms of use", "Privacy", "Help"])
def test_every_text_is_one_click_away(page: Page, qa: Qa, link: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=link, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=link)).to_be_visible()
