"""Links in emails: each opens its own page and no other, and looking at one never acts."""

import pytest
from flask import Flask

from tests.unit.security.world import LINKS, World
from tests.unit.web.browser import Browser


@pytest.mark.parametrize("endpoint", LINKS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_opens_its_own_page_only(app: Flask, world: World, client: Browser, endpoint: str, method: str) -> None:
    with app.test_request_context():
        addresses = {
            other: app.url_for(endpoint, token=token) for other, token in world.tokens.items() if other != endpoint
        }
    for other, address in addresses.items():
        answer = client.open(address, method=method, data={})
        assert answer.status_code == 404, f"a link of {other} at {endpoint}"


@pytest.mark.parametrize("endpoint", LINKS)
def test_its_own_page_opens_it(app: Flask, world: World, client: Browser, endpoint: str) -> None:
    with app.test_request_context():
        address = app.url_for(endpoint, token=world.tokens[endpoint])
    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("endpoint", LINKS)
@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "A", lambda t: "A" + t[1:], lambda t: t.swapcase()])
def test_a_changed_link_is_dead(app: Flask, world: World, client: Browser, endpoint: str, change: object) -> None:
    assert callable(change)
    with app.test_request_context():
        address = app.url_for(endpoint, token=change(world.tokens[endpoint]))
    assert client.get(address).status_code == 404
    assert client.post(address, data={}).status_code == 404


def test_no_address_holds_a_number_of_a_candidate(app: Flask) -> None:
    """Opaque names only, and links that work once; ID numbers travel in forms (but for the QR code that registers)."""
    parts = {argument for rule in app.url_map.iter_rules() for argument in rule.arguments}
    assert parts == {"public_id", "entry", "token", "field", "code", "act", "number"}
    with_number = [rule.endpoint for rule in app.url_map.iter_rules() if "number" in rule.arguments]
    assert set(with_number) == {"staff.centre"}, "the number of a centre, which is public"
