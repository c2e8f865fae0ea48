"""The composition root: puts settings, database, extensions and the two audiences together."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.extensions import csrf, login_manager
from portal.mail import messages
from portal.services import alarm, setup
from portal.settings import ROOT, Settings
from portal.web import (
    access,
    assets,
    compression,
    connections,
    cookie,
    demo,
    errors,
    filters,
    form_token,
    headers,
    health,
    languages,
    layout,
    public,
    qa,
    skeleton,
)  # fmt: skip
from portal.web.answer import Answer
from portal.web.candidate import routes as candidate
from portal.web.staff import routes as staff

FORM_BYTES = 64 * 1024


class Portal(Flask):
    """Flask, knowing that none of its functions is a coroutine: it asks that of each, with every request."""

    response_class = Answer

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(
    settings: Settings,
    *,
    wake: Callable[[], object] | None = None,
    queue_answers: Callable[[], bool] | None = None,
    catch_up: Callable[[Flask], object] | None = None,
) -> Flask:
    """The application for these settings; `wake` tells the worker that there is something to do.

    `queue_answers` says whether the queue is there, for /ready.

    `catch_up` does the worker's work at once, with this application, for QA who move the clock.
    """
    setup.prepare(settings)
    alarm.configure(wake, answers=queue_answers)
    app = Portal("portal", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping(_flask_config(settings))
    app.config["SETTINGS"] = settings
    app.extensions["catch_up"] = partial(catch_up, app) if catch_up else alarm.ring
    app.extensions["compose"] = partial(messages.compose, settings=settings)  # for previews: pages know no mail
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    csrf.init_app(app)
    login_manager.init_app(app)
    for part in (
        cookie,
        form_token,
        connections,
        headers,
        compression,
        access,
        errors,
        filters,
        languages,
        layout,
        assets,
        skeleton,
    ):
        part.init_app(app)
    for blueprint in (public.pages, candidate.pages, staff.pages, health.pages):
        app.register_blueprint(blueprint)
    qa.init_app(app)
    if settings.demonstration:
        app.register_blueprint(demo.pages)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask documents this way of wrapping
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies, x_host=0
        )
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    prefix = "__Host-" if settings.secure else ""
    return {
        "SECRET_KEY": settings.secret_key,
        "SESSION_COOKIE_NAME": f"{prefix}portal",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "TRUSTED_HOSTS": settings.hosts,
        "MAX_CONTENT_LENGTH": FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": FORM_BYTES,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "SESSION_PROTECTION": None,
    }
