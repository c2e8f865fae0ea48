"""The processes of one portal under attack: each can be killed at once with all its children, and started again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.e2e.processes import ROOT

STOP_SECONDS = 40
LAST_LINES = 40


class Part:
    """One process in a group of its own. `kills` counts how often it was killed."""

    def __init__(self, name: str, arguments: list[str], *, env: dict[str, str], folder: Path) -> None:
        self.name = name
        self.kills = 0
        self.log = folder / f"{name}.log"
        self._command = [sys.executable, "-m", *arguments]
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """kill -9, children included: nothing gets the chance to finish or to say good-bye."""
        if self.is_running:
            self.kills += 1
            self._signal(signal.SIGKILL)
            self._reap(10)

    def terminate(self) -> int:
        """SIGTERM, as a deploy does; returns the exit code."""
        if self.is_running:
            self._process.terminate()  # type: ignore[union-attr]
        return self._reap(STOP_SECONDS)

    def stop(self) -> None:
        """End it, whatever that takes."""
        if self.is_running:
            self.terminate()
        if self._process is not None:
            self._signal(signal.SIGKILL)  # what a dead parent may have left

    def workers(self) -> list[int]:
        """The ids of its child processes."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(number) for number in children.split()]

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LAST_LINES:])

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return

    def _reap(self, seconds: float) -> int:
        assert self._process is not None
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()
            raise AssertionError(f"{self.name} did not end in {seconds} s:\n{self.last_words()}") from None
