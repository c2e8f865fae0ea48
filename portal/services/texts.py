"""The texts people agree to or look things up in: which version is in force, and the board's own instead of ours."""

from functools import cache
from pathlib import Path

from portal.rules.languages import ENGLISH, LANGUAGES
from portal.rules.own_texts import OwnText, OwnTextError, parse
from portal.settings import SettingError

NAMES = ("terms", "privacy", "help")
SHIPPED_VERSION = "2026-1"
"""The version of the three texts in templates/public; raise it whenever their meaning changes."""

_folder: Path | None = None


def configure(folder: str) -> None:
    """Called once at start-up. Raises SettingError when the board's texts can not be used."""
    global _folder
    path = Path(folder) if folder else None
    if path is not None:
        _check(path)
    _folder = path
    _read.cache_clear()


def own(name: str, *, language: str = ENGLISH) -> OwnText | None:
    """The board's text of this name, in this language if there is one (`terms.es.txt`), else `terms.txt` in English."""
    if _folder is None:
        return None
    return _read(_folder / f"{name}.{language}.txt") or _read(_folder / f"{name}.txt")


def version(name: str) -> str:
    """The version of a text that is in force. Translations of a text share its version."""
    text = own(name)
    return text.version if text else SHIPPED_VERSION


def terms_version() -> str:
    """What is recorded with an account when its owner agrees to the terms of use."""
    return version("terms")


def _check(folder: Path) -> None:
    if not folder.is_dir():
        raise SettingError(f"PORTAL_TEXTS_FOLDER: {folder} is not a folder.")
    for name in NAMES:
        texts = {file: _checked(file) for file in sorted(folder.glob(f"{name}*.txt"))}
        if len({text.version for text in texts.values()}) > 1:
            raise SettingError(f"PORTAL_TEXTS_FOLDER: the translations of {name}.txt have different versions.")
        if texts and folder / f"{name}.txt" not in texts:
            raise SettingError(f"PORTAL_TEXTS_FOLDER: there are translations of {name}.txt, but the file is missing.")


def _checked(file: Path) -> OwnText:
    language = file.stem.partition(".")[2] or ENGLISH
    if language not in LANGUAGES:
        raise SettingError(f"PORTAL_TEXTS_FOLDER: {file} is in none of the languages {', '.join(LANGUAGES)}.")
    try:
        return parse(file.read_text(encoding="utf-8"), language=language)
    except (OSError, UnicodeDecodeError) as unreadable:
        raise SettingError(f"PORTAL_TEXTS_FOLDER: {file} can not be read as UTF-8 ({unreadable}).") from unreadable
    except OwnTextError as wrong:
        raise SettingError(f"PORTAL_TEXTS_FOLDER: {file} can not be used: {wrong}.") from wrong


@cache
def _read(file: Path) -> OwnText | None:
    """Read once in each process: a new version takes a restart, as every setting does."""
    return _checked(file) if file.is_file() else None
