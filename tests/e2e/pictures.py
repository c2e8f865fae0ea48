"""Pictures of pages, compared with those in pictures/: in the same letters and at the same minute on any machine."""

import base64
import io
import re
from functools import cache
from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
from PIL import Image, ImageChops
from playwright.sync_api import Page

FOLDER = Path(__file__).with_name("pictures")
STRONG = 48
"""From how many of 255 steps on a pixel counts as another one; less is how machines smooth their letters."""
TOLERATED = 0.0005
"""Which part of the pixels may be other ones: a lost word or line of a page is more."""
SAME_EVERYWHERE = r"""() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const each = texts.currentNode;
    each.data = each.data.replace(/\d\d:\d\d(:\d\d)?/g, '00:00').replace(/[\u0700-\u1dff\u2e80-\ud7ff]/g, '#');
  }
}"""
"""Takes away the time of day, and letters that the fonts below do not have."""


def take(page: Page) -> bytes:
    """A picture of the whole page as PNG, in letters that the portal's own packages bring, without the time of day.

    The page's context needs `bypass_csp=True`.
    """
    page.add_style_tag(content=_letters())
    page.evaluate("() => document.fonts.ready")
    page.evaluate(SAME_EVERYWHERE)
    return page.screenshot(full_page=True, animations="disabled")


def keep(name: str, picture: bytes) -> None:
    """Make this picture the one to compare with, as a small file."""
    FOLDER.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(_file(name), optimize=True)


def differ(name: str, picture: bytes, evidence: Path) -> str:
    """In which words this picture differs from the kept one, or nothing.

    What differs stands in the folder `evidence`: as it was, as it is, and the difference.
    """
    if not _file(name).is_file():
        return f"{name}: there is no picture of it yet, see --update-pictures"
    with Image.open(_file(name)) as kept, Image.open(io.BytesIO(picture)) as taken:
        before, after = kept.convert("RGB"), taken.convert("RGB")
    difference = ImageChops.difference(before, after) if before.size == after.size else None
    words = _words(before, after, difference)
    if words:
        evidence.mkdir(parents=True, exist_ok=True)
        before.save(evidence / f"{name}-before.png")
        after.save(evidence / f"{name}-after.png")
        if difference is not None:
            difference.save(evidence / f"{name}-difference.png")
    return f"{name}: {words}" if words else ""


def _words(before: Image.Image, after: Image.Image, difference: Image.Image | None) -> str:
    if difference is None:
        return f"it was {before.width} by {before.height} pixels, and is {after.width} by {after.height}"
    strong = difference.convert("L").point([int(step >= STRONG) * 255 for step in range(256)])
    share = strong.histogram()[255] / (before.width * before.height)
    return f"{share:.2%} of it differ, near {strong.getbbox()}" if share > TOLERATED else ""


def _file(name: str) -> Path:
    return FOLDER / f"{re.sub(r'[^a-z0-9-]', '-', name.lower())}.png"


@cache
def _letters() -> str:
    faces = "".join(
        f"@font-face{{font-family:Compared;font-weight:100 900;src:url(data:font/ttf;base64,{letters})"
        f";unicode-range:{characters}}}"
        for letters, characters in (
            (_base64(fontpkg_noto_sans.ROOT / "files/NotoSans[wdth,wght].ttf"), "U+0-5FF,U+1E00-20FF"),
            (_base64(fontpkg_noto_sans_arabic.ROOT / "files/NotoSansArabic[wdth,wght].ttf"), "U+600-6FF,U+FB50-FEFF"),
        )
    )
    return f"{faces}*,*::before,*::after{{font-family:Compared!important}}"


def _base64(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()
