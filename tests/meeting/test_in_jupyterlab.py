"""The meeting in a real JupyterLab, driven by hands and keys: what is written down is in
the register, whatever becomes of the kernel.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import nbformat
import psutil
import pytest
from playwright.sync_api import Browser, Frame, Page
from review_world import World

from srmlib.register.kinds.voice import Rating
from srmlib.register.kinds.work import Action, Dispute

pytestmark = pytest.mark.browser

# A machine that does ten things at once is waited for; what never comes fails.
SECONDS = 300
CELL = """from pathlib import Path
from srmlib import open_review
review = open_review("S", "2026Q3", author="Marit Okonedo", sealed={sealed!r})
review.show()"""


@dataclass(frozen=True)
class Lab:
    """Where it is, and the number of its process."""

    address: str
    server: int


@pytest.fixture
def lab(world: World, tmp_path: Path) -> Iterator[Lab]:
    """A JupyterLab of its own, with nothing of this machine's settings."""
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    notebook = nbformat.v4.new_notebook()
    sealed = [str(path) for path in world.sealed]
    notebook.cells = [nbformat.v4.new_code_cell(CELL.format(sealed=sealed))]
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, notebooks / "review.ipynb")
    own = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME")
    }
    port = _free_port()
    command = [sys.executable, "-m", "jupyter", "lab", "--allow-root", "--no-browser"]
    command += ["--ServerApp.ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"]
    command += ["--IdentityProvider.token=", f"--ServerApp.root_dir={notebooks}"]
    # Its own commands run the cell, so that no key is pressed before it is ready for keys.
    command += ["--LabApp.expose_app_in_browser=True"]
    command += [f"--MappingKernelManager.kernel_info_timeout={SECONDS}"]
    with (tmp_path / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command,
            env=os.environ | own | {"SRM_HOME": str(world.home.root)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/api/status")
            yield Lab(address, server.pid)
        finally:
            server.terminate()
            server.wait(30)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(address: str) -> None:
    until = time.monotonic() + SECONDS
    while True:
        try:
            urlopen(address).close()
            return
        except OSError:
            assert time.monotonic() < until, "JupyterLab does not start"
            time.sleep(0.2)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1366, "height": 768})
    opened.set_default_timeout(SECONDS * 1000)
    yield opened
    opened.close()


RUN = """async () => {
  await jupyterapp.restored;
  const {context, sessionContext} = jupyterapp.shell.currentWidget;
  await context.ready;
  await sessionContext.ready;
  await sessionContext.session.kernel.info;
  return jupyterapp.commands.execute("notebook:run-all-cells");
}"""


def opened(page: Page, lab: Lab) -> Frame:
    """The meeting's own frame, once the kernel answers and the cell has run."""
    page.goto(f"{lab.address}/doc/tree/review.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-Cell .cm-content")
    page.evaluate(RUN)
    frame = page.wait_for_selector("#srm-meeting").content_frame()
    assert frame is not None
    frame.wait_for_selector(".screen.on h1")
    frame.click(".strip .clock")
    return frame


def said(frame: Frame, words: str) -> None:
    frame.wait_for_selector(f"[data-said]:has-text('{words}')")


def on_screen(frame: Frame, key: str) -> None:
    frame.wait_for_selector(f"#{key}.on")


def test_a_meeting_is_held(lab: Lab, page: Page, world: World) -> None:
    frame = opened(page, lab)
    box = page.locator("#srm-meeting").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 1366, "height": 768}, (
        "no code and no menu in sight"
    )

    # Keys move; letters in a field do not.
    page.keyboard.press("n")
    on_screen(frame, "asks")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("c")
    page.keyboard.type("pay in time, not a reminder")
    on_screen(frame, "opening")
    assert frame.input_value("#what") == "pay in time, not a reminder"

    # An action without owner and date is saved.
    page.keyboard.press("Escape")
    frame.click("#write button[type=submit]")
    said(frame, "Saved as A-3")
    frame.wait_for_selector("[data-screen=panel] >> text=owner missing")
    assert Path(world.home.register).is_file()

    # A dispute is decided, and its number moves at once.
    for _ in range(5):
        page.keyboard.press("n")
    on_screen(frame, "disputes")
    assert "90.0%" in frame.inner_text("#disputes .number")
    frame.click("#disputes button:has-text('For Harrow')")
    frame.wait_for_selector("#disputes .number:has-text('100.0%')")
    assert "was 90.0%" in frame.inner_text("#disputes .number")

    # Nothing of the ratings is in the page before the reveal.
    page.keyboard.press("n")
    on_screen(frame, "ratings")
    assert "Told nine days late" not in frame.content()
    page.keyboard.press("r")
    frame.wait_for_selector("#ratings .track.far")
    page.keyboard.press("r")
    assert "Told nine days late" in frame.inner_text("#ratings .view.on")

    # The close is refused without an owner, and says so.
    for _ in range(5):
        page.keyboard.press("n")
    frame.fill("#close [name=day]", "2027-01-12")
    frame.click("#close form button")
    said(frame, "Saved as M-3")
    assert frame.is_disabled("#close button[data-do=close]")
    assert "A-3 has owner, date and measure" in frame.inner_text("#close li.no")

    # Filled in and confirmed, it closes.
    frame.click("[data-fill]")
    frame.select_option("#who", "P-buyer")
    frame.fill("#due", "2026-10-30")
    frame.fill("#measure", "no reminder sent")
    frame.click("#write button[type=submit]")
    frame.wait_for_selector("[data-fill]", state="detached")
    frame.click(".strip .clock")
    page.keyboard.press("p")
    for firm in ("the buyer", "Harrow"):
        frame.click(f"#aloud button:has-text('{firm} confirms')")
        frame.wait_for_selector(f"#aloud button[aria-pressed=true]:has-text('{firm}')")
    frame.click(".strip .clock")
    page.keyboard.press("n")
    frame.click("#close button[data-do=close]:not([disabled])")
    said(frame, "The meeting is closed")
    said(frame, "next version is being made")

    # The kernel is killed while it makes the report; the register holds it all.
    for process in psutil.Process(lab.server).children(recursive=True):
        process.kill()
    book = world.register.book("S")
    action = book.find(Action, "A-3")
    assert action is not None and action.now.owners == ("P-buyer",)
    assert book.find(Dispute, "DP-1").now.state == "accepted"
    assert len(book.all(Rating)) == 24
    assert world.register.check().number == book.last_number
    files = {path.name for path in world.home.reports.glob("2026Q3/*/meeting/*")}
    assert files == {"minutes.html", "minutes.eml", "dates.ics"}

    # Without a kernel nothing is lost: it says so, and what was written down can be saved.
    frame.fill("#what", "After the kernel died")
    frame.click("#write button[type=submit]")
    frame.wait_for_selector("[data-save]:not([hidden])")
    said(frame, "the kernel does not answer")
    with page.expect_download() as download:
        frame.click("[data-save]")
    kept = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert [one["with"].get("what") for one in kept["captures"]] == [
        "After the kernel died"
    ]
