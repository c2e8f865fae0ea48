"""Judges of a page: axe-core for accessibility, html-validate for its markup, and a ruler for its width."""

import json
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

from bootstrap.build_hook import node_command

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
HTML_VALIDATE = ROOT / "node_modules/html-validate/bin/html-validate.mjs"
RULES = Path(__file__).with_name("html-validate.json")
RUN_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations']});
  return found.violations.map(({id, nodes}) => id + ': ' + nodes.map(node => node.target.join(' ')).join(', '));
}"""
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.table, .vh, .skip'))
  .map(element => element.tagName + '.' + element.className)"""
NARROW: ViewportSize = {"width": 320, "height": 640}
WIDE: ViewportSize = {"width": 1280, "height": 800}


def accessibility(page: Page) -> list[str]:
    """What axe-core finds on the page as it is shown now."""
    page.evaluate(f"() => {{ {_axe()} }}")  # evaluated by the browser's debugger, which no content policy stops
    found: list[str] = page.evaluate(RUN_AXE)
    return found


def width(page: Page) -> list[str]:
    """What makes the page scroll sideways on a screen of 320 pixels."""
    before = page.viewport_size
    page.set_viewport_size(NARROW)
    scrolls = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    found: list[str] = page.evaluate(TOO_WIDE) if scrolls else []
    if before:
        page.set_viewport_size(before)
    return found or (["the page is wider than 320 pixels"] if scrolls else [])


def markup(documents: Mapping[str, str], folder: Path) -> list[str]:
    """What html-validate finds in the pages as they were sent; all of them are judged in one run."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    command = [node_command(), str(HTML_VALIDATE), "--config", str(RULES), "--formatter", "json", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode in {0, 1}, done.stderr
    return [
        f"{Path(judged['filePath']).stem}, line {message['line']}: {message['ruleId']}: {message['message']}"
        for judged in json.loads(done.stdout or "[]")
        for message in judged["messages"]
    ]


@cache
def _axe() -> str:
    return AXE.read_text()
