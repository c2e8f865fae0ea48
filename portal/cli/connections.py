"""Whether what the settings name can be reached: database, queue, mail server, worker."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from peewee import PeeweeException

from portal.mail.mail_url import mail_folder, mail_server
from portal.models import connection
from portal.models.base import db
from portal.services import heartbeats, setup
from portal.settings import SettingError, Settings

PORTS = {"redis": 6379, "rediss": 6379, "postgresql": 5432}
WAIT_SECONDS = 5.0


class Trouble(Exception):
    """What is wrong, as a sentence."""


@dataclass(frozen=True)
class Finding:
    """One connection: whether it is well, and what was found."""

    name: str
    well: bool
    words: str


def findings(settings: Settings) -> list[Finding]:
    """One finding for each part, whatever becomes of the others."""
    looks: dict[str, Callable[[Settings], str]] = {
        "database": _database, "worker": _worker, "queue": _queue, "mail": _mail,
    }  # fmt: skip
    return [_finding(name, look, settings) for name, look in looks.items()]


def without_password(url: str) -> str:
    """The URL with a password in it left out."""
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":...@") if parts.password else url


def _finding(name: str, look: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(name, True, look(settings))
    except (Trouble, SettingError, ValueError) as trouble:
        return Finding(name, False, str(trouble))
    except PeeweeException as failure:
        return Finding(name, False, str(failure).splitlines()[0])
    except OSError as failure:
        return Finding(name, False, f"can not be reached: {failure.strerror or failure}.")


def _database(settings: Settings) -> str:
    setup.prepare(settings)
    with connection.connection():
        db.execute_sql("SELECT 1")
        missing = connection.missing_migrations()
    if missing:
        raise Trouble(f"answers, but {len(missing)} migrations are missing. Run: portal migrate")
    return "answers, and its tables are up to date."


def _worker(settings: Settings) -> str:
    with connection.connection():
        if heartbeats.worker_is_silent(now=connection.shared_time()):
            raise Trouble("none was seen for two minutes. Start one: portal worker")
    return "was seen within two minutes."


def _queue(settings: Settings) -> str:
    parts = urlsplit(settings.queue_url)
    if parts.scheme == "sqlite":
        return _writable(Path(unquote(parts.path.removeprefix("/"))).parent)
    return _answers(parts.hostname or "127.0.0.1", parts.port or PORTS[parts.scheme])


def _mail(settings: Settings) -> str:
    if settings.mail_url.startswith("file:"):
        return _writable(mail_folder(settings.mail_url))
    server = mail_server(settings.mail_url)
    return _answers(server.host, server.port)


def _writable(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".portal-check"
    probe.write_bytes(b"")
    probe.unlink()
    return f"{folder} can be written."


def _answers(host: str, port: int) -> str:
    with socket.create_connection((host, port), timeout=WAIT_SECONDS):
        return f"{host}:{port} answers."
