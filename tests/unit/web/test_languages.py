"""Which language a page is in: chosen, kept with the account, or the one the browser asks for."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.staff import Staff
from portal.rules.languages import LANGUAGES
from tests.unit import factories

SignIn = Callable[[Candidate | Staff], FlaskClient]
HEADINGS = {"en": "Sign in", "es": "Iniciar sesión", "ar": "تسجيل الدخول"}


def language_of(client: FlaskClient, path: str = "/sign-in", wish: str = "") -> str:
    page = client.get(path, headers={"Accept-Language": wish} if wish else {}).text
    return page.partition('<html lang="')[2].partition('"')[0]


def stored(candidate: Candidate) -> str:
    return str(Candidate.get_by_id(candidate.id).language)


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("es", "es"), ("es-MX,es;q=0.9,en;q=0.5", "es"), ("ar-EG", "ar"), ("AR", "ar"), ("en-US,es;q=0.4", "en"),
        ("fr, es;q=0.3", "es"), ("fr", "en"), ("*", "en"), (";;q=,", "en"), ("", "en"), ("es;q=0", "en"),
    ],
)  # fmt: skip
def test_the_browsers_wish_is_followed(client: FlaskClient, wish: str, language: str) -> None:
    assert language_of(client, wish=wish) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_the_language_that_was_chosen(client: FlaskClient, language: str) -> None:
    client.get(f"/language/{language}?back=candidate.sign_in")
    page = client.get("/sign-in", headers={"Accept-Language": "fr, es;q=0.8"}).text
    assert f"<h1>{HEADINGS[language]}</h1>" in page
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page


def test_the_footer_leads_to_every_language_under_its_own_name(client: FlaskClient) -> None:
    page = client.get("/help", headers={"Accept-Language": "ar"}).text
    for code, name in LANGUAGES.items():
        assert f'<a href="/language/{code}?back=public.help_page" lang="{code}"' in page
        assert f">{name}</a>" in page


def test_choosing_goes_back_to_the_page(client: FlaskClient) -> None:
    assert client.get("/language/es?back=public.terms").location == "/terms"


@pytest.mark.parametrize("back", ["https://example.org", "candidate.result", "candidate.sign_out", "\x00", ""])
def test_choosing_never_leads_elsewhere(client: FlaskClient, back: str) -> None:
    assert client.get("/language/es", query_string={"back": back}).location == "/"


@pytest.mark.parametrize("code", ["fr", "es_MX", "EN", "🙂"])
def test_a_language_that_is_not_spoken_is_no_page(client: FlaskClient, code: str) -> None:
    assert client.get(f"/language/{code}").status_code == 404


def test_choosing_while_signed_in_is_kept_with_the_account(sign_in: SignIn) -> None:
    amara = factories.candidate(factories.entry())
    sign_in(amara).get("/language/ar")
    assert stored(amara) == "ar"


def test_the_accounts_language_holds_in_another_browser(sign_in: SignIn) -> None:
    amara = factories.candidate(factories.entry())
    sign_in(amara).get("/language/es")
    assert language_of(sign_in(amara), "/results", wish="en") == "es"


def test_what_was_chosen_before_signing_in_is_kept_then(client: FlaskClient) -> None:
    amara = factories.candidate(factories.entry())
    number = Entry.get(Entry.candidate == amara).id_number
    client.get("/language/es")
    client.post("/sign-in", data={"id_number": number, "password": factories.PASSWORD})
    assert stored(amara) == "es"


def test_without_a_choice_the_account_keeps_its_language(client: FlaskClient) -> None:
    amara = factories.candidate(factories.entry())
    number = Entry.get(Entry.candidate == amara).id_number
    wish = {"Accept-Language": "es"}
    client.post("/sign-in", data={"id_number": number, "password": factories.PASSWORD}, headers=wish)
    assert stored(amara) == "en"


def test_an_account_in_a_language_that_is_not_spoken_is_read_in_english(sign_in: SignIn) -> None:
    amara = factories.candidate(factories.entry())
    Candidate.update(language="fr").execute()
    assert language_of(sign_in(amara), "/results", wish="es") == "en"


def test_staff_pages_are_english(app: Flask, client: FlaskClient) -> None:
    client.get("/language/ar")
    assert language_of(client, "/staff/sign-in", wish="es") == "en"
