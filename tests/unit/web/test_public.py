"""The pages for everybody: where they lead, whose words they show, and the way out of the news."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.candidate import Candidate
from portal.services import links, news, texts
from tests.unit import factories
from tests.unit.factories import NOW


@pytest.fixture
def amara(client: FlaskClient) -> Candidate:
    return factories.candidate(factories.entry(), wants_news=True)


@pytest.fixture
def address(amara: Candidate) -> str:
    return "/unsubscribe/" + links.token(news.unsubscribe_link(candidate=amara, now=NOW))


@pytest.fixture
def own_texts(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "texts"
    folder.mkdir()
    yield folder
    texts.configure("")


def wants_news(candidate: Candidate) -> bool:
    return bool(Candidate.get_by_id(candidate.id).wants_news)


def test_the_first_page_leads_to_register_and_sign_in(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'class="button" href="/register"' in page
    assert 'class="button quiet" href="/sign-in"' in page


def test_the_first_page_leads_a_signed_in_candidate_to_the_results(
    amara: Candidate, sign_in: Callable[[Candidate], FlaskClient]
) -> None:
    page = sign_in(amara).get("/").text
    assert 'class="button" href="/results"' in page
    assert 'href="/register"' not in page


@pytest.mark.parametrize("address", ["/terms", "/privacy", "/help"])
def test_a_text_shows_its_version(client: FlaskClient, address: str) -> None:
    assert f"Version {texts.SHIPPED_VERSION}" in client.get(address).text


@pytest.mark.parametrize("missing", ["id-number", "secret-number", "password", "email", "result"])
def test_help_says_what_to_do_when_something_is_missing(client: FlaskClient, missing: str) -> None:
    page = client.get("/help").text
    assert f'href="#{missing}"' in page
    assert f'<h2 id="{missing}">' in page


def test_a_text_that_is_not_in_the_readers_language_says_in_which_it_is(client: FlaskClient, own_texts: Path) -> None:
    (own_texts / "terms.txt").write_text("version: 9\n\n# House rules\n\nBe kind.")
    (own_texts / "terms.es.txt").write_text("version: 9\n\n# Normas\n\nSé amable.")
    texts.configure(str(own_texts))
    assert '<div lang="en" dir="auto">' in client.get("/terms", headers={"Accept-Language": "ar"}).text
    spanish = client.get("/terms", headers={"Accept-Language": "es"}).text
    assert "Sé amable." in spanish
    assert 'dir="auto"' not in spanish


def test_the_boards_own_words_stand_instead_of_ours_and_are_no_markup(client: FlaskClient, own_texts: Path) -> None:
    (own_texts / "terms.txt").write_text("version: 9\n\n# House rules\n\n## First\n\n<b>Be</b> kind.\n\n- one\n- two")
    texts.configure(str(own_texts))
    page = client.get("/terms").text
    assert "<h1>House rules</h1>" in page
    assert "Version 9" in page
    assert "&lt;b&gt;Be&lt;/b&gt; kind." in page
    assert "<li>two</li>" in page


def test_opening_the_link_shows_a_button_and_changes_nothing(
    client: FlaskClient, amara: Candidate, address: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, wants_news(amara)) == (200, True)
    assert "a***@example.org" in answer.text
    assert amara.email not in answer.text


def test_one_click_from_a_mail_program_ends_the_news(app: Flask, amara: Candidate, address: str) -> None:
    bare = FlaskClient(app)
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = bare.post(address, data={"List-Unsubscribe": "One-Click"}, headers=headers)
    assert (answer.status_code, wants_news(amara)) == (200, False)


def test_pressing_twice_says_the_same(client: FlaskClient, address: str) -> None:
    first, second = client.post(address), client.post(address)
    assert (first.status_code, first.text) == (second.status_code, second.text)


@pytest.mark.parametrize("token", ["x", "é", "a" * 5000, "\N{GRINNING FACE}", "%00"])
def test_a_dead_link_says_what_to_do(client: FlaskClient, token: str) -> None:
    answer = client.post(f"/unsubscribe/{token}")
    assert answer.status_code == 404
    assert "This link does not work any more" in answer.text
