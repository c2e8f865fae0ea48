"""Security headers, kept short because on a slow line headers are bytes."""

from flask import Flask, Response, abort, current_app, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ON_PAGES = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
YEAR = 31_536_000


def init_app(app: Flask) -> None:
    """Refuse what another site sends in somebody's name, and put the headers on every answer."""
    app.before_request(_refuse_cross_site)
    app.after_request(_add)


def _refuse_cross_site() -> None:
    """Browsers say where a request comes from; a stranger's forms, images and scripts are turned away."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site in {"same-origin", "none"} or request.endpoint == "public.unsubscribe":
        return
    navigates = request.headers.get("Sec-Fetch-Mode") == "navigate" and request.method in SAFE_METHODS
    if not navigates or request.headers.get("Sec-Fetch-Dest") != "document":
        abort(403)


def _add(response: Response) -> Response:
    wanted = dict(ALWAYS)
    if response.mimetype == "text/html":
        wanted |= ON_PAGES
        response.vary.add("HX-Request")
        response.vary.add("Cookie")
    if current_app.config["SETTINGS"].secure:
        wanted["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    for name, value in wanted.items():
        response.headers.setdefault(name, value)
    return response
