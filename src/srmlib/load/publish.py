"""Load an extract: build its snapshot, look at it, publish it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from srmlib.load.building import Published, build
from srmlib.load.source import find_source
from srmlib.snapshot import Snapshot
from srmlib.workspace import Workspace


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
    workspace.snapshots.mkdir(parents=True, exist_ok=True)
    # Beside its final place, so that publishing is one rename on one file system.
    with tempfile.TemporaryDirectory(
        prefix=".building-", dir=workspace.snapshots
    ) as scratch:
        published = build(
            workspace, find_source(workspace, source_name), files, as_of, Path(scratch)
        )
        final = workspace.snapshots / f"{published.id}.duckdb"
        if not final.exists():
            os.replace(Path(scratch) / "snapshot.duckdb", final)
        pointer = Path(scratch) / "current.json"
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
