"""The batch run: one report per supplier of a quarter, each in a process of its own, and the index
over them.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import filelock  # a lock the system frees at once when its holder is killed
import psutil  # finds a report's kernel, which leads a session of its own
from tqdm import tqdm  # the progress bar

from srmlib.errors import ReportError, RunHeldError, SnapshotError, UsageError
from srmlib.facts import Supplier, find_supplier, suppliers_with_activity
from srmlib.governance.programme import levels_on_record, programme_of
from srmlib.register import open_register
from srmlib.relationship.entered import NONE, Entered, fix_entered
from srmlib.reports.index import levels_of, write_index
from srmlib.reports.pdf import find_browser
from srmlib.reports.programme import write_programme
from srmlib.reports.publish import (
    REASON,
    SCRATCH_PREFIX,
    SENTINEL,
    folder_of_quarter,
    publish_version,
    slug,
    sweep,
    versions,
    write_atomically,
)
from srmlib.rules.calendar import Quarter
from srmlib.settings import seconds_of
from srmlib.snapshot import Snapshot, open_snapshot
from srmlib.workspace import Workspace

NOTEBOOK = "notebooks/20_supplier_quarterly.ipynb"
REPORT_SECONDS = 600.0


@dataclass(frozen=True)
class Outcome:
    """What became of one supplier's report: `folder` is the new version, or None with the
    reason.
    """

    supplier: Supplier
    folder: Path | None
    reason: str | None
    seconds: float


@dataclass(frozen=True)
class RunResult:
    """A finished run: every outcome by supplier name, and the index page."""

    outcomes: list[Outcome]
    index: Path

    @property
    def failed(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.reason is not None]


def run_reports(
    workspace: Workspace,
    quarter: Quarter | str,
    supplier_ids: list[str] | None = None,
    *,
    audience: str = "shared",
    jobs: int = 1,
    out: Path | None = None,
    snapshot_id: str | None = None,
    before: str | None = None,
    register: str = "",
    register_as_of: date | None = None,
    stage: str = "draft",
    pdf: bool = False,
    notebook: Path | None = None,
    timeout: float | None = None,
) -> RunResult:
    """Write the reports of a quarter, for all suppliers with activity or those named, and the
    index.

    `before` is the snapshot that last quarter's numbers were published from: each supplier's own is
    looked up when it is None, and nothing is compared when it is empty. All reports know the same
    entries of the register: those up to the one `register` names (as run.json does), else until the
    end of `register_as_of`, else all; `stage` is draft, sealed or reviewed. With `pdf` each report is
    printed to a file, too. A report that fails leaves the version before it untouched and is listed
    with its reason. Raises RunHeldError when another run holds this quarter, UsageError for what is
    no quarter of the snapshot's fiscal year, for a supplier that is unknown or has no activity, for
    a `before` that cannot be compared with, for entries that are not in the register, and for `pdf`
    without a browser.
    """
    browser = find_browser() if pdf else None
    reports = (out or workspace.reports).resolve()
    with open_snapshot(workspace, snapshot_id) as snapshot:
        quarter = snapshot.quarter(quarter)
        folder = folder_of_quarter(reports, quarter.label, audience)
        suppliers = _asked_for(snapshot, quarter, supplier_ids)
        if before and (reason := _cannot_be_before(workspace, snapshot, before)):
            raise UsageError(
                f"Nothing can be compared with '{before}': {reason}.\nName the snapshot last"
                " quarter was published from, or leave --before out."
            )
        entered = fix_entered(
            open_register(workspace),
            snapshot.as_of,
            named=register,
            as_of=register_as_of,
            stage=stage,
        )
        with _only_run(folder, quarter):
            sweep(folder)
            job = _Job(
                workspace,
                snapshot,
                before,
                quarter,
                audience,
                reports,
                (notebook or workspace.shipped(NOTEBOOK)).resolve(),
                timeout or seconds_of("SRM_REPORT_SECONDS", REPORT_SECONDS),
                browser,
                entered,
            )
            outcomes = _tell(_make_all(job, suppliers, jobs), len(suppliers))
            index = write_index(
                folder, quarter, snapshot.id, snapshot.as_of, outcomes, audience
            )
            levels = levels_on_record(levels_of(folder), entered)
            planned = programme_of(snapshot, quarter, entered, workspace, levels)
            currency = snapshot.reporting_currency
            write_programme(folder, planned, currency, is_internal=audience == "internal")
    return RunResult(
        sorted(
            outcomes,
            key=lambda outcome: (outcome.supplier.name, outcome.supplier.supplier_id),
        ),
        index,
    )


@dataclass(frozen=True)
class _Job:
    workspace: Workspace
    snapshot: Snapshot
    before: str | None
    quarter: Quarter
    audience: str
    reports: Path
    notebook: Path
    timeout: float
    # Prints each report, where a PDF was asked for.
    browser: Path | None
    # What was entered in the register, the same for all reports; null where there is none.
    entered: Entered | None = None

    @property
    def folder(self) -> Path:
        return folder_of_quarter(self.reports, self.quarter.label, self.audience)

    def parameters(self, supplier: Supplier) -> dict[str, str | int]:
        return {
            "supplier_id": supplier.supplier_id,
            "quarter": self.quarter.label,
            "as_of": self.snapshot.as_of.isoformat(),
            "audience": self.audience,
            "snapshot": self.snapshot.id,
            "before": (
                self.published_from(supplier.supplier_id)
                if self.before is None
                else self.before
            ),
            "register": self.entered.id if self.entered else NONE,
            "register_as_of": self.entered.as_of.isoformat() if self.entered else "",
            "stage": self.entered.stage if self.entered else "draft",
        }

    def register(self) -> dict[str, str | int] | None:
        """What run.json notes of the entries that are known."""
        if self.entered is None:
            return None
        return {
            "number": self.entered.head.number,
            "sha256": self.entered.head.sha256,
            "as_of": self.entered.as_of.isoformat(),
            "stage": self.entered.stage,
        }

    def published_from(self, supplier_id: str) -> str:
        """The snapshot the supplier's last shared report of the quarter before was made from, which
        is what both firms have seen; empty when there is none to compare with.
        """
        quarter = folder_of_quarter(self.reports, self.quarter.previous().label, "shared")
        earlier = versions(quarter / slug(supplier_id))
        if not earlier:
            return ""
        try:
            snapshot_id = json.loads(
                (earlier[-1][1] / "run.json").read_text(encoding="utf-8")
            )["snapshot"]
        except (OSError, ValueError, LookupError, TypeError):
            return ""  # a folder somebody touched is no reason to fail
        if not snapshot_id or _cannot_be_before(self.workspace, self.snapshot, snapshot_id):
            return ""
        return snapshot_id


def _cannot_be_before(
    workspace: Workspace, snapshot: Snapshot, snapshot_id: str
) -> str | None:
    """Why a snapshot is not one that last quarter was published from before this one, or None when
    it may be.
    """
    if snapshot_id == snapshot.id:
        return "it is the snapshot reported on"
    try:
        with open_snapshot(workspace, snapshot_id) as earlier:
            if earlier.source != snapshot.source:
                return f"it is of source {earlier.source}, not {snapshot.source}"
            if earlier.as_of > snapshot.as_of:
                return f"it is as of {earlier.as_of}, later than {snapshot.as_of}"
            if earlier.fiscal_year != snapshot.fiscal_year:
                return "its quarters are of another fiscal year"
            return None
    except SnapshotError as error:
        return str(error).splitlines()[0].removesuffix(".")


@contextmanager
def _only_run(folder: Path, quarter: Quarter) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder / ".lock", timeout=0)
    holder = folder / ".held-by"
    try:
        lock.acquire()
    except filelock.Timeout as error:
        who = "it did not say who it is"
        if holder.is_file():
            who = holder.read_text(encoding="utf-8")
        raise RunHeldError(
            f"Another run holds {quarter.label} in {folder.parent}: {who}.\nWait until it has"
            " ended, or write elsewhere with --out."
        ) from error
    try:
        write_atomically(holder, f"process {os.getpid()} on {platform.node()}".encode())
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _asked_for(
    snapshot: Snapshot, quarter: Quarter, supplier_ids: list[str] | None
) -> list[Supplier]:
    active = suppliers_with_activity(snapshot, quarter)
    if supplier_ids is None:
        if not active:
            raise UsageError(
                f"No outside supplier has activity in {quarter.label}:"
                f" {_when_counted(snapshot)}.\nName a quarter in between, or load another extract."
            )
        return active
    by_id = {supplier.supplier_id: supplier for supplier in active}
    for supplier_id in dict.fromkeys(supplier_ids):
        supplier = find_supplier(snapshot, supplier_id)
        if supplier.kind != "outside":
            kind = {"own_warehouse": "the buyer's own warehouse", "carrier": "a carrier"}[
                supplier.kind
            ]
            raise UsageError(
                f"'{supplier.name}' is {kind} and gets no supplier report.\nName an outside"
                " supplier."
            )
        if supplier_id not in by_id:
            raise UsageError(
                f"'{supplier.name}' has no line due, no cost and nothing else to count in"
                f" {quarter.label}.\nName another quarter, or another supplier."
            )
    return [by_id[supplier_id] for supplier_id in dict.fromkeys(supplier_ids)]


def _when_counted(snapshot: Snapshot) -> str:
    (months,) = snapshot.records(
        "SELECT min(month_on) AS first, max(month_on) AS last FROM metric_months"
        " WHERE basis = 'agreed'"
    )
    if months["first"] is None:
        return "nothing is counted in any quarter"
    if not snapshot.fiscal_year.is_calendar_year:
        first, last = (
            snapshot.fiscal_year.quarter_of(months[end]).label for end in ("first", "last")
        )
        return f"something is counted from {first} to {last}"
    return f"something is counted from {months['first']:%B %Y} to {months['last']:%B %Y}"


def _make_all(job: _Job, suppliers: list[Supplier], jobs: int) -> Iterator[Outcome]:
    running: set[subprocess.Popen] = set()
    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(_make_one, job, supplier, running) for supplier in suppliers]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            # Interrupted: nothing may go on writing behind the user's back.
            for future in futures:
                future.cancel()
            for child in list(running):
                _end(child)
            raise


def _make_one(job: _Job, supplier: Supplier, running: set[subprocess.Popen]) -> Outcome:
    started = time.perf_counter()
    # A name of its own: what a killed run left running goes on writing into a folder nobody looks
    # at.
    scratch = Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=job.folder))
    try:
        report = scratch / "report"
        report.mkdir()
        request = scratch / "request.json"
        request.write_text(
            json.dumps(
                {
                    "notebook": str(job.notebook),
                    "parameters": job.parameters(supplier),
                    "register": job.register(),
                    "folder": str(report),
                    "browser": str(job.browser) if job.browser else None,
                }
            ),
            encoding="utf-8",
        )
        _run_child(job, request, running)
        (report / SENTINEL).unlink()
        final = publish_version(report, job.folder / slug(supplier.supplier_id))
        return Outcome(supplier, final, None, time.perf_counter() - started)
    except ReportError as error:
        return Outcome(supplier, None, str(error), time.perf_counter() - started)
    except Exception as error:  # whatever befalls one report, the others are made
        return Outcome(
            supplier,
            None,
            f"{type(error).__name__}: {error}",
            time.perf_counter() - started,
        )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _run_child(job: _Job, request: Path, running: set[subprocess.Popen]) -> None:
    """Run one report's process in a process group of its own, so that a watchdog can end it with
    its kernel.
    """
    # PYTHONSAFEPATH: a file called pandas.py in some folder must never be imported.
    own = {
        "SRM_HOME": str(job.workspace.root),
        "PYTHONSAFEPATH": "1",
        "PYTHONPATH": _absolute(os.environ.get("PYTHONPATH", "")),
    }
    reason = request.with_name(REASON)
    log = request.with_name("log.txt")
    with log.open("wb") as printed:
        child = subprocess.Popen(
            [sys.executable, "-m", "srmlib.reports.one_report", str(request)],
            env=os.environ | own,
            cwd=request.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=printed,
            start_new_session=True,
        )
    running.add(child)
    try:
        child.wait(timeout=job.timeout)
    except subprocess.TimeoutExpired as error:
        raise ReportError(
            f"Not done after {job.timeout:.0f} seconds; it was stopped.\nRun it alone, or allow"
            " more with SRM_REPORT_SECONDS."
        ) from error
    finally:
        # Also after a normal end: nothing of a report's group outlives it.
        _end(child)
        running.discard(child)
    # On a full disk the reason may be there and empty.
    if reason.is_file() and (words := reason.read_text(encoding="utf-8")):
        raise ReportError(words)
    if child.returncode:
        printed_lines = (
            log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        )
        *_, last = printed_lines or ["it said nothing"]
        raise ReportError(
            f"The report's process ended with status {child.returncode}: {last}\nRun it alone to"
            " see why."
        )


def _absolute(search_path: str) -> str:
    """A search path that means the same from any folder. Its empty entries, which mean the current
    folder, go.
    """
    return os.pathsep.join(
        os.path.abspath(entry) for entry in search_path.split(os.pathsep) if entry
    )


def _end(child: subprocess.Popen) -> None:
    """End a report's process and all it started: its kernel leads a session of its own, so ending
    the group is not enough.
    """
    try:
        started = psutil.Process(child.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        started = []
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    for process in started:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    child.wait()


def _tell(outcomes: Iterator[Outcome], total: int) -> list[Outcome]:
    """Show progress: a bar on a terminal, a plain line per report elsewhere."""
    told = []
    with tqdm(total=total, unit="report", disable=not sys.stderr.isatty()) as bar:
        for outcome in outcomes:
            told.append(outcome)
            bar.update()
            if bar.disable or outcome.reason is not None:
                tqdm.write(_line(outcome, len(told), total), file=sys.stderr)
    return told


def _line(outcome: Outcome, number: int, total: int) -> str:
    result = f"done in {outcome.seconds:.1f} s"
    if outcome.reason is not None:
        result = f"failed: {outcome.reason.splitlines()[0]}"
    return f"{number:>{len(str(total))}}/{total}  {outcome.supplier.name}: {result}"
