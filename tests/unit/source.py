"""The source as data: every module of the portal with its imports, for tests that hold the house to its plan."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "workflows")


@dataclass(frozen=True)
class Module:
    """`name` is dotted: portal.web.access."""

    name: str
    path: Path
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


@cache
def modules() -> dict[str, Module]:
    """All modules of the two packages and wsgi.py, by name; a package stands under its own name."""
    files = [ROOT / "wsgi.py", *(file for name in PACKAGES for file in sorted((ROOT / name).rglob("*.py")))]
    found = (Module(_name(file), file, file.read_text()) for file in files)
    return {module.name: module for module in found}


def imports(module: Module) -> set[str]:
    """The dotted names of everything the module imports, wherever in it; our own ones as modules."""
    names: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name if name in modules() else node.module for name in inner}
    return names


def own_imports(module: Module) -> set[str]:
    return imports(module) & set(modules())


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
