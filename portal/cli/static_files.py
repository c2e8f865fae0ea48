"""Compressing static files ahead of time: once, before the web server's processes start."""

import re
from pathlib import Path
from typing import Any

from whitenoise.compress import Compressor

from portal.settings import ROOT

STATIC = ROOT / "static"
OWN_SCRIPTS = STATIC / "js"


def compress() -> None:
    """Write .br and .gz beside the files that have none or an older one."""
    compressor: Any = Compressor(quiet=True)  # type: ignore[no-untyped-call]  # untyped in WhiteNoise
    for file in STATIC.rglob("*"):
        if file.is_file() and compressor.should_compress(file.name) and not _is_compressed(file):
            content = as_it_travels(file)
            compressor.write_data(str(file), compressor.compress_brotli(content), ".br", file.stat())
            compressor.write_data(str(file), compressor.compress_gzip(content), ".gz", file.stat())


def without_layout(style: str) -> str:
    """A style sheet of ours without its comments and the spaces that only people need."""
    bare = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))
    return re.sub(r" ?([{};,]) ?", r"\1", bare).replace(": ", ":").replace(";}", "}").strip()


def without_remarks(script: str) -> str:
    """A script of ours without its lines of comment, empty lines and indents."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def as_it_travels(file: Path) -> bytes:
    """What is compressed of a file."""
    if file.suffix == ".css":
        return without_layout(file.read_text()).encode()
    if file.parent == OWN_SCRIPTS:
        return without_remarks(file.read_text()).encode()
    return file.read_bytes()


def _is_compressed(file: Path) -> bool:
    made = [file.with_name(file.name + ending) for ending in (".br", ".gz")]
    return any(each.exists() and each.stat().st_mtime >= file.stat().st_mtime for each in made)
