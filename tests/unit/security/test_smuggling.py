"""Requests whose end can be read in two ways, as raw bytes to the real server: one refusal, and the line is closed.

What stands behind each is a second request. A server that answers it would let it travel inside the first one, past
whatever a proxy in front checks.
"""

import os
import re
import socket
from collections.abc import Iterator

import pytest

from portal.cli.processes import web_arguments
from portal.settings import Settings
from tests.conftest import SECRET_KEY
from tests.e2e.processes import Process
from tests.e2e.running import free_port
from tests.e2e.waiting import until

Address = tuple[str, int]
SECOND = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
ANSWER = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
LONGEST_WAIT_SECONDS = 10


def get(*lines: bytes, host: bytes = b"Host: 127.0.0.1") -> bytes:
    return b"\r\n".join((b"GET /health HTTP/1.1", host, *lines, b"", b""))


def post(*lines: bytes, body: bytes = b"") -> bytes:
    form = b"Content-Type: application/x-www-form-urlencoded"
    return b"\r\n".join((b"POST /sign-in HTTP/1.1", b"Host: 127.0.0.1", form, *lines, b"", body))


CHUNKED = b"Transfer-Encoding: chunked"
END = b"0\r\n\r\n"
AMBIGUOUS = {
    "both lengths": post(b"Content-Length: 5", CHUNKED, body=END),
    "both lengths, the other way round": post(CHUNKED, b"Content-Length: 5", body=END),
    "two lengths": post(b"Content-Length: 0", b"Content-Length: 43"),
    "two lengths in one line": post(b"Content-Length: 0, 43"),
    "the same length twice": post(b"Content-Length: 0", b"Content-Length: 0"),
    "a length with a sign": post(b"Content-Length: +0"),
    "a length below zero": post(b"Content-Length: -1"),
    "a length in hexadecimal": post(b"Content-Length: 0x0"),
    "a length with an underscore": post(b"Content-Length: 4_3"),
    "an empty length": post(b"Content-Length: "),
    "a space before the colon": post(b"Content-Length : 43"),
    "an unknown encoding": post(b"Transfer-Encoding: xchunked", body=END),
    "chunked twice": post(b"Transfer-Encoding: chunked, chunked", body=END),
    "chunked and something after it": post(b"Transfer-Encoding: chunked, identity", body=END),
    "a vertical tab before chunked": post(b"Transfer-Encoding: \x0bchunked", body=END),
    "chunked for HTTP/1.0": post(CHUNKED, body=END).replace(b"HTTP/1.1", b"HTTP/1.0", 1),
    "a bare LF between headers": b"GET /health HTTP/1.1\nHost: 127.0.0.1\n\n",
    "a bare LF inside a header": get(b"X: a\nContent-Length: 43"),
    "a bare CR inside a header": get(b"X: a\rContent-Length: 43"),
    "a NUL inside a header": get(b"X: a\0b"),
    "a folded header": get(b"X: a", b" Content-Length: 43"),
    "a line that is no header": get(b"no colon here"),
    "a space before the first header": b"GET /health HTTP/1.1\r\n Host: 127.0.0.1\r\n\r\n",
    "two hosts": get(b"Host: evil.example"),
    "a chunk size with a prefix": post(CHUNKED, body=b"0x0\r\n\r\n"),
    "a chunk size with a sign": post(CHUNKED, body=b"+0\r\n\r\n"),
    "a chunk size with an underscore": post(CHUNKED, body=b"1_0\r\n" + b"a" * 16 + b"\r\n" + END),
    "a chunk size below zero": post(CHUNKED, body=b"-1\r\n\r\n"),
    "no chunk size": post(CHUNKED, body=b"\r\n\r\n"),
    "a chunk size ended by a bare LF": post(CHUNKED, body=b"0\n\r\n"),
    "a bare LF in an extension of a chunk": post(CHUNKED, body=b"1;a\nb\r\nx\r\n" + END),
    "a chunk longer than it says": post(CHUNKED, body=b"1\r\nxyz\r\n" + END),
    "a request line of 10 KB": b"GET /health?" + b"x" * 10_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "a header of 10 KB": get(b"X: " + b"x" * 10_000),
    "two hundred headers": get(*(b"X-%d: x" % number for number in range(200))),
    "an unknown version": get().replace(b"HTTP/1.1", b"HTTP/3.7"),
    "three words too many": get().replace(b"/health", b"/health a b"),
    "a method that is none": get().replace(b"GET", b"G\x00T"),
}  # fmt: skip
OF_ONE_MEANING = {
    "a length": post(b"Content-Length: 3", body=b"a=b"),
    "chunks": post(CHUNKED, body=b"3\r\na=b\r\n" + END),
    "a body that nobody reads": get(b"Content-Length: %d" % len(SECOND)) + SECOND,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """The portal's web server as `portal web` starts it, over an empty database."""
    folder, address = tmp_path_factory.mktemp("smuggling"), ("127.0.0.1", free_port())
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    env = kept | {"PORTAL_SECRET_KEY": SECRET_KEY, "PORTAL_DATABASE_URL": f"sqlite:///{folder / 'empty.db'}"}
    settings = Settings(web_workers=1)
    arguments = web_arguments(settings, bind=f"127.0.0.1:{address[1]}")
    process = Process("web", ["gunicorn", *arguments], env=env, folder=folder)
    until(lambda: _answers(process, address), "the web server")
    yield address
    process.stop()


def _answers(process: Process, address: Address) -> bool:
    process.require_alive()
    try:
        return codes(spoken(address, get(b"Connection: close"))) == [200]
    except ConnectionError:
        return False


def spoken(address: Address, sent: bytes) -> bytes:
    """Everything that comes back until the server closes the line."""
    heard = b""
    with socket.create_connection(address, timeout=LONGEST_WAIT_SECONDS) as line:
        line.sendall(sent)
        try:
            while part := line.recv(65536):
                heard += part
        except ConnectionResetError:  # closed with bytes of ours unread
            pass
    return heard


def codes(heard: bytes) -> list[int]:
    return [int(code) for code in ANSWER.findall(heard)]


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_a_request_that_can_be_read_in_two_ways_is_refused_and_the_line_closed(server: Address, name: str) -> None:
    answered = codes(spoken(server, AMBIGUOUS[name] + SECOND))
    assert len(answered) == 1, name
    assert answered[0] in {400, 414, 431, 501}, name


@pytest.mark.parametrize("name", OF_ONE_MEANING)
def test_two_plain_requests_are_two_answers(server: Address, name: str) -> None:
    """The second one is heard after a request with a clear end, so silence above means that it was dropped."""
    last = get(b"Connection: close")
    assert codes(spoken(server, OF_ONE_MEANING[name] + last))[1:] == [200]


@pytest.mark.parametrize("header", [b"SCRIPT_NAME: /evil", b"Script-Name: /evil", b"PATH_INFO: /results"])
def test_no_header_moves_the_portal_to_another_path(server: Address, header: bytes) -> None:
    """Gunicorn takes these from a proxy on the same machine, which may pass on what a stranger sends."""
    heard = spoken(server, get(header, b"Connection: close").replace(b"/health", b"/evil/results"))
    assert codes(heard) == [404]
    assert b"/evil" not in heard
