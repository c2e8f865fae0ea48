"""The settings of a demonstration: addresses that are free, a secret key of its own, mail that stays here."""

import os
import secrets
import shlex
import socket
from collections.abc import Mapping
from pathlib import Path

import click

from portal.settings import ROOT, Settings

PORTS_TRIED = 50
KEY_FILE = ROOT / "instance" / "secret_key"


def environment(*, host: str, port: int, mail_port: int, folder: Path) -> dict[str, str]:
    """The environment of every process of the demonstration; what the caller has set is kept where it may be."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - compared with, not bound to
    chosen = {
        "PORTAL_PUBLIC_URL": f"http://{shown}:{port}",
        "PORTAL_TRUSTED_HOSTS": "localhost 127.0.0.1",
        "PORTAL_DEMO_FOLDER": str(folder),
    }
    fixed = {"PORTAL_DEMONSTRATION": "1", "PORTAL_MAIL_URL": f"smtp://127.0.0.1:{mail_port}"}
    given = {name: value for name, value in os.environ.items() if name in chosen}
    key = os.environ.get("PORTAL_SECRET_KEY") or kept_secret_key()
    return {**chosen, **given, **fixed, "PORTAL_SECRET_KEY": key}


def kept_secret_key(file: Path = KEY_FILE) -> str:
    """The secret key in the instance folder, made the first time; without it the cast's codes could not be read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as new:
        new.write(secrets.token_hex(32))
    return file.read_text().strip()


def free_port(host: str, wanted: int) -> int:
    """The port asked for, or the next free one after it."""
    for port in range(wanted, wanted + PORTS_TRIED):
        if is_free(host, port):
            return port
    raise click.ClickException(f"No port from {wanted} to {wanted + PORTS_TRIED - 1} is free on {host}.")


def any_free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there. Raises ClickException for a host that is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as refused:
            raise click.ClickException(f"Port {port} may not be used without special rights.") from refused
        except socket.gaierror as unknown:
            raise click.ClickException(f"{host} is not an address of this machine.") from unknown
        except OSError:
            return False
    return True


def write_for_other_terminals(file: Path, environ: Mapping[str, str], settings: Settings) -> None:
    """A file that a shell reads with `.`, so that other commands see the same portal."""
    values = {**environ, "PORTAL_DATABASE_URL": settings.database_url, "PORTAL_QUEUE_URL": settings.queue_url}
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in sorted(values.items())]
    file.touch(mode=0o600)
    file.write_text("".join(lines))
