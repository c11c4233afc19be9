"""What the browser tests share: Chromium, the reports of the sample world, and the reports of
suppliers with hostile names and ids.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = Path(os.environ.get("SRM_CHROMIUM", "/usr/bin/chromium"))
HOSTILE_NAME = "</script><img src=x onerror=alert(1)>"
HOSTILE_ID = "../../x"
SHOWN = ("S-1001", "S-1004", "S-1007", "S-1008")


@pytest.fixture(scope="session")
def browser():
    """The system's own Chromium, without a window and without a network of its own accord."""
    if not CHROMIUM.is_file():
        pytest.skip(
            f"Chromium is not at {CHROMIUM}: install Debian's package chromium, or name another in"
            " SRM_CHROMIUM"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-background-networking",
            ],
        )
        yield browser
        browser.close()


def srm(workspace: Path, *words: str | Path) -> None:
    """Run the product as a person does; what it said is shown when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "srmlib", "--home", workspace, *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (
        f"srm {words[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    )


@pytest.fixture(
    scope="session", params=["four suppliers", pytest.param("demo", marks=pytest.mark.heavy)]
)
def sample_reports(request, browser, tmp_path_factory) -> Path:
    """The folder of the sample world's last full quarter: four suppliers, or all as `make demo`
    leaves them. (The browser comes first: without it nothing is made.)
    """
    workspace = tmp_path_factory.mktemp("sample")
    if request.param == "demo":
        srm(workspace, "demo")
    else:
        demo = request.getfixturevalue("demo")
        shutil.copytree(demo.workspace.root, workspace, dirs_exist_ok=True)
        (*_, earlier), _ = demo.runs
        srm(
            workspace,
            "report",
            "2026Q3",
            *(word for supplier_id in SHOWN for word in ("--supplier", supplier_id)),
            "--before",
            earlier,
        )
    return workspace / "reports" / "2026Q3"


@pytest.fixture(scope="session")
def hostile_reports(browser, sample_home, tmp_path_factory) -> SimpleNamespace:
    """`folder` of the same quarter in a world where S-1001 has a name that is markup and an id that
    is a path.
    """
    workspace = tmp_path_factory.mktemp("hostile")
    files = shutil.copytree(sample_home.sample, workspace / "files")
    for path in files.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("Harrow Castings", HOSTILE_NAME).replace("S-1001", HOSTILE_ID),
            encoding="utf-8",
            newline="",
        )
    srm(workspace, "load", "sample", "--files", files)
    srm(workspace, "report", "2026Q3", "--supplier", HOSTILE_ID)
    return SimpleNamespace(
        folder=workspace / "reports" / "2026Q3", name=HOSTILE_NAME, id=HOSTILE_ID
    )
