"""Errors as pages."""

import pytest
from flask.testing import FlaskClient


def test_an_unknown_address_is_a_page_with_words(client: FlaskClient) -> None:
    answer = client.get("/nothing/here")
    assert answer.status_code == 404
    assert "There is no page here" in answer.text


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.2"])
def test_another_host_name_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/health", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.text
