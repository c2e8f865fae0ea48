"""The portal under test: real web server, worker and mail catcher, on a database of its own."""

import os
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.backends import Backend, fresh_backend
from tests.e2e.processes import Process, run
from tests.e2e.waiting import until

READY_WITHIN_SECONDS = 60
QA_TOKEN = "only for tests, and only on this machine"
SECRET_KEY = "only for tests: 0123456789 abcdefghijklmnopqrstuvwxyz"
LISTENS = re.compile(r"smtp://127\.0\.0\.1:(\d+)")


@dataclass(frozen=True)
class RunningPortal:
    """`folder` holds logs, mails and, by default, the database; it is empty for a portal elsewhere."""

    base_url: str
    qa_token: str
    processes: tuple[Process, ...] = ()
    folder: Path | None = None

    def require_alive(self) -> None:
        for process in self.processes:
            process.require_alive()


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[RunningPortal]:
    """Start everything, wait until it is ready, and end everything; `settings` as in `web_workers="2"`."""
    with ExitStack() as stack:
        env = _environment(folder, stack.enter_context(fresh_backend(folder)))
        catcher = Process(
            "mail", ["portal.cli.smtp_catcher", "--folder", str(folder / "mail"), "--port", "0"],
            env=env, folder=folder,
        )  # fmt: skip
        stack.callback(catcher.stop)
        port = free_port()
        env |= {
            "PORTAL_MAIL_URL": f"smtp://127.0.0.1:{until(lambda: _port_of(catcher), 'the mail catcher')}",
            "PORTAL_PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        env |= {f"PORTAL_{name.upper()}": value for name, value in settings.items()}
        run(["portal", "migrate"], env=env)
        web = Process("web", ["portal", "web", "--bind", f"127.0.0.1:{port}"], env=env, folder=folder)
        stack.callback(web.stop)
        worker = Process("worker", ["portal", "worker"], env=env, folder=folder)
        stack.callback(worker.stop)
        portal = RunningPortal(env["PORTAL_PUBLIC_URL"], env["PORTAL_QA_TOKEN"], (catcher, web, worker), folder)
        until(lambda: _is_ready(portal), "the portal to be ready", seconds=READY_WITHIN_SECONDS)
        yield portal


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path, backend: Backend) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    own = {
        "PORTAL_SECRET_KEY": SECRET_KEY,
        "PORTAL_DEMO_FOLDER": str(folder / "mail"),
        "PORTAL_TIME_TRAVEL": "1",
        "PORTAL_QA_TOKEN": QA_TOKEN,
        "PORTAL_WEB_WORKERS": "1",
        "PORTAL_WEB_THREADS": "8",
        "PORTAL_LOG_LEVEL": "INFO",
    }
    return inherited | backend.environment | own


def _port_of(catcher: Process) -> str:
    catcher.require_alive()
    found = LISTENS.search(catcher.log.read_text())
    return found[1] if found else ""


def _is_ready(portal: RunningPortal) -> bool:
    portal.require_alive()
    try:
        with urlopen(f"{portal.base_url}/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False
