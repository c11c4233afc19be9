"""What the browser tests share: Chromium, on this machine and on machines with other fonts, the
reports of the sample world, and the reports of suppliers with hostile names and ids.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path(os.environ.get("SRM_CHROMIUM", "/usr/bin/chromium"))
HOSTILE_NAME = "</script><img src=x onerror=alert(1)>"
HOSTILE_ID = "../../x"
SHOWN = ("S-1001", "S-1004", "S-1007", "S-1008")
# What fontconfig knows on machines with one family of fonts, and on one with none.
FONTS = {path.stem: path for path in sorted((Path(__file__).parent / "fonts").glob("*.conf"))}


@pytest.fixture(scope="session")
def launched():
    """The system's own Chromium, without a window and without a network of its own accord: by the
    environment it is started in.
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
def launched_with_fonts(launched) -> Callable[[str], Browser]:
    return cache(lambda fonts: launched(FONTCONFIG_FILE=str(FONTS[fonts])))


@pytest.fixture(params=FONTS)
def browser_anywhere(request, launched_with_fonts) -> Browser:
    """Chromium as on a machine with DejaVu alone, with Liberation alone, and without any font."""
    for folder in ElementTree.parse(FONTS[request.param]).iter("dir"):
        if not (FONTS[request.param].parent / folder.text).is_dir():
            pytest.skip(f"{folder.text} is not there: `make browser` installs it where it can")
    return launched_with_fonts(request.param)


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
