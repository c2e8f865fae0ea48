"""The catalogue of exams, read from a file that a board can replace."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from portal.rules.exams import CERTIFICATES, GRADES, PAPERS, Band, Exam, Paper

SHIPPED = Path(__file__).with_name("catalogue.toml")


class CatalogueError(ValueError):
    """The catalogue file can not be used; the text says which part and why."""


@dataclass(frozen=True)
class Catalogue:
    """All exams by code, and the scheme they are graded under."""

    scheme: str
    exams: dict[str, Exam]


@lru_cache(maxsize=8)
def load(path: Path = SHIPPED) -> Catalogue:
    """The catalogue in a file; CatalogueError says what is wrong with it. Read once per path."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        mix = content.get("usual_mix", {})
        exams = [exam for block in content["exams"] for exam in _exams(block, content["papers"], mix)]
        scheme = content["scheme"]
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"The catalogue {path.name} can not be read: {error}.") from error
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise CatalogueError(f"The catalogue {path.name} is not complete: {error}.") from error
    by_code = {exam.code: exam for exam in exams}
    if not exams or len(by_code) != len(exams):
        raise CatalogueError(f"The catalogue {path.name} needs at least one exam, and each exam code once.")
    return Catalogue(scheme=str(scheme), exams=by_code)


def _exams(block: dict[str, Any], names: dict[str, str], mix: dict[str, int]) -> list[Exam]:
    weights = block.get("weights", {})
    papers = tuple(Paper(code, names[code], weights.get(code, 1)) for code in block["papers"])
    bands = tuple(
        Band(band["grade"], band["scores"][0], band["scores"][1], band["cefr_level"], band["certificate"])
        for band in block["bands"]
    )
    mix = block.get("usual_mix", mix)
    _check(papers, bands, ", ".join(block["codes"]))
    _check_mix(mix, ", ".join(block["codes"]))
    return [Exam(code, name, block["level"], papers, bands, mix) for code, name in block["codes"].items()]


def _check(papers: tuple[Paper, ...], bands: tuple[Band, ...], codes: str) -> None:
    if not papers or not bands:
        raise ValueError(f"{codes} needs papers and bands")
    if any(paper.code not in PAPERS or paper.weight < 1 for paper in papers):
        raise ValueError(f"{codes} has a paper that is none of {', '.join(PAPERS)}, or a weight below 1")
    if any(band.grade not in GRADES or band.certificate not in CERTIFICATES for band in bands):
        raise ValueError(f"{codes} has a band with an unknown grade or certificate")
    if any(band.lowest > band.highest for band in bands):
        raise ValueError(f"{codes} has a band whose lowest score is above its highest")
    if any(upper.lowest != lower.highest + 1 for upper, lower in pairwise(bands)):
        raise ValueError(f"{codes} has bands with a gap or an overlap: they run from the highest to the lowest")


def _check_mix(mix: dict[str, int], codes: str) -> None:
    if not set(mix) <= set(GRADES) or any(not 0 <= share <= 100 for share in mix.values()):
        raise ValueError(f"{codes} has a usual_mix with an unknown grade or a share outside 0 to 100")
    if mix and sum(mix.values()) != 100:
        raise ValueError(f"{codes} has a usual_mix that does not add up to 100")
