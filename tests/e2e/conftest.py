"""What every story starts from: a running portal, QA's side door, and pages that are watched."""

import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, expect

from bootstrap.browsers import launch_options
from tests.e2e import doors, evidence
from tests.e2e.qa import Qa
from tests.e2e.report import Report
from tests.e2e.running import RunningPortal, running
from tests.e2e.watch import Watch

OUTCOME = pytest.StashKey[dict[str, pytest.TestReport]]()
PATIENCE_MS = 10_000


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("portal", "the portal's tests in a browser")
    group.addoption("--repeat", type=int, default=1, help="Run every browser test so many times, to hunt flakes.")
    group.addoption("--update-pictures", action="store_true", help="Keep the pictures as the pages look now.")


def pytest_configure(config: pytest.Config) -> None:
    """Traces and screenshots are kept of what fails, unless the command line says otherwise."""
    if config.option.tracing == "off":
        config.option.tracing = "retain-on-failure"
    if config.option.screenshot == "off":
        config.option.screenshot = "only-on-failure"
    expect.set_options(timeout=PATIENCE_MS)
    config.pluginmanager.register(Report(config), "portal-report")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    times = metafunc.config.getoption("--repeat")
    if times > 1 and "portal" in metafunc.fixturenames:
        metafunc.fixturenames.append("repetition")
        metafunc.parametrize("repetition", range(1, times + 1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report: pytest.TestReport = yield
    item.stash.setdefault(OUTCOME, {})[report.when] = report
    return report


@pytest.fixture(scope="session")
def portal(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """The portal under test: at --base-url, or one of this session's own (with xdist, of each worker's own)."""
    elsewhere = pytestconfig.getoption("base_url")
    if elsewhere:
        yield RunningPortal(elsewhere.rstrip("/"), os.environ.get("PORTAL_TEST_QA_TOKEN", ""))
        return
    with running(tmp_path_factory.mktemp("portal")) as own:
        yield own


@pytest.fixture(scope="session")
def base_url(portal: RunningPortal) -> str:
    """What pytest-playwright opens pages under."""
    return portal.base_url


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_type: BrowserType, pytestconfig: pytest.Config
) -> dict[str, Any]:
    """The browser that this machine has; --browser-channel on the command line wins."""
    if pytestconfig.getoption("--browser-channel"):
        return browser_type_launch_args
    return {**browser_type_launch_args, **launch_options(browser_type)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB", "viewport": {"width": 1280, "height": 800}}


@pytest.fixture
def qa(portal: RunningPortal, request: pytest.FixtureRequest) -> Iterator[Qa]:
    """QA's side door; after a failure it leaves logs, mails and database in one folder, named in the output."""
    portal.require_alive()
    qa = Qa(portal.base_url, portal.qa_token)
    yield qa
    call = request.node.stash.get(OUTCOME, {}).get("call")
    if call is not None and call.failed:
        output = Path(request.config.getoption("--output")).absolute()
        folder = evidence.folder_for(request.node.nodeid, output)
        evidence.keep(folder, portal, qa)
        print(f"Evidence of this failure: {folder}")  # noqa: T201 - stands below the failure in the output


@pytest.fixture
def watch(base_url: str) -> Iterator[Watch]:
    """Fails the test for noise in a console and for requests to elsewhere."""
    watch = Watch(base_url)
    yield watch
    watch.require_silence()


@pytest.fixture
def new_page(
    new_context: Callable[..., BrowserContext], watch: Watch, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """A page in a browser profile of its own, as another person would sit at; takes Playwright's context options."""
    opened: list[Page] = []

    def open_page(**options: Any) -> Page:
        context = new_context(**options)
        watch.over(context)
        opened.append(context.new_page())
        return opened[-1]

    yield open_page
    shots = [page.screenshot(type="jpeg", quality=60) for page in opened if not page.is_closed()]
    pictures = [base64.b64encode(shot).decode() for shot in shots]
    request.node.user_properties.append(("pictures", pictures))


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """The page of the one person of a simple story."""
    return new_page()


@pytest.fixture
def sign_in(new_page: Callable[..., Page], qa: Qa) -> Callable[..., Page]:
    """`sign_in("ben")`: a page for this person of the scenario, who has just signed in, in a browser of their own."""

    def enter(name: str, **options: Any) -> Page:
        return doors.enter(new_page(**options), qa.people[name], qa)

    return enter


@pytest.fixture
def page_without_script(new_page: Callable[..., Page]) -> Page:
    """A browser in which scripts are switched off."""
    return new_page(java_script_enabled=False)


@pytest.fixture(params=["with script", "without script"])
def any_page(request: pytest.FixtureRequest) -> Page:
    """The same story twice: with scripts, and without."""
    page: Page = request.getfixturevalue("page" if request.param == "with script" else "page_without_script")
    return page
