"""What no file of the portal contains: the static half of the security rules, read from the source itself."""

import ast
import re
from pathlib import Path

import pytest

from tests.unit.source import ROOT, Module, imports, modules

TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".svg", ".typ"})
WEB_TEMPLATES = [path for path in TEMPLATES if path.suffix == ".html" and "email" not in path.parts]
REVIEWED_MARKUP: set[str] = set()
"""Modules that may call text markup; there is none, and one that comes is looked at first."""
TALKS_TO_SERVERS = {"requests", "httpx", "urllib.request", "http.client", "aiohttp", "urllib3", "ftplib", "telnetlib"}
RUNS_PROGRAMS = {"subprocess", "os.system", "pty"}
UNSAFE_FORMATS = {"pickle", "marshal", "shelve", "yaml", "xml", "lxml", "dill", "zipfile", "tarfile"}
OPERATORS_ALONE = {
    f"portal.services.{name}"
    for name in ("backup", "backup_facts", "backup_file", "backup_postgresql", "backup_sqlite", "restore", "restored")
}
"""Backups, which run pg_dump and read an archive that an operator names: no page and no task reaches them."""
TEMPLATE_MAKERS = {"Environment", "SandboxedEnvironment", "Template"}
NAMES_TABLES = {"portal.services.emptying"}
"""Puts the names of tables and triggers into statements; nothing that anybody typed. It refuses real centres."""
JITTER = {"portal.services.outcomes"}
"""Spreads waiting emails out; nobody gains by guessing it."""
SHA_1 = {"portal.web.form_token"}
"""The token of forms, which Flask-WTF checks by this digest alone."""
QUERIES = {"select", "get", "get_or_none", "get_by_id", "update", "delete", "insert", "create", "raw", "filter"}


def web() -> list[Module]:
    return [module for module in modules().values() if module.name.startswith("portal.web.")]


def calls(module: Module) -> list[ast.Call]:
    return [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]


def called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_escapes_everything(path: Path) -> None:
    assert re.findall(r"\|\s*safe\b|autoescape|Markup\(|\|\s*xmlattr", path.read_text()) == []


@pytest.mark.parametrize("path", WEB_TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_page_names_no_other_server(path: Path) -> None:
    """An address in a text that people read aloud is no reference; one in an attribute is."""
    assert re.findall(r"""=\s*["']?(?:https?:)?//[^"'\s>]+""", path.read_text()) == []


def test_styles_and_scripts_name_no_other_server() -> None:
    files = [*(ROOT / "static/css").glob("*.css"), *(ROOT / "static/js").glob("*.js")]
    assert len(files) >= 3
    assert [file.name for file in files if re.search(r"https?://|@import|url\(\s*[\"']?//", file.read_text())] == []


def test_no_text_is_called_markup() -> None:
    marking = {
        module.name
        for module in modules().values()
        for node in calls(module)
        if called(node) in {"Markup", "render_template_string", "from_string", "mark_safe"}
    }
    assert marking == REVIEWED_MARKUP


def test_an_environment_of_templates_escapes() -> None:
    """Flask's own escapes by the name of the file; nobody makes another that does not."""
    made = [module.name for module in modules().values() for node in calls(module) if called(node) in TEMPLATE_MAKERS]
    assert made == []


def test_pages_fetch_nothing_run_nothing_and_read_no_unsafe_format() -> None:
    reaching = [
        f"{module.name} -> {name}"
        for module in modules().values()
        if not module.name.startswith("portal.cli") and module.name not in OPERATORS_ALONE
        for name in imports(module)
        if any(name == bad or name.startswith(f"{bad}.") for bad in TALKS_TO_SERVERS | RUNS_PROGRAMS | UNSAFE_FORMATS)
    ]
    assert reaching == []


def test_only_the_command_line_reaches_backups() -> None:
    users = {module.name for module in modules().values() if imports(module) & OPERATORS_ALONE}
    assert users - OPERATORS_ALONE == {"portal.cli.backup"}


def test_staff_pages_ask_the_database_through_services_only() -> None:
    """Models are there for their types; a row comes from portal.web.staff.fetch, which knows who may see it."""
    raw = []
    for module in web():
        models = _models(module)
        raw += [
            f"{module.name}:{node.lineno}"
            for node in calls(module)
            if isinstance(node.func, ast.Attribute)
            and node.func.attr in QUERIES
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in models
        ]
    assert raw == []


def _models(module: Module) -> set[str]:
    """The names under which tables are imported."""
    return {
        alias.asname or alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portal.models")
        for alias in node.names
    }


def test_no_statement_is_put_together_from_text() -> None:
    """Ruff's S608 looks for SQL in strings; this looks at what is handed to the database as text."""
    texts = {
        (module.name, node.lineno): node.args[0]
        for module in modules().values()
        for node in calls(module)
        if called(node) in {"execute_sql", "raw"} and node.args and "migrations" not in module.name
    }
    built = {name for (name, _), text in texts.items() if isinstance(text, ast.JoinedStr | ast.BinOp)}
    assert built == NAMES_TABLES


def test_sessions_begin_in_few_places() -> None:
    """Every way in: signing in, registering or starting again (entering), and the first code of staff."""
    starting = {
        module.name
        for module in modules().values()
        for node in calls(module)
        if ast.unparse(node.func) in {"access.sign_in", "sessions.start", "login_user"}
    }
    assert starting == {
        "portal.services.sign_in", "portal.web.access", "portal.web.candidate.entering",
        "portal.web.candidate.sign_in", "portal.web.staff.sign_in", "portal.web.staff.two_factor",
    }  # fmt: skip


def test_weak_digests_are_where_others_ask_for_them() -> None:
    """Ruff's S324 sees calls of hashlib only; this sees the name, also where it is handed to another library."""
    named = {module.name for module in modules().values() if re.search(r"sha1|sha_1|md5", ast.unparse(module.tree))}
    assert named == SHA_1


def test_random_names_come_from_secrets() -> None:
    guessable = {
        module.name
        for module in modules().values()
        if "random" in {name.partition(".")[0] for name in imports(module)}
        and not module.name.startswith("portal.cli.")  # made-up people, the same ones for the same seed
    }
    assert guessable == JITTER
