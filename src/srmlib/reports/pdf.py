"""A report on paper: the page printed to a file by a Chromium that is there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from srmlib.errors import ReportError, UsageError
from srmlib.settings import seconds_of

# Names the browser, where none of these is on the path.
NAMED_BY = "SRM_CHROMIUM"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PDF_SECONDS = 120.0
INSTALL = f"Install Chromium (Debian: apt install chromium), name one in {NAMED_BY}, or leave --pdf out."
# The page needs no network: whatever the browser itself would fetch is not found.
OPTIONS = (
    "--headless",
    "--no-pdf-header-footer",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def find_browser() -> Path:
    """The Chromium that prints pages: the one SRM_CHROMIUM names, else the first on the path.

    Raises UsageError where there is none.
    """
    named = os.environ.get(NAMED_BY)
    for name in [named] if named else BROWSERS:
        if found := shutil.which(name):
            return Path(found).absolute()
    if named:
        raise UsageError(
            f"{NAMED_BY} names '{named}', expected a program that can be run.\n{INSTALL}"
        )
    raise UsageError(
        f"There is no browser to make a PDF with: none of {', '.join(BROWSERS)} is on the path."
        f"\n{INSTALL}"
    )


def print_page(browser: Path, page: Path, pdf: Path, seconds: float | None = None) -> None:
    """Print an HTML page to a PDF file; sheets, running head and page numbers are the page's own.
    The same page does not give the same bytes: Chromium writes the moment into them.

    Raises ReportError, and leaves no file, where the browser fails or takes longer than `seconds`.
    """
    seconds = seconds or seconds_of("SRM_PDF_SECONDS", PDF_SECONDS)
    # A profile of its own, thrown away: nothing of the user's is read, and nothing stays.
    with tempfile.TemporaryDirectory(
        prefix="browser-", ignore_cleanup_errors=True
    ) as profile:
        options = [*OPTIONS, f"--user-data-dir={profile}", f"--print-to-pdf={pdf}"]
        if os.geteuid() == 0:
            options.append("--no-sandbox")  # Chromium runs as root only without it
        home = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), profile)
        on_paper = Path(profile) / "report.html"
        log = Path(profile) / "printed.txt"
        on_paper.write_text(
            _without_files(page.read_text(encoding="utf-8")), encoding="utf-8"
        )
        with log.open("wb") as printed:
            child = subprocess.Popen(
                [browser, *options, on_paper.as_uri()],
                env=os.environ | home,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=printed,
                start_new_session=True,
            )
        try:
            status = child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            # What it started may outlive it.
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    if status == 0 and _is_pdf(pdf):
        return
    pdf.unlink(missing_ok=True)
    if status is None:
        raise ReportError(
            f"The PDF was not done after {seconds:g} seconds; {browser.name} was stopped.\nAllow"
            " more with SRM_PDF_SECONDS, or leave --pdf out."
        )
    *_, last = said or ["it said nothing"]
    raise ReportError(
        f"{browser.name} made no PDF: it ended with status {status}: {last}\nPrint report.html from"
        " a browser, or leave --pdf out."
    )


def _without_files(html: str) -> str:
    """The page without its links to the files beside it: a PDF would hold them as places on this
    machine. Links within the page stay.

    >>> _without_files('<a href="data/rows_d1.csv">rows</a> <a href="#cost">cost</a>')
    '<a>rows</a> <a href="#cost">cost</a>'
    """
    return re.sub(r' href="(?!#)[^"]*"', "", html)


def _is_pdf(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(5) == b"%PDF-"
