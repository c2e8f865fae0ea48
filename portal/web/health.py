"""For operators: is the process up, and is everything there that it needs."""

import hmac

from flask import Blueprint, Response, abort, current_app, jsonify, request

from portal import clock
from portal.models.base import db
from portal.services import heartbeats, metrics

pages = Blueprint("health", __name__)


@pages.get("/health")
def health() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@pages.get("/ready")
def ready() -> tuple[Response, int]:
    """200 when the database answers and a worker was seen; else 503 and which part is missing."""
    db.execute_sql("SELECT 1")
    silent = heartbeats.worker_is_silent(now=clock.machine_now())
    parts = {"database": "ok", "worker": "silent" if silent else "ok"}
    return jsonify(status="not ready" if silent else "ok", **parts), 503 if silent else 200


@pages.get("/metrics")
def numbers() -> Response:
    """Counts in Prometheus' text format, for who sends the token as a bearer."""
    token = current_app.config["SETTINGS"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        abort(404)
    return Response(metrics.as_text(now=clock.now()), mimetype="text/plain")
