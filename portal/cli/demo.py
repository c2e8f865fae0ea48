"""`portal demo`: the whole portal with made-up people in one process tree, ended by Ctrl-C."""

import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import click

from portal.cli import context, demo_settings, family, mailbox, seeding, static_files
from portal.cli.addresses import HostPort, written
from portal.cli.demo_words import instructions
from portal.cli.family import Broken, Child
from portal.cli.processes import BIND, web_arguments
from portal.cli.sheet import Sheet
from portal.models import connection
from portal.models.base import db
from portal.services.errors import Refused
from portal.settings import Settings

READY_WITHIN_SECONDS = 60
LOOK_EVERY_SECONDS = 0.2


@click.command(epilog="Example: portal demo --fresh")
@click.option("--bind", default=BIND, show_default=True, type=HostPort(), metavar="HOST:PORT")
@click.option("--fresh", is_flag=True, help="Forget what was played before and begin the story anew.")
def demo(bind: tuple[str, int], fresh: bool) -> None:
    """Run everything: made-up centres, sittings and people, web server, worker and a mailbox. Ctrl-C ends it."""
    stop = _stopped_by_signals()
    host, wanted = bind
    port = demo_settings.free_port(host, wanted)
    if port != wanted:
        click.echo(f"Port {wanted} is taken, so this uses {port}.")
    folder = Path(os.environ.get("PORTAL_DEMO_FOLDER") or Settings.demo_folder)
    folder.mkdir(parents=True, exist_ok=True)
    mail_port = demo_settings.any_free_port()
    chosen = demo_settings.environment(host=host, port=port, mail_port=mail_port, folder=folder)
    os.environ.update(chosen)
    settings = context.settings()
    sheet = _prepared(settings, fresh=fresh)
    demo_settings.write_for_other_terminals(folder / "settings.env", chosen, settings)
    children = _children(settings, bind=written((host, port)), mail_port=mail_port, folder=folder)
    try:
        _start(children, settings, stop)
        if not stop.is_set():
            click.echo(instructions(settings, sheet, folder))
        family.watch(children, stop=stop.wait)
    except Broken as broken:
        raise click.ClickException(str(broken)) from broken
    finally:
        click.echo("\nEnding the demonstration ...")
        family.end(children)
        click.echo("Ended. Nothing is left running.")


def _stopped_by_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _prepared(settings: Settings, *, fresh: bool) -> Sheet:
    """Tables, compressed files, people; each step says that it begins."""
    context.prepare(settings)
    with context.told_in_sentences(), connection.connection():
        click.echo("Database ...")
        connection.migrate()
        click.echo("Style sheets and script, compressed ...")
        static_files.compress()
        click.echo("Made-up centres, candidates and results ...")
        sheet = _seeded(settings, fresh=fresh)
    db.close_all()
    return sheet


def _seeded(settings: Settings, *, fresh: bool) -> Sheet:
    try:
        return seeding.load("demonstration", settings=settings, fresh=fresh)
    except Refused as refused:
        if fresh or refused.code == "real_centres":
            raise
        raise click.ClickException(
            "The made-up people in this database belong to another scenario. Begin anew: portal demo --fresh"
        ) from refused


def _children(settings: Settings, *, bind: str, mail_port: int, folder: Path) -> list[Child]:
    caught = str(mailbox.folder_of(settings))
    programs = {
        "mailbox": ["portal.cli.smtp_catcher", "--folder", caught, "--port", str(mail_port)],
        "worker": ["workflows.consumer"],
        "web server": ["gunicorn", *web_arguments(settings, bind=bind)],
    }
    children = []
    for name, program in programs.items():
        log = folder / f"{name.replace(' ', '-')}.log"
        log.write_bytes(b"")
        children.append(Child(name, [sys.executable, "-m", *program], dict(os.environ), log))
    return children


def _start(children: list[Child], settings: Settings, stop: threading.Event) -> None:
    """Start all, and wait until the portal says that it is ready. Raises Broken when one dies on the way."""
    click.echo("Mailbox, worker, web server ...")
    for child in children:
        child.start()
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while not _is_ready(settings.public_url) and not stop.wait(LOOK_EVERY_SECONDS):
        for child in children:
            if child.has_died():
                raise Broken(f"The {child.name} did not start. Its last words:\n{child.words()}")
        if time.monotonic() > deadline:
            said = "\n".join(f"The {child.name} said:\n{child.words()}" for child in children)
            raise Broken(f"The portal was not ready after {READY_WITHIN_SECONDS} seconds.\n{said}")


def _is_ready(public_url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{public_url}/ready", timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
