"""Where reports go, and how they get there: names that data cannot choose, and files that are
complete or absent.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import unicodedata
from pathlib import Path

SCRATCH_PREFIX = ".scratch-"
# The last thing a report writes: what it covered. A run without it has failed.
SENTINEL = "finished.json"
# Beside the report: why it failed, in the words for people.
REASON = "reason.txt"


def slug(supplier_id: str) -> str:
    """The folder name of a supplier: `s-<ascii words, at most 40>-<10 hex of the id's sha256>`.

    >>> slug("Müller & Söhne")
    's-muller-sohne-6d9a29bd77'
    >>> slug("../../x")
    's-x-9cdf6a5010'
    """
    ascii_words = (
        unicodedata.normalize("NFKD", supplier_id)
        .encode("ascii", "ignore")
        .decode()
        .lower()
    )
    words = re.sub(r"[^a-z0-9]+", "-", ascii_words).strip("-")[:40].strip("-") or "x"
    return f"s-{words}-{hashlib.sha256(supplier_id.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"


def folder_of_quarter(reports: Path, quarter: str, audience: str) -> Path:
    """Where the reports of a quarter and their index are: internal ones in a folder of their own,
    so that a folder which is handed on never holds one.

    >>> folder_of_quarter(Path("reports"), "2026Q3", "internal").as_posix()
    'reports/2026Q3/internal'
    """
    return reports / quarter / ("internal" if audience == "internal" else "")


def command_for(
    quarter: str,
    supplier_id: str,
    audience: str,
    snapshot_id: str | None = None,
    before: str = "",
    register: str = "",
    register_as_of: str = "",
    stage: str = "draft",
) -> str:
    """The command that makes this report again, to be pasted into a shell.

    >>> command_for("2026Q3", "-x y", "shared", "2026-10-02-ab12cd34ef56")
    "srm report 2026Q3 '--supplier=-x y' --snapshot 2026-10-02-ab12cd34ef56"
    >>> command_for("2026Q3", "S", "shared", "2026-10-02-ab12cd34ef56", "2026-07-02-0123456789ab")
    'srm report 2026Q3 --supplier S --snapshot 2026-10-02-ab12cd34ef56 --before 2026-07-02-0123456789ab'
    """
    # With = an id may begin with a dash.
    words = [
        "srm",
        "report",
        quarter,
        *(
            [f"--supplier={supplier_id}"]
            if supplier_id.startswith("-")
            else ["--supplier", supplier_id]
        ),
    ]
    if audience != "shared":
        words += ["--audience", audience]
    if snapshot_id:
        words += ["--snapshot", snapshot_id]
    if before:
        words += ["--before", before]
    if register:
        words += ["--register", register]
    if register_as_of:
        words += ["--register-as-of", register_as_of]
    if stage != "draft":
        words += ["--stage", stage]
    return shlex.join(words)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old one or the new one, whole, also when the machine
    stops in between.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    try:
        with scratch.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)
    _sync_folder(path.parent)


def publish_version(scratch: Path, supplier_folder: Path) -> Path:
    """Move a finished folder to the supplier's next `v<n>` with one rename; no version is ever
    overwritten.
    """
    supplier_folder.mkdir(parents=True, exist_ok=True)
    for file in scratch.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                os.fsync(stream.fileno())
    final = (
        supplier_folder
        / f"v{max((number for number, _ in versions(supplier_folder)), default=0) + 1}"
    )
    os.rename(scratch, final)
    _sync_folder(supplier_folder)
    return final


def versions(supplier_folder: Path) -> list[tuple[int, Path]]:
    """The published versions of a supplier's report, oldest first."""
    found = [
        (int(path.name[1:]), path)
        for path in supplier_folder.glob("v*")
        if path.name[1:].isascii() and path.name[1:].isdecimal()
    ]
    return sorted(found)


def sweep(quarter_folder: Path) -> None:
    """Remove what a killed run left behind. Only called while this quarter's lock is held."""
    for left in quarter_folder.glob(f"{SCRATCH_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in quarter_folder.glob(".tmp-*"):
        left.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
