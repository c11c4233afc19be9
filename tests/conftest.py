"""What tests share: the real data set where it is at hand, a workspace with the sample world, and a workspace
with SCMS.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import filelock
import pytest
from cases import case_names
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from shared_data import SHARED

from srmlib.cli import main
from srmlib.facts import Facts, SupplierQuarter
from srmlib.load.publish import load_extract
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import open_snapshot
from srmlib.workspace import Workspace

# How long an example takes is not what a property is about, and differs with the machine.
settings.register_profile("srm", deadline=None)
settings.load_profile("srm")
# What a test enters goes into no register of the person who runs it.
os.environ.pop("SRM_REGISTER", None)
CHROMIUM = Path(os.environ.get("SRM_CHROMIUM", "/usr/bin/chromium"))
# A file of tests is run by one worker: those that take long begin first, so that all workers end at
# about the same time.
LONG = (
    "test_layout",
    "test_access",
    "test_print",
    "test_reports_in_browser",
    "test_run",
    "test_restatement",
    "test_page",
    "test_reading",
    "test_cost",
    "test_bridge",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(
        key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG)
    )
    for item in items:
        # A worker's report carries only this to where the summary is printed.
        item.user_properties += [
            ("case", mark.args[0]) for mark in item.iter_markers("case")
        ]
        if item.path.stem.startswith("test_cost_") and item.path.parent.name == "cases":
            # A test of these names the folders of its cases.
            named = re.findall(r'"(cost/\w+)"', inspect.getsource(item.function))
            item.user_properties += [("case", name) for name in named]


def pytest_terminal_summary(terminalreporter) -> None:
    """How many of the small cases of the shared data hold: every test of theirs passed."""
    held, not_held = (
        {
            value
            for outcome in outcomes
            for report in terminalreporter.stats.get(outcome, [])
            for name, value in getattr(report, "user_properties", [])
            if name == "case"
        }
        for outcomes in (["passed"], ["failed", "error", "xfailed", "skipped"])
    )
    if held or not_held:
        terminalreporter.write_line(f"cases {len(held - not_held)} of {len(case_names())}")


@pytest.fixture(scope="session")
def launched() -> Iterator[Callable[..., Browser]]:
    """The system's own Chromium, without a window and without a network of its own accord: by the
    environment it is started in. One for all tests of a process: Playwright refuses a second.
    """
    if not CHROMIUM.is_file():
        pytest.skip(
            f"Chromium is not at {CHROMIUM}: install Debian's package chromium, or name another in"
            " SRM_CHROMIUM"
        )
    with sync_playwright() as playwright:
        browsers = []

        def launch(**environment: str) -> Browser:
            browsers.append(
                playwright.chromium.launch(
                    executable_path=CHROMIUM,
                    args=[
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-background-networking",
                    ],
                    env=os.environ | environment,
                )
            )
            return browsers[-1]

        yield launch
        for browser in browsers:
            browser.close()


@pytest.fixture(scope="session")
def browser(launched) -> Browser:
    """Chromium with whatever fonts this machine has."""
    return launched()


@pytest.fixture(scope="session")
def made_once(tmp_path_factory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Fills a folder once for all workers of a run, and gives each a copy of its own to do with as
    it likes.
    """
    run = tmp_path_factory.getbasetemp()
    # The workers of pytest-xdist have their folders side by side in that of the run.
    run = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run

    def copy_of(name: str, fill: Callable[[Path], None]) -> Path:
        made, unfinished = run / f"one-{name}", run / f"unfinished-{name}"
        with filelock.FileLock(run / f"{name}.lock"):
            if not made.exists():
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                fill(unfinished)
                unfinished.rename(made)
        return shutil.copytree(made, tmp_path_factory.mktemp(name), dirs_exist_ok=True)

    return copy_of


@pytest.fixture(scope="session")
def scms_files() -> Path:
    """The real SCMS extract."""
    folder = SHARED / "scms"
    if not folder.is_dir():
        pytest.skip(
            f"the real SCMS extract is not at hand ({folder.name} under shared/data)"
        )
    return folder


@pytest.fixture(scope="session")
def scms_home(scms_files, made_once) -> Workspace:
    return Workspace(
        made_once(
            "scms_home", lambda folder: load_extract(Workspace(folder), "scms", scms_files)
        )
    )


@pytest.fixture(scope="session")
def scms(scms_home):
    with open_snapshot(scms_home) as snapshot:
        yield snapshot


@dataclass(frozen=True)
class Demo:
    """What `srm demo` left and said. `runs` are the reports it asked for: quarter, as-of date and
    snapshot; `entered` what each knew of the register: until which day, and the stage.
    """

    workspace: Workspace
    runs: list[list[str]]
    entered: list[list[str]]
    printed: list[str]
    status: int


@pytest.fixture(scope="session")
def demo(made_once) -> Demo:
    """`srm demo` but for the reports themselves, of which it is told that one of the first quarter
    failed.
    """
    folder = made_once("demo", _run_demo)
    return Demo(
        Workspace(folder / "home"),
        **json.loads((folder / "said.json").read_text(encoding="utf-8")),
    )


def _run_demo(folder: Path) -> None:
    runs, entered, printed = [], [], io.StringIO()

    def noted(
        workspace: Workspace,
        quarter: Quarter,
        supplier_ids: None,
        *,
        jobs: int,
        register_as_of: date,
        stage: str,
    ) -> SimpleNamespace:
        entered.append((register_as_of.isoformat(), stage))
        with open_snapshot(workspace) as snapshot:
            runs.append((quarter.label, snapshot.as_of.isoformat(), snapshot.id))
        return SimpleNamespace(
            index=f"index of {quarter.label}", failed=["one"] if len(runs) == 1 else []
        )

    with pytest.MonkeyPatch.context() as patched, contextlib.redirect_stdout(printed):
        patched.setattr("srmlib.reports.run.run_reports", noted)
        status = main(["--home", str(folder / "home"), "demo"])
    said = {"runs": runs, "entered": entered, "status": status}
    said |= {"printed": printed.getvalue().splitlines()}
    (folder / "said.json").write_text(json.dumps(said), encoding="utf-8")


@pytest.fixture(scope="session")
def sample_home(demo) -> Workspace:
    """The sample world with both its snapshots, the one of 2 October 2026 current."""
    return demo.workspace


@pytest.fixture(scope="session")
def sample(sample_home):
    with open_snapshot(sample_home) as snapshot:
        yield snapshot


@pytest.fixture(scope="session")
def facts_of(sample) -> Callable[[str], Facts]:
    """The facts of a sample supplier's last full quarter, gathered when first asked for."""
    return cache(
        lambda supplier_id: (
            SupplierQuarter(sample, supplier_id, Quarter.parse("2026Q3")).facts
        )
    )


@pytest.fixture
def quarter():
    return Quarter.parse
