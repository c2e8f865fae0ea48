"""Browsers of text alone: everything can be read and done without pictures, styles and scripts."""

import os
import shutil
import subprocess

import pytest

from tests.e2e import lynx
from tests.e2e.pages.register import PASSWORD
from tests.e2e.qa import Qa

EMAIL = "lucia@example.org"
IN_ORDER = (
    "ID Details", "ID Number", "Secret Number", "Contact Details", "Email Address", "Password Details",
    "Enter Password", "Confirm Password", "Terms of Use", "I agree to the terms of use", "Updates", "Submit",
)  # fmt: skip


def need(program: str) -> None:
    """Leave a test out where its browser is not installed; CI installs it, and fails here if it did not."""
    if not shutil.which(program):
        assert os.environ.get("PORTAL_TESTS_REQUIRE_ALL") != "1", f"{program} is not installed"
        pytest.skip(f"{program} is not installed: apt-get install {program}")


def test_lynx_registers_lucia(qa: Qa, base_url: str) -> None:
    need("lynx")
    lucia = qa.seed("waiting-for-approval")["lucia"]
    shown = lynx.fill_in(
        f"{base_url}/register",
        {
            "id_number": lucia.id_number, "secret_number": lucia.secret_number, "email": EMAIL,
            "password": PASSWORD, "confirm_password": PASSWORD, "terms": "",
        },
        button="Submit",
    )  # fmt: skip
    assert "You are registered" in shown
    assert qa.mail(EMAIL).link("/confirm-email/")


def test_lynx_shows_elif_her_result(qa: Qa, base_url: str) -> None:
    need("lynx")
    elif_ = qa.seed("released-mixed")["elif"]
    shown = lynx.fill_in(
        f"{base_url}/sign-in",
        {"id_number": elif_.id_number, "password": elif_.password},
        button="Sign in",
        then=["See my result"],
    )
    for words in ("Overall score", "What this means", "Statement of Results"):
        assert words in shown


def test_w3m_reads_the_form_in_the_order_of_the_paper(qa: Qa, base_url: str) -> None:
    need("w3m")
    done = subprocess.run(["w3m", "-dump", f"{base_url}/register"], capture_output=True, text=True, timeout=60)
    words = " ".join(done.stdout.split())
    places = [words.find(label) for label in IN_ORDER]
    assert -1 not in places, dict(zip(IN_ORDER, places, strict=True))
    assert sorted(places) == places
