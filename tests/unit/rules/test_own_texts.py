"""A board's own text: version, title and blocks are read, and a file that lacks one is refused."""

import pytest

from portal.rules.own_texts import Block, OwnTextError, parse

WHOLE = "version: 2027-1\n\n# Our terms\n\n## First\n\nOne sentence\nover two lines.\n\n- one\n- two\n"


def test_a_whole_text_is_read() -> None:
    text = parse(WHOLE)
    assert (text.version, text.title) == ("2027-1", "Our terms")
    assert text.blocks == (
        Block("heading", ("First",)),
        Block("paragraph", ("One sentence over two lines.",)),
        Block("list", ("one", "two")),
    )


def test_other_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    assert parse("\ufeff" + WHOLE.replace("\n", "\r\n")) == parse(WHOLE)


@pytest.mark.parametrize(
    "text", ["", "# Our terms\n\nText", "version: \n\n# T\n\nText", f"version: {'1' * 41}\n\n# T\n\nText"]
)
def test_a_text_without_a_version_is_refused(text: str) -> None:
    with pytest.raises(OwnTextError, match="version"):
        parse(text)


@pytest.mark.parametrize("text", ["version: 1", "version: 1\n\nText\n\nText", "version: 1\n\n# Title"])
def test_a_text_without_title_or_words_is_refused(text: str) -> None:
    with pytest.raises(OwnTextError, match="Title"):
        parse(text)
