"""Load an extract: build its snapshot, look at it, publish it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import filelock  # a lock the system frees at once when its holder is killed

from srmlib.load.building import Published, build
from srmlib.load.source import find_source
from srmlib.snapshot import Snapshot
from srmlib.workspace import Workspace

BUILDING = ".building-"
LOCK = ".lock"


@contextmanager
def check_extract(
    workspace: Workspace, source_name: str, files: Path, as_of: date | None = None
) -> Iterator[tuple[Published, Snapshot]]:
    """Read and check an extract without publishing: what a load would publish, open to look at.
    Raises DataFaults as a load would.
    """
    with tempfile.TemporaryDirectory(prefix="srm-check-") as scratch:
        published = build(
            workspace, find_source(workspace, source_name), files, as_of, Path(scratch)
        )
        with Snapshot(Path(scratch) / "snapshot.duckdb") as snapshot:
            yield published, snapshot


def load_extract(
    workspace: Workspace, source_name: str, files: Path, as_of: date | None = None
) -> Published:
    """Build a snapshot from an extract and make it the current one.

    Raises DataFaults when the extract is refused: then nothing is published and the snapshot before
    it stays current.
    """
    with _building_folder(workspace.snapshots) as scratch:
        published = build(
            workspace, find_source(workspace, source_name), files, as_of, scratch
        )
        # Also where one of this id is there: it may be damaged, and holds the same if it is not.
        # Whoever has it open goes on reading what he opened.
        os.replace(
            scratch / "snapshot.duckdb", workspace.snapshots / f"{published.id}.duckdb"
        )
        pointer = scratch / "current.json"
        with pointer.open("w", encoding="utf-8") as stream:
            json.dump(
                {
                    "snapshot": published.id,
                    "source": source_name,
                    "as_of": published.as_of.isoformat(),
                },
                stream,
            )
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(pointer, workspace.current)
    return published


@contextmanager
def _building_folder(snapshots: Path) -> Iterator[Path]:
    """A folder to build a snapshot in, beside its final place, so that publishing is one rename on
    one file system. What loads that were killed left behind goes.
    """
    snapshots.mkdir(parents=True, exist_ok=True)
    # A folder is made and locked before another load looks whether it was left behind.
    with filelock.FileLock(snapshots.with_name(".loading")):
        for left in snapshots.glob(f"{BUILDING}*"):
            _remove_left_behind(left)
        scratch = Path(tempfile.mkdtemp(prefix=BUILDING, dir=snapshots))
        held = filelock.FileLock(scratch / LOCK)
        held.acquire()
    try:
        yield scratch
    finally:
        held.release()
        shutil.rmtree(scratch, ignore_errors=True)


def _remove_left_behind(folder: Path) -> None:
    try:
        with filelock.FileLock(folder / LOCK, timeout=0):
            shutil.rmtree(folder, ignore_errors=True)
    except (filelock.Timeout, OSError):
        return  # another load is building there, or has just ended
