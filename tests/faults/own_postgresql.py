"""A PostgreSQL server of a test's own: the one that all tests share is not there to be killed."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.running import free_port

DEBIANS = Path("/usr/lib/postgresql")
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A cluster in `folder`, which listens on this machine."""

    programs: Path
    folder: Path
    port: int
    user: str | None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        self._run("initdb", "--auth=trust", "--username=postgres", "--no-sync")

    def start(self) -> None:
        """Returns when it takes connections, after it has gone through what a crash left."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-o", options, "-l", str(self.folder / "log"))

    def crash(self) -> None:
        """Every process gone at once, nothing finished or written down: the next start has to recover."""
        self._run("pg_ctl", "stop", "-m", "immediate")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), "-D", str(self.folder), *arguments]
        done = subprocess.run(
            command, user=self.user, cwd=self.folder, check=False, timeout=2 * START_SECONDS,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stderr}"


@contextmanager
def own_server() -> Iterator[Server | None]:
    """Running; ended and removed afterwards. None where PostgreSQL's programs are not installed."""
    programs = _programs()
    if programs is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="portal-postgresql-"))
    user = _somebody_else()
    if user is not None:
        shutil.chown(folder, user)
    server = Server(programs, folder, free_port(), user)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.crash()
        shutil.rmtree(folder)


def _programs() -> Path | None:
    """Debian keeps `initdb` beside each version, out of the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    return max((path.parent for path in DEBIANS.glob("*/bin/initdb")), default=None)


def _somebody_else() -> str | None:
    """Who runs it: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
