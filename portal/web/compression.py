"""Compressing pages on their way out: for who is signed in by zstd where the browser takes it, else brotli or gzip."""

import gzip
import sys
from collections.abc import Callable
from functools import lru_cache, partial

import brotli
from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from portal.web import access

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Compress = Callable[[bytes], bytes]
SMALLEST = 500
PAGE = "text/html"
KINDS = {PAGE, "text/plain", "text/csv", "application/json"}
# Kept, because to set one up costs more than a page does. It has a lock of its own.
_zstd = zstd.ZstdCompressor(level=2)
_gzip = partial(gzip.compress, compresslevel=4, mtime=0)
# A first visit is made small; after signing in, when everybody comes at once, time counts for more than 300 bytes.
FOR_STRANGERS: dict[str, Compress] = {"br": partial(brotli.compress, quality=5), "gzip": _gzip}
SIGNED_IN: dict[str, Compress] = {
    "zstd": partial(_zstd.compress, mode=zstd.ZstdCompressor.FLUSH_FRAME),
    "br": partial(brotli.compress, quality=2),
    "gzip": _gzip,
}


def init_app(app: Flask) -> None:
    """Compress every page that is worth it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in KINDS or response.direct_passthrough or response.is_streamed:
        return response
    if response.mimetype != PAGE:  # pages say it with their other headers
        response.vary.add("Accept-Encoding")
    content = response.get_data()
    if len(content) < SMALLEST or "Content-Encoding" in response.headers:
        return response
    ways = FOR_STRANGERS if access.session_row() is None else SIGNED_IN
    encoding = _accepted(request.headers.get("Accept-Encoding", ""), tuple(ways))
    if encoding:
        response.set_data(ways[encoding](content))
        response.headers["Content-Encoding"] = encoding
    return response


@lru_cache(64)
def _accepted(header: str, offered: tuple[str, ...]) -> str:
    """The first of those offered that a browser takes that says this, or nothing. Browsers say few different things."""
    accepted = parse_accept_header(header, Accept)
    return next((encoding for encoding in offered if accepted[encoding]), "")
