"""The children of one process: started on a leash each, watched, started again, ended together."""

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

FAILURES_ALLOWED = 3
WITHIN_SECONDS = 60.0
PATIENCE_SECONDS = 30
LAST_LINES = 40


@dataclass
class Child:
    """One program that shall run for as long as its parent does; what it says goes to the file `log`."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    died_at: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, on a leash."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.cli.leash", *self.command],
                stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT, env=dict(self.environ),
            )  # fmt: skip

    def let_go(self) -> None:
        """Tell it to end, by closing what it holds on to."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def wait(self) -> None:
        """Wait until it has ended; one that does not is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def has_died(self) -> bool:
        """Whether it ended without being told to."""
        return self.process is not None and self.process.poll() is not None

    def words(self) -> str:
        """The end of what it said."""
        said = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(said[-LAST_LINES:])


class Broken(Exception):
    """A child died again and again; the message has its name and its last words."""


def watch(children: Sequence[Child], *, stop: Callable[[float], bool]) -> None:
    """Start again what dies, until `stop(seconds)` is true. Raises Broken for one that keeps dying."""
    while not stop(0.5):
        for child in children:
            if child.has_died():
                _start_again(child)


def end(children: Sequence[Child]) -> None:
    """End all at once, and wait until the last is gone."""
    for child in children:
        child.let_go()
    for child in children:
        child.wait()


def _start_again(child: Child) -> None:
    now = time.monotonic()
    child.died_at = [*(at for at in child.died_at if now - at < WITHIN_SECONDS), now]
    if len(child.died_at) > FAILURES_ALLOWED:
        raise Broken(
            f"The {child.name} died {len(child.died_at)} times within a minute. Its last words:\n{child.words()}"
        )
    click.echo(f"The {child.name} died and is started again.", err=True)
    child.let_go()
    child.start()
