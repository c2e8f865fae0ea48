"""One process of the portal under test: its output goes to a file, and its death is told with its last words."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 15
LAST_LINES = 40


class Process:
    """Started at once, from the root of the checkout."""

    def __init__(self, name: str, arguments: list[str], *, env: dict[str, str], folder: Path) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *arguments], cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT
            )

    def require_alive(self) -> None:
        """Raise AssertionError with the end of the output when the process has died."""
        code = self._process.poll()
        assert code is None, f"{self.name} died with {code}:\n{self.last_words()}"

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LAST_LINES:])

    def stop(self) -> int:
        """End it as an operator does, what does not end in time is killed; returns its exit code."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        return self._process.wait()


def run(arguments: list[str], *, env: dict[str, str]) -> str:
    """Run a command to its end; its output, or an AssertionError with it."""
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout
