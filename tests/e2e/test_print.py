"""The Statement of Results: on paper it is one page of A4, in every language, and the same as a PDF to keep."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.acts import SignIn
from tests.e2e.pages.results import ResultsPage
from tests.e2e.qa import Qa
from tests.e2e.words import Words

A4_POINTS = (595, 842)
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
BOX = re.compile(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)\s*\]")
pytestmark = pytest.mark.only_browser("chromium")  # the others can not print from a program


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_statement_prints_on_one_page_of_a4(sign_in: SignIn, qa: Qa, language: str) -> None:
    qa.seed("released-mixed")
    page = sign_in("elif")
    page.goto(f"/language/{language}?back=candidate.results")
    results = ResultsPage(page, str if language == "en" else Words(language))
    results.see_my_result()
    results.open_statement()
    expect(results.content).to_contain_text("B2 First")
    assert paper(page) == [A4_POINTS]
    page.emulate_media(media="print")
    expect(page.get_by_role("banner")).to_be_hidden()


def test_the_statement_can_be_kept_as_a_pdf(sign_in: SignIn, qa: Qa) -> None:
    qa.seed("released-mixed")
    page = sign_in("elif")
    ResultsPage(page).see_my_result()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as PDF").click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    assert download.value.suggested_filename.endswith(".pdf")


def paper(page: Page) -> list[tuple[int, int]]:
    """The size of each page that this browser prints, in points."""
    printed = page.pdf(prefer_css_page_size=True, format="A4")
    sizes = [(round(float(width)), round(float(height))) for width, height in BOX.findall(printed)]
    assert len(sizes) == len(PAGE.findall(printed)), "a page without a size of its own"
    return sizes
