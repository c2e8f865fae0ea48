"""The house keeps its plan: layers, sizes, names, and who may read what."""

import ast
import sys
from graphlib import TopologicalSorter

from tests.unit.source import ROOT, Module, functions, imports, length, modules, own_imports

# From top to bottom; a module may import its own layer and those below it.
LAYERS = (
    ("wsgi", "workflows", "portal.__main__"),
    ("portal.app",),
    ("portal.web",),
    ("portal.cli",),
    ("portal.mail",),
    ("portal.services",),
    ("portal.models",),
    ("portal.rules",),
    ("portal.extensions", "portal.settings", "portal.clock", "portal.keys", "portal"),
)
FORBIDDEN = {
    "portal.rules": ("portal.clock", "portal.keys", "portal.settings", "portal.extensions"),
    "portal.models": ("flask", "huey", "portal.extensions"),
    "portal.services": ("flask", "flask_babel", "flask_login", "flask_wtf", "huey", "wtforms", "portal.extensions"),
    "portal.mail": ("huey",),
    "portal.web": ("peewee", "playhouse", "huey", "flask_mail", "portal.mail"),
    "portal.web.candidate": ("portal.web.staff", "portal.models.staff"),
    "portal.web.staff": ("portal.web.candidate",),
}
# Who reads the table of results besides THE function for candidates, services.results: all of it work of staff,
# and retention, which asks whether an entry has one.
READS_RESULTS_FOR_STAFF = {
    "portal.services.access", "portal.services.amend", "portal.services.batch_content",
    "portal.services.batch_making", "portal.services.batch_notices", "portal.services.batch_rows",
    "portal.services.follow_up", "portal.services.intake_left_out", "portal.services.result_intake",
    "portal.services.result_meeting", "portal.services.retention", "portal.services.today",
}  # fmt: skip
READS_THE_TIME = {"portal.clock"}
LONGEST = {"file": 300, "function": 40, "route": 25, "task": 10, "template": 120}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}


def within(name: str, part: str) -> bool:
    return name == part or name.startswith(part + ".")


def layer(name: str) -> int:
    """The place of the module in LAYERS, by the longest name that fits."""
    fitting = {part: place for place, parts in enumerate(LAYERS) for part in parts if within(name, part)}
    return fitting[max(fitting, key=len)]


def source() -> list[Module]:
    return list(modules().values())


def test_imports_go_downwards() -> None:
    upwards = [
        f"{module.name} -> {other}"
        for module in source()
        for other in own_imports(module)
        if layer(other) < layer(module.name)
    ]
    assert upwards == []


def test_no_part_imports_what_it_must_not_know() -> None:
    broken = [
        f"{module.name} -> {name}"
        for part, forbidden in FORBIDDEN.items()
        for module in source()
        if within(module.name, part)
        for name in imports(module)
        if any(within(name, other) for other in forbidden)
    ]
    assert broken == []


def test_rules_are_pure() -> None:
    foreign = [
        f"{module.name} -> {name}"
        for module in source()
        if within(module.name, "portal.rules")
        for name in imports(module)
        if name.partition(".")[0] not in sys.stdlib_module_names and not within(name, "portal.rules")
    ]
    assert foreign == []


def test_there_is_no_import_cycle() -> None:
    TopologicalSorter({module.name: own_imports(module) - {module.name} for module in source()}).prepare()


def test_packages_import_nothing() -> None:
    full = [module.name for module in source() if module.path.name == "__init__.py" and module.text.strip()]
    assert full == []


def test_the_time_is_read_in_one_place() -> None:
    readers = {
        module.name
        for module in source()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr)
        in {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
    }
    assert readers - READS_THE_TIME == set()


def test_services_are_told_the_time() -> None:
    """Only the machine's time, for leases, may be asked for in a service."""
    asking = [
        module.name
        for module in source()
        if within(module.name, "portal.services") or within(module.name, "portal.models")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) == ("clock", "now")
    ]  # fmt: skip
    assert asking == []


def test_results_are_read_only_where_it_is_known() -> None:
    readers = {
        module.name
        for module in source()
        if "portal.models.result" in imports(module) and not within(module.name, "portal.models")
    }
    assert readers - READS_RESULTS_FOR_STAFF == {"portal.services.results"}


def test_candidates_pages_reach_results_by_one_door() -> None:
    reached = {name for name in modules() if within(name, "portal.web.candidate")}
    waiting = list(reached)
    while waiting:
        new = own_imports(modules()[waiting.pop()]) - reached
        reached |= new
        waiting += new
    assert reached & READS_RESULTS_FOR_STAFF == set()


def test_every_module_says_what_lives_there() -> None:
    silent = [
        module.name
        for module in source()
        if module.text.strip() and not (ast.get_docstring(module.tree) or "").split("\n")[0].endswith((".", ":", "`"))
    ]
    assert silent == []


def test_names_say_something() -> None:
    assert [module.name for module in source() if VAGUE & set(module.name.split("."))] == []


def test_files_stay_short() -> None:
    long = {module.name: module.lines for module in source() if module.lines > LONGEST["file"]}
    assert long == {}


def test_functions_stay_short() -> None:
    """A migration lists tables and is read once."""
    long = {
        f"{module.name}.{function.name}": length(function)
        for module in source()
        for function in functions(module)
        if length(function) > _limit(module, function) and not within(module.name, "portal.models.migrations")
    }
    assert long == {}


def test_templates_stay_short() -> None:
    templates = {file: len(file.read_text().splitlines()) for file in (ROOT / "templates").rglob("*.*")}
    assert {str(file): lines for file, lines in templates.items() if lines > LONGEST["template"]} == {}


def _limit(module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    decorators = [ast.unparse(decorator) for decorator in function.decorator_list]
    if within(module.name, "portal.web") and any(text.startswith("pages.") for text in decorators):
        return LONGEST["route"]
    if within(module.name, "workflows") and any("huey" in text for text in decorators):
        return LONGEST["task"]
    return LONGEST["function"]
