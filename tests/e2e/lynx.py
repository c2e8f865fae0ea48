"""Lynx, a browser of text alone: fills in a form in a terminal of its own, follows links, and says what it showed."""

import fcntl
import os
import pty
import re
import subprocess
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from struct import pack
from urllib.request import urlopen

ROWS, COLUMNS = 300, 100  # so tall that every page fits on one screen
SECONDS = 60
TAB, ENTER, FIND = "<tab>", "^J", "/"
LEAVE = ("q", "y")
CONTROLS = re.compile(r"\x1b(\[[0-9;?]*[a-zA-Z]|[()][A-Z0-9]|[=>78M])|[\x00-\x20]+")
ARRIVED = "Data transfer complete"


def read(address: str) -> str:
    """The page as text."""
    return _run(["-dump", "-width=1000", address])


def fill_in(address: str, fields: Mapping[str, str], *, button: str, then: Sequence[str] = ()) -> str:
    """Fill in the form at this address, press its button, follow links by their words; the text of the last page."""
    with urlopen(address, timeout=SECONDS) as page:
        stops = _Stops(page.read().decode()).names
    keys: list[str] = []
    at = 0
    for name, words in [*fields.items(), (button, "")]:
        there = stops.index(name, at)
        keys += [TAB] * (there - at) + ["<space>" if mark == " " else mark for mark in words]
        at = there
    keys.append(ENTER)
    for link in then:
        keys += [FIND, *("<space>" if mark == " " else mark for mark in link), ENTER, ENTER]
    shown = _in_terminal(address, [*keys, *LEAVE])
    return shown.rpartition(ARRIVED)[2]


class _Stops(HTMLParser):
    """What the Tab key comes by, in order: fields by their name, links and buttons by their words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self._is_named_by_words = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in {"select", "textarea"} or (tag == "input" and found.get("type") != "hidden"):
            self.names.append(found.get("name") or "")
        elif tag == "button" or (tag == "a" and "href" in found):
            self.names.append("")
            self._is_named_by_words = True

    def handle_data(self, data: str) -> None:
        if self._is_named_by_words:
            self.names[-1] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"a", "button"}:
            self._is_named_by_words = False


def _in_terminal(address: str, keys: Sequence[str]) -> str:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, pack("HHHH", ROWS, COLUMNS, 0, 0))
    read_end, write_end = os.pipe()
    os.write(write_end, "".join(f"key {key}\n" for key in keys).encode())
    os.close(write_end)
    command = ["lynx", "-accept_all_cookies", "-nocolor", "-nopause", f"-cmd_script=/dev/fd/{read_end}", address]
    lynx = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=_environment(), pass_fds=(read_end,)
    )
    for end in (theirs, read_end):
        os.close(end)
    said = b""
    with suppress(OSError):  # that is how a terminal ends whose program has gone
        while part := os.read(ours, 65536):
            said += part
    os.close(ours)
    lynx.wait(SECONDS)
    return CONTROLS.sub(" ", said.decode(errors="replace"))


def _run(options: Sequence[str]) -> str:
    done = subprocess.run(["lynx", *options], env=_environment(), capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(Path.cwd()), "TERM": "vt100", "LANG": "C.UTF-8"}
