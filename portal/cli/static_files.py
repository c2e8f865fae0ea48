"""Compressing static files ahead of time: once, before the web server's processes start."""

from pathlib import Path
from typing import Any

from whitenoise.compress import Compressor

from portal.settings import ROOT

STATIC = ROOT / "static"


def compress() -> None:
    """Write .br and .gz beside the files that have none or an older one."""
    compressor: Any = Compressor(quiet=True)  # type: ignore[no-untyped-call]  # untyped in WhiteNoise
    for file in STATIC.rglob("*"):
        if file.is_file() and compressor.should_compress(file.name) and not _is_compressed(file):
            compressor.compress(str(file))


def _is_compressed(file: Path) -> bool:
    made = [file.with_name(file.name + ending) for ending in (".br", ".gz")]
    return any(each.exists() and each.stat().st_mtime >= file.stat().st_mtime for each in made)
