"""Lighthouse's four scores, mobile, for Register, Sign in and a result page; it is installed when first run."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import databases, page, served
from benchmarks.findings import Finding, Goal, NotMeasured
from bootstrap.browsers import launch_options
from bootstrap.build_hook import node_command, run_npm
from portal.cli import static_files

TOOL = Path(__file__).with_name("lighthouse")
TRIES = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def run(rounds: int) -> Iterator[Finding]:
    """The lowest of the four scores, of at most three runs."""
    _install()
    static_files.compress()
    with databases.sqlite() as url:
        page.released(50)
        path, cookie = page.page_of(page.application(url), 1)
        with served.gunicorn("wsgi:app", environment=page.environment(url)) as port:
            for name, address in (("Register", "/register"), ("Sign in", "/sign-in"), ("a result", path)):
                scores = [_scores(port, address, cookie) for _ in range(min(rounds, 3))]
                notes = ", ".join(f"{each} {min(found[each] for found in scores):.0f}" for each in CATEGORIES)
                lowest = [min(found.values()) for found in scores]
                yield Finding("Lighthouse", f"mobile, lowest score of {name}", Goal(at_least=100), lowest, notes)


def _install() -> None:
    if (TOOL / "node_modules").is_dir():
        return
    try:
        run_npm(["ci"], cwd=TOOL)
    except RuntimeError as failure:
        raise NotMeasured(f"Lighthouse can not be installed. {failure}") from failure


def _scores(port: int, path: str, cookie: str) -> dict[str, float]:
    headers = {"Cookie": cookie} if path.startswith("/results") else {}
    command = [
        node_command(), str(TOOL / "node_modules/lighthouse/cli/index.js"), f"http://127.0.0.1:{port}{path}", "--quiet",
        "--output=json", f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={json.dumps(headers)}",
        "--chrome-flags=--headless=new --no-sandbox",
    ]  # fmt: skip
    report = json.loads(_report(command))
    return {each: 100 * report["categories"][each]["score"] for each in CATEGORIES}


def _report(command: list[str]) -> bytes:
    """Lighthouse loses a page's trace now and then, and asks to be run again."""
    environment = os.environ | {"CHROME_PATH": _chrome()}
    for _ in range(TRIES - 1):
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False, env=environment)
        if done.returncode == 0:
            return done.stdout
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment).stdout


def _chrome() -> str:
    with sync_playwright() as playwright:
        options = launch_options(playwright.chromium)
        return str(options.get("executable_path", playwright.chromium.executable_path))
