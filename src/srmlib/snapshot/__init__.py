"""Snapshots: build one from an extract, publish it, open it, list them. A snapshot is an immutable
DuckDB file under a name of its own.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from srmlib import schema
from srmlib.errors import SnapshotError
from srmlib.extracts import find_source
from srmlib.home import Home
from srmlib.snapshot.building import Published, build, connect

__all__ = [
    "Published",
    "Snapshot",
    "check_extract",
    "list_snapshots",
    "load_extract",
    "open_snapshot",
]


class Snapshot:
    """One snapshot, opened read only: an in-memory database with views on it, no access to files,
    time zone UTC.
    """

    def __init__(self, path: Path):
        self.id = path.stem
        try:
            self.con = connect()
            self.con.execute(
                "ATTACH '" + str(path).replace("'", "''") + "' AS snapshot (READ_ONLY)"
            )
        except duckdb.Error as error:
            raise SnapshotError(
                f"Snapshot {path.stem} cannot be opened: {str(error).splitlines()[0]}\nLoad the"
                " extract again with srm load."
            ) from error
        self.con.execute(
            "USE snapshot; SET enable_external_access = false; SET lock_configuration = true"
        )
        version = self._version()
        if version != schema.VERSION:
            self.con.close()
            raise SnapshotError(
                f"Snapshot {self.id} has tables of version {version}, expected"
                f" {schema.VERSION}.\nLoad the extract again with srm load."
            )
        self.as_of, self.source, self.title, self.reporting_currency, supplied = self.con.execute(
            "SELECT as_of, source, title, reporting_currency, supplied_tables FROM snapshot_info"
        ).fetchall()[0]
        self.supplied_tables = frozenset(json.loads(supplied))

    def _version(self) -> int | None:
        try:
            return self.con.execute("SELECT schema_version FROM snapshot_info").fetchall()[0][0]
        except duckdb.Error:
            return None

    def rows(self, sql: str, values: Sequence | dict = ()) -> pd.DataFrame:
        """The rows of a query as a data frame. Money stays DECIMAL, whole numbers stay whole, null
        is NA. Values are bound, never joined into the text.
        """
        table: pa.Table = self.con.execute(sql, values).to_arrow_table()
        return table.to_pandas(types_mapper=pd.ArrowDtype)

    def close(self) -> None:
        self.con.close()

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_snapshot(home: Home, snapshot_id: str | None = None) -> Snapshot:
    """Open a snapshot by its id, else the current one. Raises SnapshotError when there is none."""
    known = [path.stem for path in _files(home)]
    if snapshot_id is None:
        if not home.current.is_file():
            raise SnapshotError(
                f"No snapshot has been published in {home.root}.\nRun srm load SOURCE --files DIR,"
                " or srm demo for the sample world."
            )
        snapshot_id = json.loads(home.current.read_text(encoding="utf-8"))["snapshot"]
    if snapshot_id not in known:
        raise SnapshotError(
            f"There is no snapshot '{snapshot_id}', expected one of"
            f" {', '.join(known) or 'none'}.\nName one that srm status lists, or load the extract"
            " again."
        )
    return Snapshot(home.snapshots / f"{snapshot_id}.duckdb")


@contextmanager
def check_extract(
    home: Home, source_name: str, files: Path, as_of: date | None = None
) -> Iterator[tuple[Published, Snapshot]]:
    """Read and check an extract without publishing: what a load would publish, open to look at.
    Raises DataFaults as a load would.
    """
    with tempfile.TemporaryDirectory(prefix="srm-check-") as scratch:
        published = build(home, find_source(home, source_name), files, as_of, Path(scratch))
        with Snapshot(Path(scratch) / "snapshot.duckdb") as snapshot:
            yield published, snapshot


def load_extract(home: Home, source_name: str, files: Path, as_of: date | None = None) -> Published:
    """Build a snapshot from an extract and make it the current one.

    Raises DataFaults when the extract is refused: then nothing is published and the snapshot before
    it stays current.
    """
    home.snapshots.mkdir(parents=True, exist_ok=True)
    # Beside its final place, so that publishing is one rename on one file system.
    with tempfile.TemporaryDirectory(prefix=".building-", dir=home.snapshots) as scratch:
        published = build(home, find_source(home, source_name), files, as_of, Path(scratch))
        final = home.snapshots / f"{published.id}.duckdb"
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
        os.replace(pointer, home.current)
    return published


def list_snapshots(home: Home) -> list[dict]:
    """Every snapshot of a home, oldest as-of date first: id, as_of, source, is_current, loaded_at,
    and its files with their freshness.

    One that cannot be opened has `fault` instead: damaged, or of another version.
    """
    current = (
        json.loads(home.current.read_text(encoding="utf-8"))["snapshot"]
        if home.current.is_file()
        else None
    )
    listed = []
    for path in _files(home):
        try:
            snapshot = Snapshot(path)
        except SnapshotError as error:
            listed.append({"id": path.stem, "fault": str(error).splitlines()[0]})
            continue
        with snapshot:
            loaded_at = snapshot.con.execute("SELECT loaded_at FROM snapshot_info").fetchall()[0][0]
            files = snapshot.rows("SELECT * FROM extracts ORDER BY file").to_dict("records")
        listed.append(
            {
                "id": path.stem,
                "as_of": snapshot.as_of,
                "source": snapshot.source,
                "is_current": path.stem == current,
                "loaded_at": loaded_at,
                "files": files,
            }
        )
    return listed


def _files(home: Home) -> list[Path]:
    return sorted(home.snapshots.glob("*.duckdb"))
