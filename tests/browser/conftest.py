"""What the browser tests share: Chromium, on this machine and on machines with other fonts, the
reports of the sample world, of the two real data sets, and of suppliers with hostile names and ids.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser
from shared_data import SHARED

from srmlib.load.publish import load_extract
from srmlib.reports.publish import slug
from srmlib.snapshot import open_snapshot
from srmlib.workspace import Workspace

HOSTILE_NAME = "</script><img src=x onerror=alert(1)>"
HOSTILE_ID = "../../x"
SHOWN = ("S-1001", "S-1004", "S-1007", "S-1008")
# What fontconfig knows on machines with one family of fonts, and on one with none.
FONTS = {
    path.stem: path for path in sorted((Path(__file__).parent / "fonts").glob("*.conf"))
}
# The file by which a family is known to be there: a machine may have Noto without its Sans.
FAMILIES = {
    "dejavu": "DejaVuSans.ttf",
    "liberation": "LiberationSans-Regular.ttf",
    "noto": "NotoSans-Regular.ttf",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Real data are looked at in one family of fonts; in all of them only behind `heavy`, so that
    the tests stay under a quarter of an hour.
    """
    for item in items:
        asked = getattr(item, "callspec", None)
        family = asked.params.get("browser_of_a_family") if asked else None
        if family not in (None, "dejavu") and asked.params.get("world") != "sample":
            item.add_marker(pytest.mark.heavy)


@pytest.fixture(scope="session")
def launched_with_fonts(launched) -> Callable[[str], Browser]:
    return cache(lambda fonts: launched(FONTCONFIG_FILE=str(FONTS[fonts])))


def with_fonts(fonts: str, launched_with_fonts: Callable[[str], Browser]) -> Browser:
    for folder in ElementTree.parse(FONTS[fonts]).iter("dir"):
        known = FONTS[fonts].parent / folder.text / FAMILIES.get(fonts, "")
        if not known.exists():
            pytest.skip(f"{known} is not there: `make browser` installs it where it can")
    return launched_with_fonts(fonts)


@pytest.fixture(params=FONTS)
def browser_anywhere(request, launched_with_fonts) -> Browser:
    """Chromium as on a machine with DejaVu, Liberation or Noto alone, and without any font."""
    return with_fonts(request.param, launched_with_fonts)


@pytest.fixture(params=FAMILIES)
def browser_of_a_family(request, launched_with_fonts) -> Browser:
    """Chromium as on a machine with DejaVu, Liberation or Noto alone."""
    return with_fonts(request.param, launched_with_fonts)


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


def make_reports(
    workspace: Workspace, label: str, supplier_ids: list[str], *words: str, folder: Path
) -> None:
    chosen = (word for supplier_id in supplier_ids for word in ("--supplier", supplier_id))
    srm(workspace.root, "report", label, *chosen, "--out", folder, *words)


@pytest.fixture(scope="session")
def four_suppliers(browser, demo, made_once) -> Path:
    """The folder of the sample world's last full quarter, of four suppliers. (The browser comes
    first: without it nothing is made.)
    """
    (*_, earlier), _ = demo.runs
    made = partial(make_reports, demo.workspace, "2026Q3", SHOWN, "--before", earlier)
    return made_once("four-suppliers", lambda folder: made(folder=folder)) / "2026Q3"


@pytest.fixture(scope="session")
def whole_demo(browser, made_once) -> Path:
    """The reports of all suppliers, both quarters, as `make demo` leaves them."""
    return made_once("whole-demo", lambda folder: srm(folder, "demo")) / "reports"


@pytest.fixture(
    scope="session",
    params=["four suppliers", pytest.param("demo", marks=pytest.mark.heavy)],
)
def sample_reports(request) -> Path:
    """The folder of the sample world's last full quarter: four suppliers, or all."""
    if request.param == "demo":
        return request.getfixturevalue("whole_demo") / "2026Q3"
    return request.getfixturevalue("four_suppliers")


@pytest.fixture(scope="session")
def olist_home(made_once) -> Workspace:
    """A workspace with the real Olist extract."""
    files = SHARED / "olist"
    if not files.is_dir():
        pytest.skip("the real Olist extract is not at hand (olist under shared/data)")
    made = made_once(
        "olist-home", lambda folder: load_extract(Workspace(folder), "olist", files)
    )
    return Workspace(made)


def newest_reports(folder: Path) -> list[Path]:
    """The newest version of every report the index lists as done."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    assert {entry["status"] for entry in index["suppliers"]} == {"done"}
    return [folder / entry["path"] for entry in index["suppliers"]]


def from_few_to_many(workspace: Workspace, label: str) -> list[str]:
    """The ids of outside suppliers with a line due in the quarter, those with the fewest first."""
    with open_snapshot(workspace) as snapshot:
        quarter = snapshot.quarter(label)
        rows = snapshot.records(
            "SELECT supplier_id FROM d1_rows JOIN suppliers USING (supplier_id)"
            " WHERE basis = 'agreed' AND kind = 'outside' AND due_on >= $start AND due_on < $until"
            " GROUP BY supplier_id ORDER BY COUNT(*), supplier_id",
            {"start": quarter.start, "until": quarter.until},
        )
    return [row["supplier_id"] for row in rows]


@dataclass(frozen=True)
class World:
    """Pages to look at, by what a message calls them."""

    folder: Path
    pages: dict[str, Path]

    @classmethod
    def of(cls, folder: Path, supplier_ids: Iterable[str] | None = None) -> World:
        """Those of the suppliers named, in that order, or all, and the index."""
        by_slug = {file.parts[-3]: file for file in newest_reports(folder)}
        wanted = by_slug if supplier_ids is None else map(slug, supplier_ids)
        reports = {f"{folder.name} {one}": by_slug[one] for one in wanted}
        return cls(folder, {f"{folder.name} index": folder / "index.html", **reports})

    @property
    def reports(self) -> dict[str, Path]:
        return {
            name: file for name, file in self.pages.items() if file.name == "report.html"
        }


HEAVY = ("whole demo", "20 of scms", "20 of olist")


@pytest.fixture(
    scope="session",
    params=[
        "sample",
        "scms",
        "olist",
        *(pytest.param(name, marks=pytest.mark.heavy) for name in HEAVY),
    ],
)
def world(request, browser, made_once) -> World:
    """The index and reports: of the sample world two of its last quarter, of SCMS the supplier with
    the fewest lines, of Olist the one with the most; heavy: all, and 20 from fewest to most.
    """
    number, _, source = request.param.rpartition(" of ")
    if source == "sample":
        return World.of(request.getfixturevalue("four_suppliers"), ["S-1001", "S-1008"])
    if source == "whole demo":
        first, second = (
            World.of(folder)
            for folder in sorted(request.getfixturevalue("whole_demo").glob("2026Q*"))
        )
        return World(second.folder, first.pages | second.pages)
    workspace = request.getfixturevalue(f"{source}_home")
    label = {"scms": "2015Q2", "olist": "2018Q2"}[source]
    ids = from_few_to_many(workspace, label)
    if number:
        chosen = [
            ids[at * (len(ids) - 1) // (int(number) - 1)] for at in range(int(number))
        ]
    else:
        chosen = [ids[0] if source == "scms" else ids[-1]]
    made = partial(make_reports, workspace, label, chosen)
    return World.of(made_once(request.param, lambda folder: made(folder=folder)) / label)


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


@pytest.fixture(scope="session")
def plain_reports(browser, sample_home, tmp_path_factory) -> Path:
    """The folder with the report of S-1001 as the hostile world's: without an earlier report and
    without a register.
    """
    folder = tmp_path_factory.mktemp("plain")
    make_reports(sample_home, "2026Q3", ["S-1001"], "--register", "none", folder=folder)
    return folder / "2026Q3"
