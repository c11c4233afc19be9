"""What a machine or a slip of the hand does to a workspace is told in a sentence, and mended by
the next load or run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import filelock
import pytest
from small_world import small_home

import srmlib.cli
from srmlib.cli import main
from srmlib.errors import SnapshotError, UsageError
from srmlib.load.publish import load_extract
from srmlib.reports.index import _earlier
from srmlib.reports.publish import slug, versions
from srmlib.snapshot import list_snapshots, open_snapshot
from srmlib.workspace import Workspace

WORLD = {"schedule_lines": [{}], "receipts": [{"line_id": "1"}]}


@pytest.fixture
def home(tmp_path: Path) -> Workspace:
    return small_home(tmp_path, **WORLD)


def load_again(tmp_path: Path) -> str:
    home = Workspace(tmp_path / "home")
    return load_extract(home, str(tmp_path / "source"), tmp_path / "files").id


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b'{"snapshot": 1}', b"\xff\xfe"])
def test_a_damaged_pointer_is_told_and_a_load_mends_it(home, tmp_path, content):
    home.current.write_bytes(content)
    for ask in (open_snapshot, list_snapshots):
        with pytest.raises(SnapshotError, match=r"does not name a snapshot.* damaged"):
            ask(home)
    load_again(tmp_path)
    open_snapshot(home).close()


@pytest.mark.parametrize("damage", ["cut short", "overwritten within", "empty"])
def test_a_load_replaces_a_damaged_snapshot(home, tmp_path, damage):
    (file,) = home.snapshots.glob("*.duckdb")
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(
        {
            "cut short": whole[:middle],
            "overwritten within": whole[:middle] + bytes(9999) + whole[middle + 9999 :],
            "empty": b"",
        }[damage]
    )
    assert load_again(tmp_path) == file.stem
    with open_snapshot(home) as snapshot:
        tables = snapshot.records("SELECT table_name FROM duckdb_tables()")
        for table in tables:
            snapshot.frame(f'SELECT * FROM "{table["table_name"]}"')


def test_who_has_a_snapshot_open_reads_on_while_it_is_loaded_again(home, tmp_path):
    with open_snapshot(home) as snapshot:
        load_again(tmp_path)
        assert snapshot.scalar("SELECT count(*) FROM schedule_lines") == 1


def test_other_code_of_a_load_makes_another_snapshot(home, tmp_path, monkeypatch):
    import srmlib.load.building as building

    shipped = building._code_of_a_load()
    assert {"load", "rules", "stats"} <= {path.parent.name for path in shipped}
    other = tmp_path / "genealogy.py"
    other.write_text("# another version of it", encoding="utf-8")
    monkeypatch.setattr(building, "_code_of_a_load", lambda: [*shipped[1:], other])
    load_again(tmp_path)
    assert len(list(home.snapshots.glob("*.duckdb"))) == 2


def test_what_a_killed_load_left_behind_goes_and_what_another_builds_stays(home, tmp_path):
    left = home.snapshots / ".building-killed"
    left.mkdir()
    (left / "snapshot.duckdb").write_bytes(b"half")
    used = home.snapshots / ".building-now"
    used.mkdir()
    with filelock.FileLock(used / ".lock"):
        load_again(tmp_path)
        assert not left.exists()
        assert used.is_dir()
    load_again(tmp_path)
    assert {path.name for path in home.snapshots.glob(".building-*")} == set()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SRM_THREADS", "x", "a whole number from 1 to 1024"),
        ("SRM_THREADS", "-1", "a whole number from 1 to 1024"),
        ("SRM_THREADS", "0", "a whole number from 1 to 1024"),
        ("SRM_THREADS", "²", "a whole number from 1 to 1024"),
        ("SRM_MEMORY_LIMIT", "foo", "a size such as 2GB or 500MB"),
        ("SRM_MEMORY_LIMIT", "2", "a size such as 2GB or 500MB"),
        ("SRM_REPORT_SECONDS", "x", "a number of seconds above 0"),
        ("SRM_REPORT_SECONDS", "nan", "a number of seconds above 0"),
        ("SRM_REPORT_SECONDS", "-5", "a number of seconds above 0"),
    ],
)
def test_a_wrong_setting_is_told(home, monkeypatch, capsys, name, value, expected):
    monkeypatch.setenv(name, value)
    status = main(["--home", str(home.root), "report", "2026Q3"])
    assert status == UsageError.exit_status
    said = capsys.readouterr().err
    assert f"{name} is '{value}', expected {expected}" in said


def test_a_full_disk_reaches_the_database_first(home, monkeypatch, capsys):
    def full(*_: object) -> None:
        raise duckdb.IOException(
            'IO Error: Could not write file "x": No space left on device'
        )

    monkeypatch.setattr(srmlib.cli, "load_extract", full)
    status = main(["--home", str(home.root), "load", "small", "--files", str(home.root)])
    said = capsys.readouterr().err
    assert status == 1
    assert "No space left on device" in said
    assert "have room" in said


def test_a_module_of_the_current_folder_is_never_run(home, tmp_path):
    for name in ("pandas", "duckdb", "yaml", "json"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('ran')", encoding="utf-8")
    command = [sys.executable, "-m", "srmlib", "--home", str(home.root), "status"]
    package = str(Path(srmlib.cli.__file__).parents[1])
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": package},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "source small" in done.stdout


# --- Reports


def made_report(folder: Path, supplier_id: str, version: str = "v1") -> None:
    own = folder / slug(supplier_id) / version
    own.mkdir(parents=True)
    (own / "report.html").write_text("<p>", encoding="utf-8")
    said = {"supplier_id": supplier_id, "supplier_name": f"Firm {supplier_id}"}
    said |= {"snapshot": "one", "audience": "shared", "category": None}
    (own / "report.json").write_text(json.dumps(said), encoding="utf-8")


@pytest.mark.parametrize("index", [None, "{", "[]", '{"suppliers": [{}]}'])
def test_a_report_that_no_index_lists_is_listed_by_the_next_run(tmp_path, index):
    made_report(tmp_path, "A")
    made_report(tmp_path, "B", "v2")
    if index is not None:
        (tmp_path / "index.json").write_text(index, encoding="utf-8")
    found = {one["supplier_id"]: one for one in _earlier(tmp_path)}
    assert {key: one["name"] for key, one in found.items()} == {
        "A": "Firm A",
        "B": "Firm B",
    }
    assert found["B"]["path"] == f"{slug('B')}/v2/report.html"
    assert found["B"]["status"] == "done"


def test_a_damaged_index_is_told_by_status(home, capsys):
    folder = home.reports / "2026Q3"
    folder.mkdir(parents=True)
    (folder / "index.json").write_text("{", encoding="utf-8")
    assert main(["--home", str(home.root), "status"]) == 0
    assert "index.json cannot be read. Run srm report again" in capsys.readouterr().out


def test_a_folder_that_only_looks_like_a_version_is_none(tmp_path):
    for name in ("v1", "v²", "v", "vx", "v-1"):
        (tmp_path / name).mkdir()
    assert versions(tmp_path) == [(1, tmp_path / "v1")]
