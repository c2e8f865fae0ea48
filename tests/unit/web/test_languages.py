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
from tests.unit.web.candidate.door import registration, words

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


@pytest.mark.parametrize("path", ["/register", "/sign-in", "/reset-password", "/reset-password/start-again"])
def test_beside_a_form_each_language_is_a_button_of_it(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    for code, name in LANGUAGES.items():
        assert f'<button type="submit" form="form" name="language" value="{code}" lang="{code}"' in page
        assert f">{name}</button>" in page
    assert f'id="form" method="post" action="{path}"' in page


def test_changing_in_the_middle_of_a_form_keeps_what_was_typed(client: FlaskClient) -> None:
    typed = registration(factories.entry(), email="not an address", updates="y", secret_number="12")
    answer = client.post("/register", data=typed | {"language": "es"})
    assert answer.status_code == 200
    page = words(answer)
    assert '<html lang="es"' in page
    assert "aria-invalid" not in page
    for value in (typed["id_number"], "not an address", "12", typed["idempotency_key"]):
        assert f'value="{value}"' in page
    assert page.count(" checked ") == 2
    assert "no se ha guardado" in page
    assert factories.PASSWORD not in page
    assert language_of(client) == "es"


def test_what_was_not_typed_is_not_missed(client: FlaskClient) -> None:
    page = words(client.post("/register", data={"language": "es"}))
    assert "aria-invalid" not in page
    assert "no se ha guardado" not in page


def test_changing_in_the_middle_of_a_form_does_nothing_else(client: FlaskClient) -> None:
    client.post("/register", data=registration(factories.entry(), language="ar"))
    assert Candidate.select().count() == 0


def test_changing_in_the_middle_of_a_form_is_kept_with_the_account(sign_in: SignIn) -> None:
    amara = factories.candidate(factories.entry())
    typed = {"email": "new@example.org", "password": factories.PASSWORD, "language": "ar"}
    page = sign_in(amara).post("/account/email", data=typed).text
    assert 'value="new@example.org"' in page
    assert stored(amara) == "ar"
    assert Candidate.get_by_id(amara.id).email != "new@example.org"


def test_an_address_to_be_corrected_stays_as_well(sign_in: SignIn) -> None:
    amara = factories.candidate(factories.entry(), email_confirmed_at=None)
    answer = sign_in(amara).post("/registered/email", data={"email": "new@example.org", "language": "es"})
    assert answer.status_code == 200
    assert 'value="new@example.org"' in answer.text


def test_without_a_form_the_languages_are_links(sign_in: SignIn) -> None:
    """Also where the form for another address is left out: the address is confirmed."""
    page = sign_in(factories.candidate(factories.entry(), email_confirmed_at=factories.NOW)).get("/registered").text
    assert 'name="language"' not in page
    assert '<a href="/language/es?back=candidate.registered"' in page


@pytest.mark.parametrize("code", ["fr", "", "EN", "\x00"])
def test_a_form_in_a_language_that_is_not_spoken_is_sent(client: FlaskClient, code: str) -> None:
    answer = client.post("/register", data=registration(factories.entry()) | {"language": code})
    assert answer.status_code == 303


def test_a_form_of_the_staff_is_no_choice_of_language(client: FlaskClient) -> None:
    answer = client.post("/staff/sign-in", data={"language": "es"})
    assert answer.status_code == 422
    assert language_of(client) == "en"
