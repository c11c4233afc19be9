"""A report on paper: printed by the browser that is there, whole or not at all."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path

import facts_fixture
import psutil
import pytest
from fake_notebook import notebook_of
from pages import report
from small_world import small_home

from srmlib.cli import main
from srmlib.errors import ReportError, UsageError
from srmlib.reports.pdf import find_browser, print_page
from srmlib.reports.publish import slug
from srmlib.reports.run import run_reports

PAGE = (
    '<!doctype html><title>t</title><style>@page{size:A4} h2{break-before:page}</style><h1 id="a">'
    'One</h1><a href="data/rows.csv">rows</a> <a href="#a">up</a><h2>Two</h2><h2>Three</h2>'
)
PRINTS = "printf '%%PDF-1.4 made' > \"$pdf\""
FAILS = "echo 'first line' >&2; echo 'no fonts' >&2; exit 3"


def program(folder: Path, does: str) -> Path:
    """An executable that stands in for a browser; `$pdf` is the file it is asked for, and its last
    argument the page.
    """
    made = folder / "browser"
    made.write_text(
        '#!/bin/sh\nfor one in "$@"; do case "$one" in --print-to-pdf=*)'
        f' pdf="${{one#*=}}";; esac; done\n{does}\n'
    )
    made.chmod(0o755)
    return made


@pytest.fixture
def page(tmp_path) -> Path:
    (tmp_path / "report.html").write_text(PAGE, encoding="utf-8")
    return tmp_path / "report.html"


@pytest.fixture
def chromium() -> Path:
    try:
        return find_browser()
    except UsageError as error:
        pytest.skip(str(error).splitlines()[0])


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


# With the browser that is there


def test_a_page_is_printed_on_its_own_sheets(chromium, page):
    pdf = page.with_suffix(".pdf")
    print_page(chromium, page, pdf)
    made = pdf.read_bytes()
    assert made.startswith(b"%PDF-")
    assert pages_of(made) == 3
    # A4 in points, as the page's own style asks for.
    assert {tuple(round(float(side)) for side in box.split()) for box in _boxes(made)} == {
        (0, 0, 595, 842)
    }


def _boxes(made: bytes) -> list[bytes]:
    return re.findall(rb"/MediaBox\s*\[([^\]]+)\]", made)


def test_a_pdf_names_no_place_on_this_machine(chromium, page):
    pdf = page.with_suffix(".pdf")
    print_page(chromium, page, pdf)
    made = pdf.read_bytes()
    assert b"file:" not in made
    assert str(page.parent).encode() not in made
    assert page.read_text(encoding="utf-8") == PAGE


def test_a_report_is_printed(chromium, tmp_path):
    report(facts_fixture.rich()).write(tmp_path)
    print_page(chromium, tmp_path / "report.html", tmp_path / "report.pdf")
    made = (tmp_path / "report.pdf").read_bytes()
    assert 3 <= pages_of(made) <= 20
    assert len(made) > 50_000
    assert b"file:" not in made


# Which browser


def test_the_browser_that_is_named_goes_before_those_on_the_path(tmp_path, monkeypatch):
    named = program(tmp_path, PRINTS)
    monkeypatch.setenv("SRM_CHROMIUM", str(named))
    assert find_browser() == named
    on_path = tmp_path / "bin"
    on_path.mkdir()
    named.rename(on_path / "google-chrome")
    (on_path / "chromium-browser").symlink_to(on_path / "google-chrome")
    monkeypatch.delenv("SRM_CHROMIUM")
    monkeypatch.setenv("PATH", str(on_path))
    # By the name it was found under: a wrapper may ask what it was called.
    assert find_browser() == on_path / "chromium-browser"


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("", "none of chromium, chromium-browser, google-chrome is on the path"),
        ("nowhere", "SRM_CHROMIUM names 'nowhere', expected a program that can be run"),
    ],
)
def test_without_a_browser_no_report_is_begun(tmp_path, monkeypatch, capsys, named, words):
    home = small_home(tmp_path / "home", schedule_lines=[{}], receipts=[{"line_id": "1"}])
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SRM_CHROMIUM", named)
    assert main(["--home", str(home.root), "report", "2026Q3", "--pdf"]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Install Chromium" in said
    assert not home.reports.exists()


# Browsers that fail


@pytest.mark.parametrize(
    ("does", "words"),
    [
        (FAILS, "it ended with status 3: no fonts"),
        ("exit 0", "it ended with status 0: it said nothing"),
        ("echo '<html>' > \"$pdf\"", "it ended with status 0"),
        (f"{PRINTS}; exit 1", "it ended with status 1"),
    ],
)
def test_a_browser_that_makes_no_pdf_leaves_none(tmp_path, page, does, words):
    pdf = page.with_suffix(".pdf")
    with pytest.raises(ReportError, match=re.escape(words)):
        print_page(program(tmp_path, does), page, pdf)
    assert not pdf.exists()


def test_a_browser_that_never_ends_is_stopped_with_all_it_started(tmp_path, page):
    pdf, pids = page.with_suffix(".pdf"), tmp_path / "pids"
    slow = program(tmp_path, f"{PRINTS}; sleep 1000 & echo $$ $! > '{pids}'; wait")
    started = time.monotonic()
    with pytest.raises(ReportError, match="not done after 1 seconds; browser was stopped"):
        print_page(slow, page, pdf, seconds=1)
    assert time.monotonic() - started < 30
    assert not pdf.exists()
    assert not [pid for pid in pids.read_text().split() if _is_running(int(pid))]


def _is_running(pid: int) -> bool:
    # The one it started is nobody's child now: it may still be listed, as dead.
    try:
        psutil.Process(pid).wait(timeout=5)
    except psutil.NoSuchProcess:
        return False
    except psutil.TimeoutExpired:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def test_the_browser_gets_a_profile_that_is_thrown_away_and_no_network(
    tmp_path, page, monkeypatch
):
    told = tmp_path / "told.txt"
    monkeypatch.setenv("HOME", str(tmp_path / "home of a person"))
    browser = program(
        tmp_path, f"{{ echo \"$HOME\"; printf '%s\\n' \"$@\"; }} > '{told}'; {PRINTS}"
    )
    print_page(browser, page, page.with_suffix(".pdf"))
    home, *arguments = told.read_text().splitlines()
    assert f"--user-data-dir={home}" in arguments
    assert not Path(home).exists()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in arguments
    assert "--no-pdf-header-footer" in arguments
    assert ("--no-sandbox" in arguments) == (os.geteuid() == 0)
    assert arguments[-1].startswith("file:///")


# In a run


def test_a_report_with_its_pdf_is_complete_or_absent(tmp_path, monkeypatch):
    """The browser of one run prints the page of the one supplier, and fails at the other's."""
    firms = ("good", "bad")
    (tmp_path / "kernels").mkdir()
    home = small_home(
        tmp_path,
        suppliers=[{"supplier_id": firm, "name": f"Firm {firm}"} for firm in firms],
        schedule_lines=[{"supplier_id": firm} for firm in firms],
        receipts=[{"line_id": "1"}, {"line_id": "2"}],
    )
    prints_some = (
        'for page in "$@"; do :; done\ncase "$(cat "${page#file://}")" in *bad*) '
        f"{FAILS};; esac\n{PRINTS}"
    )
    monkeypatch.setenv("SRM_CHROMIUM", str(program(tmp_path, prints_some)))
    notebook = notebook_of(tmp_path, {"good": "", "bad": ""})
    say_who = "_ = folder.joinpath('report.html').write_text(supplier_id)\n_ = folder"
    notebook.write_text(
        notebook.read_text().replace("_ = folder", say_who.replace("\n", "\\n"), 1)
    )
    result = run_reports(home, "2026Q3", pdf=True, notebook=notebook)
    reasons = {one.supplier.supplier_id: one.reason for one in result.outcomes}
    assert reasons["good"] is None
    assert "browser made no PDF: it ended with status 3: no fonts" in reasons["bad"]
    quarter = home.reports / "2026Q3"
    made = quarter / slug("good") / "v1"
    assert (made / "report.pdf").read_bytes() == b"%PDF-1.4 made"
    assert (made / "report.html").read_text() == "good"
    assert not (quarter / slug("bad")).exists()
    assert not list(quarter.glob(".scratch-*"))
    index = json.loads((quarter / "index.json").read_text(encoding="utf-8"))
    assert {one["supplier_id"]: one["status"] for one in index["suppliers"]} == {
        "good": "done",
        "bad": "failed",
    }
