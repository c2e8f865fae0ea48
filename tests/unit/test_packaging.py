"""What a fresh clone installs: everything declared, locked by hash, and nothing of others' committed."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = (
    "requirements.lock", "requirements-dev.lock", "requirements-node.lock", "benchmarks/peers/requirements.lock",
)  # fmt: skip
OWN = {"portal", "workflows"}
FOR_TYPE_CHECKERS = {"_typeshed"}
IN_LATER_PYTHONS = {"compression"}  # 3.14; before, a declared package takes its place


def project() -> dict[str, list[str]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def pins(lock: str) -> dict[str, set[str]]:
    """Package name to its versions; a package may have one version for each Python."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE):
        versions.setdefault(name, set()).add(version)
    return versions


def normal(name: str) -> str:
    """The one way to write a package's name, which lock files use."""
    return re.sub(r"[._-]+", "-", name).lower()


def declared() -> set[str]:
    return {normal(re.match(r"[a-z0-9.-]+", line)[0]) for line in project()["dependencies"]}


def imported(folder: str) -> set[str]:
    trees = (ast.parse(file.read_text()) for file in (ROOT / folder).rglob("*.py"))
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    known = OWN | FOR_TYPE_CHECKERS | IN_LATER_PYTHONS | sys.stdlib_module_names
    return {name.partition(".")[0] for name in names} - known


@pytest.mark.parametrize("folder", sorted(OWN))
def test_every_package_the_code_imports_is_declared(folder: str) -> None:
    providers = packages_distributions()
    undeclared = {
        name for name in imported(folder) if not declared() & {normal(dist) for dist in providers.get(name, [])}
    }
    assert undeclared == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text()
    requirements = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert "://" not in text
    assert "index-url" not in text
    assert [entry.split()[0] for entry in requirements if "--hash=sha256:" not in entry] == []


def test_every_declared_dependency_is_locked() -> None:
    assert declared() - set(pins("requirements.lock")) == set()


def test_development_has_the_same_versions_as_operation() -> None:
    runtime, development = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: development.get(name) for name in runtime} == runtime


def test_every_npm_package_is_locked_by_sha512_and_without_an_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    fetched = {name: package for name, package in packages.items() if name}
    assert [name for name, package in fetched.items() if not package["integrity"].startswith("sha512-")] == []
    assert [name for name, package in fetched.items() if "resolved" in package] == []


def test_npm_packages_are_asked_for_by_one_exact_version() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


@pytest.mark.parametrize("folder", ["/static/vendor/", "/node_modules/", "/.venv/"])
def test_what_is_installed_is_ignored_by_git(folder: str) -> None:
    assert folder in (ROOT / ".gitignore").read_text().splitlines()


def test_htmx_was_installed_with_its_licence() -> None:
    assert "htmx" in (ROOT / "static/vendor/htmx.min.js").read_text()
    assert (ROOT / "static/vendor/htmx.LICENSE.txt").is_file()


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split()
    assert sorted(targets) == sorted(re.findall(r"^([a-z0-9]+):\s+## \S", makefile, re.MULTILINE))


def test_an_old_python_can_read_the_file_that_turns_it_away() -> None:
    ast.parse((ROOT / "bootstrap/__main__.py").read_text(), feature_version=(3, 6))
