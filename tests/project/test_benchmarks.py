"""The benchmarks of the cost ledger and the trace at a tiny size: they run, their worlds close to
the cent, and they would see a cent that is lost.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import duckdb
import pytest

from srmlib.workspace import PROJECT

LINES, COMPLAINTS = 600, 2000


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
    monkeypatch.setattr(ledger, "alone", lambda work, *arguments: work(*arguments))
    ledger.bench_ledger(LINES)
    rows = {
        name: int(count.replace(",", ""))
        for name, count in re.findall(
            r"^(\D+?) +([\d,]+) ", capsys.readouterr().out, re.MULTILINE
        )
    }
    assert rows["cost_drivers"] == LINES // 5
    assert (
        rows["ledger in all"]
        == rows["cost_ledger"]
        > rows["receipt_prices"] + rows["cost_drivers"]
    )
    assert 0 < rows["cost_left_out"] < LINES / 20  # the reversals and what they took back


@pytest.mark.parametrize(
    "fault",
    [
        (
            "UPDATE cost_ledger SET amount = amount + 0.01 WHERE rowid = (SELECT min(rowid) FROM"
            " cost_ledger WHERE basis = 'booked' AND amount > 0)"
        ),
        (
            "UPDATE cost_ledger SET amount = 2 * amount, event_amount = 2 * event_amount WHERE"
            " basis = 'booked'"
        ),
        "DELETE FROM cost_ledger WHERE event_id = (SELECT min(event_id) FROM cost_events)",
        (
            "DELETE FROM cost_ledger WHERE event_id = (SELECT min(event_id) FROM cost_ledger WHERE"
            " element = 'price')"
        ),
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


@pytest.fixture(scope="module")
def trace():
    """The module of the benchmark."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(PROJECT)
        from benchmarks import trace
    return trace


@pytest.fixture(scope="module")
def traced(trace, tmp_path_factory):
    """The benchmark's world, traced."""
    path = tmp_path_factory.mktemp("benchmark") / "bench.duckdb"
    trace._write_world(path, COMPLAINTS)
    trace._trace(path)
    return path


def test_the_trace_is_measured_and_closes(trace, monkeypatch, capsys):
    monkeypatch.setattr(trace, "alone", lambda work, *arguments: work(*arguments))
    trace.bench_trace(COMPLAINTS)
    rows = {
        name: int(count.replace(",", ""))
        for name, count in re.findall(
            r"^(\D+?) +([\d,]+) ", capsys.readouterr().out, re.MULTILINE
        )
    }
    assert (
        rows["trace in all"]
        == rows["supplier x quarter, all"]
        >= COMPLAINTS
        > rows["suppliers of a quarter"]
        > rows["a supplier's quarter"]
        > 0
    )
    assert min(rows["a complaint upstream"], rows["a receipt downstream"]) > 0


def test_the_world_of_the_trace_has_its_three_levels(traced):
    """Ten links for each lot of a product, and some merged; every bought part of its family is in
    it; most complaints are traced by lot, few are alike.
    """
    with duckdb.connect(str(traced), read_only=True) as con:
        lots = con.execute("SELECT count(*) FROM lots WHERE lot_id LIKE 'X%'").fetchall()[
            0
        ][0]
        links = "SELECT count(*) FROM lot_inputs WHERE left(output_lot_id, 1) "
        assert con.execute(links + "<> left(input_lot_id, 1)").fetchall() == [(10 * lots,)]
        assert (
            0 < con.execute(links + "= left(input_lot_id, 1)").fetchall()[0][0] < lots / 5
        )
        assert con.execute("SELECT * FROM genealogy_faults").fetchall() == []
        parts = (
            "SELECT count(DISTINCT part_id) AS parts FROM lot_closure WHERE root_lot_id LIKE 'X%'"
            " AND receipt_id IS NOT NULL GROUP BY root_lot_id"
        )
        assert con.execute("SELECT DISTINCT parts FROM (" + parts + ")").fetchall() == [
            (12,)
        ]
        by_evidence = dict(
            con.execute(
                "SELECT evidence, count(DISTINCT effect_id) FROM trace_links GROUP BY 1"
            ).fetchall()
        )
        drawn = (
            "SELECT count(*), count(DISTINCT (lot_id, part_id, defect_family)) FROM complaints"
            " WHERE lot_id IS NOT NULL AND part_id IS NOT NULL"
        )
        named, distinct = con.execute(drawn).fetchall()[0]
    assert by_evidence.keys() == {"lot", "bom", "claim", "none"}
    assert by_evidence["lot"] > 0.75 * COMPLAINTS
    assert distinct > 0.9 * named


@pytest.mark.parametrize(
    "fault",
    [
        "DELETE FROM cause_links WHERE rowid = (SELECT min(rowid) FROM cause_links)",
        (
            "UPDATE link_amounts SET amount = amount + 0.01 WHERE rowid = (SELECT min(rowid) FROM"
            " link_amounts)"
        ),
    ],
    ids=["a link lost", "a cent too much"],
)
def test_a_trace_that_does_not_close_is_no_result(trace, traced, tmp_path, fault):
    path = shutil.copy(traced, tmp_path / "bench.duckdb")
    trace._checked_rows(path)
    with duckdb.connect(str(path)) as con:
        con.execute(fault)
    with pytest.raises(SystemExit, match="does not close"):
        trace._checked_rows(path)


@pytest.mark.heavy
@pytest.mark.parametrize(
    "asked",
    [("ledger", "--costed-lines", str(LINES)), ("trace", "--complaints", str(COMPLAINTS))],
    ids=["ledger", "trace"],
)
def test_the_command_runs_it(asked):
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--only", *asked],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(
        r"^peak memory [\d,]+ MB, of which [\d,]+ MB is Python; DuckDB may take \S+$",
        done.stdout,
        re.MULTILINE,
    )
