"""Security headers, kept short because on a slow line headers are bytes."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from werkzeug.sansio.utils import host_is_trusted

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ON_PAGES = {
    **ALWAYS,
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Accept-Encoding, HX-Request, Cookie",
}
YEAR = 31_536_000
OVER_HTTPS = {"Strict-Transport-Security": f"max-age={YEAR}; includeSubDomains"}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Flask) -> None:
    """Refuse what another site sends in somebody's name, and put the headers on every answer."""
    app.before_request(_refuse_cross_site)
    app.after_request(_add)


def _refuse_cross_site() -> None:
    """Browsers say where a request comes from; a stranger's forms, images and scripts are turned away."""
    if request.endpoint == "public.unsubscribe":
        return
    headers = request.headers
    is_safe = request.method in SAFE_METHODS
    if not is_safe and not _from_here(headers.get("Origin")):
        abort(403)
    if headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}:
        return
    navigates = headers.get("Sec-Fetch-Mode") == "navigate" and is_safe
    if not navigates or headers.get("Sec-Fetch-Dest") != "document":
        abort(403)


def _from_here(origin: str | None) -> bool:
    """Whether a form comes from a page of ours; a browser that does not say is asked for the form's token only."""
    if origin is None:
        return True
    return host_is_trusted(urlsplit(origin).netloc, current_app.config["TRUSTED_HOSTS"])


def _add(response: Response) -> Response:
    wanted = ON_PAGES if response.mimetype == "text/html" else ALWAYS
    if current_app.config["SETTINGS"].secure:
        wanted = wanted | OVER_HTTPS
    there = {name.lower() for name, _ in response.headers}
    for name, value in wanted.items():
        if name.lower() not in there:
            response.headers.add(name, value)
    return response
