"""The Statement of Results as a tagged PDF (PDF/UA-1), set by Typst with fonts that are installed as packages."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from portal.services.errors import Refused
from portal.settings import ROOT

TEMPLATE = ROOT / "templates" / "candidate" / "statement.typ"
# Each is a Python package that carries a font under the SIL Open Font License; the order is that of preference.
FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic", "manimgx_fonts_cjk")
FAMILIES = ("Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC")
# Which forms of the Han characters a reader expects.
HAN = {"ja": "Noto Sans CJK JP", "ko": "Noto Sans CJK KR", "zh-TW": "Noto Sans CJK TC", "zh-HK": "Noto Sans CJK HK"}


def render(content: Mapping[str, Any], *, language: str, name_language: str = "", own_fonts: str = "") -> bytes:
    """One page with this content (see the template).

    `name_language` is that of the candidate's entry, if known; `own_fonts` a folder with further fonts.
    Raises Refused("no_font") when no font here has the letters of the name: a PDF with boxes helps nobody.
    """
    han = HAN.get(name_language, FAMILIES[-1])
    data = {**content, "language": language, "fonts": [*FAMILIES[:-1], han, *_own_families(own_fonts)]}
    compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=installed_fonts(own_fonts))
    try:
        made = compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data)}, pdf_standards="ua-1")
    except typst.TypstError as wrong:
        if "could not be displayed" in str(wrong):
            raise Refused("no_font") from wrong
        raise
    if not isinstance(made, bytes):
        raise TypeError("The statement has more than one page.")
    return made


@cache
def installed_fonts(own_fonts: str) -> typst.Fonts:
    """Read once in each process; the files stay on disk and only what a page needs is copied into it."""
    folders = [*(_folder(package) for package in FONT_PACKAGES), *([own_fonts] if own_fonts else [])]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _folder(package: str) -> str:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"The font package {package} is not installed.")
    return str(Path(spec.origin).parent)


def _own_families(own_fonts: str) -> list[str]:
    return sorted(set(installed_fonts(own_fonts).families()) - set(installed_fonts("").families())) if own_fonts else []
