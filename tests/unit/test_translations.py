"""Every text for candidates is there in every language, with the same values in it."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from portal.rules.languages import LANGUAGES
from portal.settings import ROOT

TRANSLATIONS = ROOT / "portal" / "translations"
METHODS = {"portal": [("**.py", "python")], "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")]}
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
FOREIGN = sorted(set(LANGUAGES) - {"en"})


def _texts() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for folder, methods in METHODS.items():
        found = extract_from_dir(str(ROOT / folder), method_map=methods, keywords=KEYWORDS)
        for file, line, text, *_ in found:
            yield f"{folder}/{file}:{line}", text


def _catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _id(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_there_is_more_than_english() -> None:
    assert {"es", "ar"} <= set(FOREIGN)


@pytest.mark.parametrize("language", FOREIGN)
def test_nothing_is_left_untranslated(language: str) -> None:
    catalogue = _catalogue(language)
    missing = {
        f"{place}: {_id(text)}"
        for place, text in _texts()
        if not (message := catalogue.get(_id(text))) or message.fuzzy or not all(_strings(message))
    }
    assert missing == set()


@pytest.mark.parametrize("language", FOREIGN)
def test_every_plural_has_all_its_forms(language: str) -> None:
    catalogue = _catalogue(language)
    short = [
        message.id for message in catalogue if message.pluralizable and len(_strings(message)) != catalogue.num_plurals
    ]
    assert short == []


@pytest.mark.parametrize("language", FOREIGN)
def test_every_translation_holds_the_values_of_its_original(language: str) -> None:
    """A plural form may leave out the number itself: "one", "two"."""
    wrong = []
    for message in _catalogue(language):
        if message.id:
            wanted = set(PLACEHOLDER.findall(_id(message.id)))
            optional = {"num"} if message.pluralizable else set()
            wrong += [s for s in _strings(message) if not wanted - optional <= set(PLACEHOLDER.findall(s)) <= wanted]
    assert wrong == []


@pytest.mark.parametrize("language", FOREIGN)
def test_nothing_is_translated_that_no_page_says(language: str) -> None:
    said = {_id(text) for _, text in _texts()}
    assert {_id(message.id) for message in _catalogue(language) if message.id} - said == set()
