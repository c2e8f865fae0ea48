"""The exam catalogue in force: the one that ships, or the board's own."""

from pathlib import Path

from portal.rules.catalogue import SHIPPED, Catalogue, CatalogueError, load
from portal.rules.exams import Exam
from portal.settings import SettingError

_path = SHIPPED


def configure(file: str) -> None:
    """Called once at start-up. Raises SettingError when the board's file can not be used."""
    global _path
    path = Path(file) if file else SHIPPED
    try:
        load(path)
    except CatalogueError as wrong:
        raise SettingError(f"PORTAL_CATALOGUE_FILE: {wrong}") from wrong
    _path = path


def current() -> Catalogue:
    return load(_path)


def exam(code: str) -> Exam:
    """The exam of a code. Raises KeyError for one the catalogue does not have."""
    return current().exams[code]
