"""Snapshots: immutable, named by what they hold, published at once or not at all, and no obstacle
to each other.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from lots_world import PARTS, PRODUCT, SUPPLIERS, complaint
from small_world import LINE, small_home

from srmlib.cli import main
from srmlib.errors import SnapshotError
from srmlib.load import building
from srmlib.load.publish import load_extract
from srmlib.rules.schema import dictionary
from srmlib.snapshot import database, list_snapshots, open_snapshot
from srmlib.workspace import PROJECT, Workspace

LINES = {"schedule_lines": [{}], "receipts": [{"line_id": "1"}]}


@pytest.fixture(scope="module")
def lines_home(tmp_path_factory) -> Workspace:
    """For tests that only read."""
    return small_home(tmp_path_factory.mktemp("lines"), **LINES)


def load_again(workspace: Workspace, as_of: str) -> str:
    """Load the same small files in another process, as a scheduled job would; returns the
    snapshot's id.
    """
    folder = workspace.root.parent
    code = "import sys; from srmlib.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [
        sys.executable,
        "-c",
        code,
        "--home",
        str(workspace.root),
        "load",
        str(folder / "source"),
        "--files",
        str(folder / "files"),
        "--as-of",
        as_of,
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(PROJECT / "src"), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split("snapshot ")[1].split(",")[0]


def test_a_load_while_a_notebook_reads_disturbs_neither(tmp_path):
    workspace = small_home(tmp_path, **LINES)
    with open_snapshot(workspace) as old:
        assert old.con.execute("SELECT count(*) FROM d1_rows").fetchall() == [(1,)]
        new_id = load_again(workspace, "2026-12-31")
        assert old.con.execute("SELECT count(*) FROM d1_rows").fetchall() == [(1,)]
        with open_snapshot(workspace) as new:
            assert (new.id, new.as_of) == (new_id, date(2026, 12, 31))
        assert old.as_of == date(2026, 10, 2)
    assert len(list(workspace.snapshots.iterdir())) == 2


def test_the_same_inputs_make_the_same_snapshot_and_other_inputs_another(tmp_path):
    workspace = small_home(tmp_path, **LINES)
    first = open_snapshot(workspace).id
    assert load_again(workspace, "2026-10-02") == first
    (tmp_path / "files/suppliers.csv").write_text(
        "supplier_id,kind,name\nS,outside,Renamed\n"
    )
    assert load_again(workspace, "2026-10-02") != first


STATEMENTS = PROJECT / "src" / "srmlib" / "sql"


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        ("prelude.duckdb", True),
        ("elements/scrap", True),
        ("load/converted", True),
        ("marts/returns", True),
        ("metrics/D1", True),
        ("trace/road_part", True),
        ("metrics/readings/months", False),
        ("trace/readings/ranges", False),
        ("cost/paid", False),
        ("explain/receipts", False),
    ],
)
def test_a_snapshot_has_another_id_where_what_its_load_reads_changed(
    lines_home, tmp_path, monkeypatch, changed, is_another
):
    """A query that only a report asks leaves the id as it is."""
    copy = shutil.copytree(STATEMENTS, tmp_path / "sql")
    with (copy / f"{changed}.sql").open("a", encoding="utf-8") as statement:
        statement.write("-- One more word.\n")
    monkeypatch.setattr(building, "SQL", copy)
    workspace = small_home(tmp_path, **LINES)
    with open_snapshot(lines_home) as before, open_snapshot(workspace) as now:
        assert (now.id != before.id) == is_another


def test_every_statement_that_a_load_reads_is_in_the_id(tmp_path, monkeypatch):
    """The folders are named by hand: this is what says that none is missing."""
    read_text, read = Path.read_text, []

    def read_and_noted(path: Path, *args, **kwargs) -> str:
        read.append(path)
        return read_text(path, *args, **kwargs)

    in_the_id = building._statements_of_a_load(STATEMENTS)
    # A statement is read once in a process.
    database._text_of.cache_clear()
    monkeypatch.setattr(building, "_statements_of_a_load", lambda folder: [])
    monkeypatch.setattr(Path, "read_text", read_and_noted)
    small_home(
        tmp_path,
        suppliers=SUPPLIERS,
        parts=PARTS,
        schedule_lines=[{"part_id": "housing"}],
        receipts=[{"line_id": "1"}],
        rates={"receipt_rate": ("EUR/receipt", [("2026-01-01", "4.20")])},
        complaints=[complaint(lot_id="X")],
        **PRODUCT,
    )
    asked = {path for path in read if path.is_relative_to(STATEMENTS)}
    assert asked - set(in_the_id) == set()
    assert {path.parent.name for path in asked} == {
        "sql",
        "elements",
        "load",
        "marts",
        "metrics",
        "plausibility",
        "snapshot",
        "trace",
    }


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("DELETE FROM suppliers", "read-only"),
        ("CREATE TABLE snapshot.mine AS SELECT 1", "read-only"),
        ("SELECT * FROM read_text('/etc/hostname')", "disabled"),
        ("COPY suppliers TO '/tmp/suppliers.csv'", "disabled"),
        ("ATTACH '/tmp/other.duckdb'", "disabled"),
        ("SET enable_external_access = true", "locked"),
        ("SELECT * FROM frame", "does not exist"),
    ],
)
def test_an_open_snapshot_can_be_read_and_nothing_else(lines_home, sql, error):
    frame = "a Python variable is no table"  # noqa: F841
    with open_snapshot(lines_home) as snapshot, pytest.raises(duckdb.Error, match=error):
        snapshot.con.execute(sql)


def test_rows_keep_money_exact_bind_values_and_run_in_utc(tmp_path):
    lines = [LINE | {"value_amount": "34567890123456.7891"}]
    with open_snapshot(
        small_home(tmp_path, schedule_lines=lines, receipts=[{"line_id": "1"}])
    ) as snapshot:
        rows = snapshot.frame(
            "SELECT value_amount, part_id FROM schedule_lines WHERE supplier_id = ?", ["S"]
        )
        assert rows["value_amount"].tolist() == [Decimal("34567890123456.7891")]
        assert snapshot.frame(
            "SELECT * FROM schedule_lines WHERE supplier_id = ?", ["S' OR '1'='1"]
        ).empty
        assert snapshot.con.execute("SELECT current_setting('TimeZone')").fetchall() == [
            ("UTC",)
        ]


def test_a_missing_or_damaged_snapshot_is_a_sentence(tmp_path):
    with pytest.raises(
        SnapshotError,
        match=r"No snapshot has been published(.|\n)*or name the workspace: SRM_HOME=DIR",
    ):
        open_snapshot(Workspace(tmp_path))
    workspace = small_home(tmp_path, **LINES)
    with pytest.raises(SnapshotError, match="no snapshot 'x', expected one of 2026-10-02-"):
        open_snapshot(workspace, "x")
    path = next(workspace.snapshots.iterdir())
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(SnapshotError, match="cannot be opened"):
        open_snapshot(workspace)
    assert main(["--home", str(workspace.root), "status"]) == 0


@pytest.mark.parametrize(
    "words", [("load", "scms", "--files", "."), ("report", "2014Q3"), ("status",)]
)
def test_a_home_that_cannot_be_used_is_a_sentence(tmp_path, capsys, words):
    (tmp_path / "afile").write_text("not a folder")
    status = main(["--home", str(tmp_path / "afile"), *words])
    told = "".join(capsys.readouterr())
    assert status in (0, 1)
    assert "afile" in told


def test_snapshots_are_listed_where_one_works_unless_a_workspace_is_named(
    lines_home, monkeypatch
):
    monkeypatch.setenv("SRM_HOME", str(lines_home.root))
    assert list_snapshots()
    assert [one["id"] for one in list_snapshots()] == [
        one["id"] for one in list_snapshots(lines_home)
    ]


def test_status_lists_snapshots_with_their_freshness(sample_home, capsys):
    assert main(["--home", str(sample_home.root), "status"]) == 0
    printed = capsys.readouterr().out
    assert "(current)  source sample, as of 2026-10-02" in printed
    assert (
        "fx.csv: 713 of 713 rows kept, last event 2026-09-25, expected every 3 days  STALE"
        in printed
    )


def test_the_pointer_names_a_file_that_is_there(sample_home):
    pointer = json.loads(sample_home.current.read_text())
    assert (sample_home.snapshots / f"{pointer['snapshot']}.duckdb").is_file()
    assert pointer["source"] == "sample"


def test_a_full_disk_leaves_the_old_snapshot(tmp_path, monkeypatch):
    workspace = small_home(tmp_path, **LINES)
    before = workspace.current.read_bytes(), list(workspace.snapshots.iterdir())

    def no_space(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("srmlib.load.publish.os.fsync", no_space)
    with pytest.raises(OSError, match="No space left"):
        load_extract(workspace, str(tmp_path / "source"), tmp_path / "files")
    assert (workspace.current.read_bytes(), list(workspace.snapshots.iterdir())) == before


def test_the_data_dictionary_is_the_schemas():
    assert (PROJECT / "data/README.md").read_text(encoding="utf-8") == dictionary()
