"""For operators: is the process up, and is everything there that it needs."""

import hmac

from flask import Blueprint, Response, abort, current_app, jsonify, request

from portal import clock
from portal.models.connection import AWAY, connection, shared_time
from portal.services import alarm, heartbeats, metrics
from portal.web import errors

pages = Blueprint("health", __name__)


@pages.get("/health")
def health() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@pages.get("/ready")
def ready() -> tuple[Response, int, dict[str, str]]:
    """200 when the database and the queue answer and a worker was seen; else 503 and which part is missing."""
    database, worker = _database_and_worker()
    parts = {"database": database, "queue": "ok" if alarm.can_be_heard() else "away", "worker": worker}
    if set(parts.values()) == {"ok"}:
        return jsonify(status="ok", **parts), 200, {}
    return jsonify(status="not ready", **parts), 503, {"Retry-After": str(errors.AGAIN_SECONDS)}


def _database_and_worker() -> tuple[str, str]:
    try:
        with connection():
            return "ok", "silent" if heartbeats.worker_is_silent(now=shared_time()) else "ok"
    except AWAY:
        return "away", "unknown"


@pages.get("/metrics")
def numbers() -> Response:
    """Counts in Prometheus' text format, for who sends the token as a bearer."""
    token = current_app.config["SETTINGS"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        abort(404)
    return Response(metrics.as_text(now=clock.now()), mimetype="text/plain")
