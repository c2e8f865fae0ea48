"""The report of a run as one HTML file: every story, how it ended, and a picture of where it ended."""

import html
from pathlib import Path

import pytest

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}"
    "details{border:1px solid #ccc;border-radius:4px;margin:.5rem 0;padding:.5rem 1rem}"
    ".failed,.error{border-left:6px solid #a01d1a}.passed{border-left:6px solid #17594a}"
    ".skipped{border-left:6px solid #999}"
    "img{max-width:32rem;border:1px solid #ccc;margin:.5rem 1rem .5rem 0;vertical-align:top}pre{overflow:auto}"
)
FILE = "report.html"


class Report:
    """A plugin that collects the outcomes; with xdist the main process hears of all of them."""

    def __init__(self, config: pytest.Config) -> None:
        self._folder = Path(config.getoption("--output"))
        self._is_worker = hasattr(config, "workerinput")
        self._stories: dict[str, str] = {}
        self._pictures: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.nodeid.startswith("tests/e2e/"):
            return
        if report.when == "call" or (report.outcome != "passed" and report.nodeid not in self._stories):
            self._stories[report.nodeid] = _story(report)
            self._counts[report.outcome] = self._counts.get(report.outcome, 0) + 1
        for name, value in report.user_properties:
            if name == "pictures" and report.when == "teardown":
                self._pictures[report.nodeid] = value

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._is_worker or not self._stories:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder.absolute() / FILE
        file.write_text(self._page(), encoding="utf-8")
        terminalreporter.write_line(f"Report with pictures: {file}")

    def _page(self) -> str:
        summary = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self._counts.items()))
        stories = "".join(
            story.replace("</details>", f"{_images(self._pictures.get(name, []))}</details>")
            for name, story in sorted(self._stories.items(), key=lambda pair: ('class="passed"' in pair[1], pair[0]))
        )
        return (
            f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Stories: {summary}</title>'
            f"<style>{STYLE}</style><h1>{summary}</h1>{stories}</html>"
        )


def _story(report: pytest.TestReport) -> str:
    name = report.nodeid.rpartition("::")[2].removeprefix("test_").replace("_", " ")
    words = "" if report.passed else f"<pre>{html.escape(str(report.longrepr))}</pre>"
    is_open = " open" if report.failed else ""
    return (
        f'<details class="{report.outcome}"{is_open}><summary>{html.escape(name)} '
        f"({report.outcome}, {report.duration:.1f} s)</summary><p>{html.escape(report.nodeid)}</p>{words}</details>"
    )


def _images(pictures: list[str]) -> str:
    return "".join(f'<img alt="where the story ended" src="data:image/jpeg;base64,{picture}">' for picture in pictures)
