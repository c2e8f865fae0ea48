"""The response of the portal: the same headers as Flask's, without their copy."""

import pytest
from flask import Response
from werkzeug.test import create_environ

from portal.web.answer import Answer


@pytest.mark.parametrize(
    ("content", "status", "headers"),
    [
        ("A page.", 200, {"Vary": "Cookie"}),
        ("", 200, {}),
        ("", 204, {"Content-Length": "0"}),
        ("", 304, {"Content-Length": "0", "Content-Type": "text/html", "ETag": '"one"'}),
        ("Look there.", 303, {"Location": "/results/ñ"}),
        ("Not found.", 404, {}),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_leaves_as_flasks_does(content: str, status: int, headers: dict[str, str], method: str) -> None:
    environ = create_environ(method=method)
    ours, theirs = (kind(content, status, headers).get_wsgi_response(environ) for kind in (Answer, Response))
    assert (list(ours[0]), *ours[1:]) == (list(theirs[0]), *theirs[1:])


def test_what_is_sent_bit_by_bit_has_no_length() -> None:
    _, _, headers = Answer(iter(["a", "b"]), 200).get_wsgi_response(create_environ())
    assert "Content-Length" not in dict(headers)
