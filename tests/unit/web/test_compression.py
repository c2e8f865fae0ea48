"""How pages are compressed: as the browser takes it, and quickly for who is signed in."""

import gzip
import sys
from collections.abc import Callable

import brotli
import pytest
from flask.testing import FlaskClient

from portal.models.candidate import Candidate
from tests.unit import factories

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "": lambda content: content,
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": zstd.decompress,
}
TODAY = "gzip, deflate, br, zstd"


@pytest.fixture
def amara(sign_in: Callable[[Candidate], FlaskClient]) -> FlaskClient:
    browser = sign_in(factories.candidate(factories.entry()))
    browser.judges_pages = False  # it reads pages as text, and these are compressed
    return browser


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        (TODAY, "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("zstd;q=0, br;q=0, gzip", "gzip"),
        ("identity", ""),
        ("", ""),
    ],
)
def test_a_page_of_who_is_signed_in(amara: FlaskClient, header: str, encoding: str) -> None:
    for _ in range(2):  # what compresses is kept, and must begin anew with each page
        answer = amara.get("/results", headers={"Accept-Encoding": header})
        assert answer.headers.get("Content-Encoding", "") == encoding
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert UNPACK[encoding](answer.data).rstrip().endswith(b"</html>")


def test_a_first_visit_is_made_small(client: FlaskClient, amara: FlaskClient) -> None:
    client.judges_pages = False
    answer = client.get("/register", headers={"Accept-Encoding": TODAY})
    assert answer.headers["Content-Encoding"] == "br"
    assert len(answer.data) < len(zstd.compress(brotli.decompress(answer.data), level=10))


def test_every_page_says_what_it_varies_with(amara: FlaskClient) -> None:
    assert "Accept-Encoding" in amara.get("/results", headers={"Accept-Encoding": TODAY}).headers["Vary"]
