"""The benchmark of the cost ledger at a tiny size: it runs, its world closes to the cent, and it would see a cent that is lost."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import duckdb
import pytest

from srmlib.home import PROJECT

LINES = 600


@pytest.fixture(scope="module")
def ledger():
    """The module of the benchmark."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(PROJECT)
        from benchmarks import ledger
    return ledger


@pytest.fixture(scope="module")
def database(ledger, tmp_path_factory):
    """The benchmark's world and its ledger."""
    path = tmp_path_factory.mktemp("benchmark") / "bench.duckdb"
    ledger._write_world(path, LINES)
    ledger._make_ledger(path)
    return path


def test_the_ledger_is_measured_and_closes(ledger, monkeypatch, capsys):
    # In this process rather than in new ones, which would import everything again.
    monkeypatch.setattr(ledger, "_alone", lambda work, *arguments: work(*arguments))
    ledger.bench_ledger(LINES)
    rows = {name: int(count.replace(",", "")) for name, count in re.findall(r"^(\D+?) +([\d,]+) ", capsys.readouterr().out, re.MULTILINE)}
    assert rows["costs gathered"] == LINES // 5
    assert rows["ledger in all"] == rows["costs spread"] > rows["prices of receipts"] + rows["costs gathered"]
    assert 0 < rows["rows left out"] < LINES / 20  # the reversals and what they took back


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE cost_ledger SET amount = amount + 0.01 WHERE rowid = (SELECT min(rowid) FROM cost_ledger WHERE basis = 'booked' AND amount > 0)",
        "UPDATE cost_ledger SET amount = 2 * amount, event_amount = 2 * event_amount WHERE basis = 'booked'",
        "DELETE FROM cost_ledger WHERE event_id = (SELECT min(event_id) FROM cost_events)",
        "DELETE FROM cost_ledger WHERE event_id = (SELECT min(event_id) FROM cost_ledger WHERE element = 'price')",
    ],
    ids=["a cent too much", "booked twice over", "an event lost", "a price lost"],
)
def test_a_ledger_that_does_not_close_is_no_result(ledger, database, tmp_path, fault):
    path = shutil.copy(database, tmp_path / "bench.duckdb")
    ledger._checked_rows(path)
    with duckdb.connect(str(path)) as con:
        con.execute(fault)
    with pytest.raises(SystemExit, match="does not close"):
        ledger._checked_rows(path)


@pytest.mark.heavy
def test_the_command_runs_it():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--only", "ledger", "--costed-lines", str(LINES)], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^peak memory [\d,]+ MB, of which [\d,]+ MB is Python; DuckDB may take \S+$", done.stdout, re.MULTILINE)
