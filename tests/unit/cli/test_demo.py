"""The demonstration as the process that `make run` starts: it runs, survives, and leaves nothing behind."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from portal.cli import demo_settings

LAST_LINE = "9. Commands:"
WITHIN_SECONDS = 120


class Demo:
    """A running demonstration, with a mark in its environment by which its processes are known."""

    def __init__(self, folder: Path, port: int) -> None:
        self.mark = f"PORTAL_DEMO_FOLDER={folder}"
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        environ |= {
            "PORTAL_DATABASE_URL": f"sqlite:///{folder / 'portal.db'}",
            "PORTAL_QUEUE_URL": f"sqlite:///{folder / 'queue.db'}",
            "PORTAL_DEMO_FOLDER": str(folder),
            "PORTAL_SECRET_KEY": "only for tests: 0123456789 abcdefghijklmnopqrstuvwxyz",
        }
        command = [sys.executable, "-m", "portal", "demo", "--bind", f"127.0.0.1:{port}"]
        self.process = subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.said = ""

    def wait_for(self, words: str) -> str:
        deadline = time.monotonic() + WITHIN_SECONDS
        assert self.process.stdout is not None
        output = self.process.stdout.fileno()
        while words not in self.said:
            assert time.monotonic() < deadline, self.said
            if select.select([output], [], [], 1)[0]:
                more = os.read(output, 65_536)
                assert more, self.said
                self.said += more.decode()
        return self.said

    def processes(self) -> dict[int, str]:
        """Every living process of this demonstration, itself included."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def wait_until_gone(self) -> None:
        deadline = time.monotonic() + WITHIN_SECONDS
        while left := self.processes():
            assert time.monotonic() < deadline, left
            select.select([], [], [], 0.1)


@contextmanager
def running(folder: Path, port: int) -> Iterator[Demo]:
    folder.mkdir(exist_ok=True)
    demo = Demo(folder, port)
    try:
        yield demo
    finally:
        for number in demo.processes():
            os.kill(number, signal.SIGKILL)
        demo.process.wait()
        demo.process.stdout.close()


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode()


needs_proc = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads the processes from /proc")


@needs_proc
def test_it_runs_twice_and_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    port = demo_settings.any_free_port()
    with running(tmp_path / "demo", port) as demo:
        said = demo.wait_for(LAST_LINE)
        assert f"The Candidate Portal runs at http://127.0.0.1:{port}" in said
        assert "Amara Okafor: ID number" in said
        page = get(f"http://127.0.0.1:{port}/demo/mailbox")
        assert "ada@example.org" in page
        assert len(demo.processes()) >= 7
        os.killpg(demo.process.pid, signal.SIGINT)  # as a terminal does: to everybody in the foreground
        assert demo.process.wait(timeout=WITHIN_SECONDS) == 0
        assert demo.processes() == {}
    with running(tmp_path / "demo", port) as again:
        assert "Amara Okafor: ID number" in again.wait_for(LAST_LINE)
        again.process.terminate()
        assert again.process.wait(timeout=WITHIN_SECONDS) == 0
        assert again.processes() == {}


@needs_proc
def test_a_killed_demonstration_takes_its_children_along_and_a_dead_child_is_started_again(tmp_path: Path) -> None:
    with running(tmp_path / "demo", demo_settings.any_free_port()) as demo:
        demo.wait_for(LAST_LINE)
        [worker] = [
            number for number, command in demo.processes().items()
            if "workflows.consumer" in command and "leash" not in command
        ]  # fmt: skip
        os.kill(worker, signal.SIGKILL)
        assert "The worker died and is started again." in demo.wait_for("started again")
        demo.process.kill()
        demo.process.wait()
        demo.wait_until_gone()


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert not demo_settings.is_free("127.0.0.1", number)
        assert demo_settings.free_port("127.0.0.1", number) > number


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "instance" / "secret_key"
    key = demo_settings.kept_secret_key(file)
    assert len(key) == 64
    assert demo_settings.kept_secret_key(file) == key
    assert file.stat().st_mode & 0o077 == 0


def test_what_the_caller_has_set_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORTAL_PUBLIC_URL", "https://demo.example.org")
    monkeypatch.setenv("PORTAL_MAIL_URL", "smtp://mail.example.org")
    chosen = demo_settings.environment(host="127.0.0.1", port=8000, mail_port=2525, folder=tmp_path)
    assert chosen["PORTAL_PUBLIC_URL"] == "https://demo.example.org"
    assert chosen["PORTAL_MAIL_URL"] == "smtp://127.0.0.1:2525", "no mail leaves a demonstration"
