"""The long-running processes: the web server and the worker."""

import contextlib
import os
import sys

import click

from portal.cli import context, static_files
from portal.cli.addresses import HostPort, written
from portal.models import connection
from portal.settings import Settings

BIND = "127.0.0.1:8000"


@click.command(epilog="Example: portal web --bind 0.0.0.0:8000")
@click.option("--bind", default=BIND, show_default=True, type=HostPort(), metavar="HOST:PORT", help="Where to listen.")
def web(bind: tuple[str, int]) -> None:
    """Serve the pages with gunicorn until SIGTERM or Ctrl-C.

    WEB_WORKERS and WEB_THREADS say how many processes and threads.
    """
    settings = _ready()
    with contextlib.suppress(OSError):  # an installation that can not be written to serves the plain files
        static_files.compress()
    _become("gunicorn", *web_arguments(settings, bind=written(bind)))


@click.command(epilog="Example: portal worker")
def worker() -> None:
    """Release, deliver mail and look after the calendar until SIGTERM or Ctrl-C."""
    _ready()
    _become("workflows.consumer")


def web_arguments(settings: Settings, *, bind: str) -> list[str]:
    """What gunicorn is told. Several workers share the port by SO_REUSEPORT, so that connections spread evenly."""
    return [
        "wsgi:app",
        f"--bind={bind}",
        "--worker-class=gthread",
        f"--workers={settings.web_workers}",
        f"--threads={settings.web_threads}",
        "--reuse-port",
        "--no-control-socket",
        "--graceful-timeout=20",
        "--keep-alive=5",
        "--forwarded-allow-ips=",  # headers of proxies are PORTAL_TRUSTED_PROXIES' alone; SCRIPT_NAME is nobody's
        f"--log-level={settings.log_level.lower().replace('debug', 'info')}",  # its DEBUG tells addresses with links
    ]


def _ready() -> Settings:
    """Refuse to start, with a sentence, on wrong settings, without a database or with migrations missing."""
    settings = context.settings()
    context.prepare(settings)
    with context.told_in_sentences(), connection.connection():
        context.require_migrated()
    return settings


def _become(module: str, *arguments: str) -> None:
    """Replace this process, so that signals and exit codes are the server's own."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])  # noqa: S606 - this very Python, no shell
