"""What candidates read outside of pages is marked for translation: emails, and sentences in the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.mail.kinds import KINDS
from portal.settings import ROOT
from tests.unit.web.test_templates import words_outside_of_marks

EMAILS = ROOT / "templates" / "email"
TO_CANDIDATES = [kind for kind, what in KINDS.items() if not what.for_staff]
WEB = ROOT / "portal" / "web"
SOURCES = [
    *sorted((WEB / "candidate").glob("*.py")),
    *(WEB / f"{name}.py" for name in ("errors", "fields", "filters", "languages", "public", "result_view")),
]
MARKS = {"_l", "gettext", "lazy_gettext", "ngettext"}
# The answer to a host name that is not ours: no page of ours can be addressed there.
NOT_FOR_READERS = {"BadRequest"}
SENTENCE = re.compile(r"^[A-Z][a-z']* (?:\S+ )*[a-z]\S*$|[a-z][.?!]$")


def parts(kind: str) -> list[Path]:
    return sorted((EMAILS / kind).iterdir())


def loose_sentences(source: str) -> Iterator[str]:
    """Strings that read like a sentence, in no call that marks them; docstrings aside."""
    for node in unmarked(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.search(node.value):
            yield node.value


def unmarked(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        is_docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if is_docstring or (isinstance(child, ast.Call) and called(child) in MARKS | NOT_FOR_READERS):
            continue
        yield child
        yield from unmarked(child)


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize("path", [path for kind in TO_CANDIDATES for path in parts(kind)], ids=str)
def test_what_an_email_says_can_be_translated(path: Path) -> None:
    assert words_outside_of_marks(path.read_text()) == []


@pytest.mark.parametrize("name", ["_contact.html", "_contact.txt"])
def test_what_emails_share_can_be_translated(name: str) -> None:
    assert words_outside_of_marks((EMAILS / name).read_text()) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_what_the_code_says_can_be_translated(path: Path) -> None:
    assert list(loose_sentences(path.read_text())) == []


@pytest.mark.parametrize("said", ["Enter your ID number.", "This is wrong", "At least %(count)s characters", "Done."])
def test_a_loose_sentence_is_seen(said: str) -> None:
    source = f'"""It says."""\nraise ValidationError("{said}")\nraise ValidationError(_l("{said}"))'
    assert list(loose_sentences(source)) == [said]
