"""The records of the metrics that come with the library: what they are printed as, how an interval
is found, and that four files are all a metric takes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from shipped import FILES, METRICS
from small_world import small_world

from srmlib.errors import DefinitionError
from srmlib.metrics.catalogue import reading_of, readings_of
from srmlib.rules.calendar import Quarter
from srmlib.rules.metric import COUNTS_AGAINST, GROUPS, read_metrics
from srmlib.rules.switches import Switch
from srmlib.snapshot.definitions import definition_of
from srmlib.workspace import PROJECT

Q3 = Quarter.parse("2026Q3")


def test_metrics_are_printed_by_group_and_then_by_id():
    groups = [metric.group for metric in METRICS.values()]
    assert groups == sorted(groups, key=GROUPS.index)
    # Each beside a metric of its group: letters go before numbers, and D2 before D10.
    order = {
        "Q4": "Q4",
        "D2": "D2",
        "D10": "D2",
        "E1": "D2",
        "C1": "C1",
        "A1": "P1",
        "B1": "B1",
    }
    records = {file.id: file for file in FILES}
    files = tuple(replace(records[order[name]], id=name) for name in sorted(order))
    assert list(read_metrics(files)) == list(order)


def test_short_names_and_the_fields_own_are_there_and_differ():
    for names in zip(
        *((m.short_name, m.field_name) for m in METRICS.values()), strict=True
    ):
        assert len(set(names)) == len(METRICS)
    assert METRICS["D1"].field_name == "OTIF"


def test_every_column_a_record_shows_is_in_its_rows(sample):
    for metric in METRICS.values():
        found = sample.frame("SELECT * FROM " + metric.id.lower() + "_rows LIMIT 0")
        assert set(metric.shown) <= set(found.columns), metric.id


@pytest.mark.parametrize(
    ("metric_id", "rests_on", "row"),
    [
        ("Q1", "1 lot", "lots"),
        ("Q2", "1 confirmed notice", "rows"),
        ("Q3", "1 action", "actions"),
        ("Q4", "1 notice", "notices"),
        ("D1", "1 line", "lines"),
        ("D2", "1 line", "lines"),
        ("D3", "1 line", "lines"),
        ("S1", "1 ticket", "tickets"),
        ("S2", "1 ticket", "tickets"),
        ("S3", "1 ticket", "tickets"),
        ("C1", "1 cost event", "rows"),
        ("C2", "1 invoice line", "invoice lines"),
        ("P1", "1 promise", "promises"),
        ("P2", "1 order", "rows"),
        ("B1", "1 line", "lines"),
        ("B2", "1 forecast", "forecasts"),
        ("B3", "1 invoice line", "invoice lines"),
        ("B4", "1 question", "questions"),
        ("B5", "1 line", "rows"),
        ("B6", "1 meeting", "meetings"),
    ],
)
def test_what_n_counts_and_what_a_row_is_called(metric_id, rests_on, row):
    metric = METRICS[metric_id]
    assert (metric.counted.count(1), metric.row.many) == (rests_on, row)


def test_every_share_says_what_went_wrong_with_a_row():
    shares = [metric for metric in METRICS.values() if metric.kind == "share"]
    assert shares
    assert [metric.id for metric in shares if metric.went_wrong == COUNTS_AGAINST] == []
    # Said behind a number and a noun: "two of 22 lots were not accepted".
    said = METRICS["Q1"].went_wrong
    assert (said.one, said.many) == ("was not accepted", "were not accepted")


@pytest.mark.parametrize("stated", ["was not accepted", "{one: was not accepted}"])
def test_what_went_wrong_is_said_of_one_and_of_several(stated):
    (file,) = (file for file in FILES if file.id == "Q1")
    record = file.record.replace("{one: was not accepted, many: were not accepted}", stated)
    assert record != file.record
    with pytest.raises(DefinitionError, match="went_wrong"):
        read_metrics((replace(file, record=record),))


# How an interval is found is said by what finds it

LINES = {
    "schedule_lines": [{"ordered_qty": str(place)} for place in range(1, 26)],
    "receipts": [
        {"line_id": str(place), "received_qty": str(place)} for place in range(1, 24)
    ],
}


@pytest.mark.parametrize(
    ("unit", "method"),
    [
        ("line", "Wilson"),
        ("order", "Wilson"),
        ("quantity", "bootstrap by row"),
        ("value", "bootstrap by row"),
    ],
)
def test_on_time_by_quantity_is_resampled_and_says_so(tmp_path, unit, method):
    lines = [
        line | {"value_amount": line["ordered_qty"]} for line in LINES["schedule_lines"]
    ]
    agreed = f"D1: {{switches: {{agreed: {{unit: {unit}}}}}}}"
    tables = LINES | {"schedule_lines": lines}
    with small_world(tmp_path, definitions=agreed, **tables) as snapshot:
        found = reading_of(snapshot, definition_of(snapshot.con, "D1", "S"), "S", Q3)
    assert found.interval is not None
    assert found.interval_method == method


@pytest.mark.parametrize(
    ("statistic", "method"),
    [("median", "order statistics"), ("mean", "bootstrap by ticket")],
)
def test_a_mean_is_resampled_and_says_so(tmp_path, statistic, method):
    ticket = {"supplier_id": "S", "priority": "P1", "opened_at": "2026-07-01 12:00:00"}
    tickets = [
        ticket
        | {
            "restored_at": f"2026-07-01 {13 + place}:00:00",
            "resolved_at": f"2026-07-01 {13 + place}:00:00",
        }
        for place in range(9)
    ]
    agreed = f"S3: {{switches: {{agreed: {{statistic: {statistic}}}}}}}"
    with small_world(tmp_path, definitions=agreed, tickets=tickets) as snapshot:
        found = reading_of(snapshot, definition_of(snapshot.con, "S3", "S"), "S", Q3)
    assert (found.value, found.interval_method) == (5.0, method)


def test_every_reading_of_the_sample_that_has_an_interval_says_how(sample):
    methods = {
        reading.id: reading.interval_method
        for reading in readings_of(sample, "S-1001", Q3)
        if reading.interval
    }
    assert set(methods) >= {"D1", "D3", "C1", "Q2"}
    assert None not in methods.values()
    assert (methods["D3"], methods["C1"]) == ("bootstrap by order", "bootstrap by shipment")


def test_what_was_not_counted_has_no_method(tmp_path):
    with small_world(
        tmp_path, schedule_lines=[{}], receipts=[{"line_id": "1"}]
    ) as snapshot:
        found = {r.id: r for r in readings_of(snapshot, "S", Q3)}
    assert (found["S1"].state, found["S1"].interval_method) == ("not_supplied", None)


# Four files

RECORD = """
name: Returned lines
short_name: Returned lines
field_name: return rate
group: Quality
kind: share
unit: '%'
decimals: 0
better: down
goal: 2
red_limit: 10
min_n: 2
needs: [schedule_lines, receipts]
row: {one: line, many: lines}
shown:
  line_id: line
formula: lines with a return ÷ lines received
counts: By the day of the first receipt.
switches:
  reversals:
    words: Reversals
    default: out
    choices:
      out: are no returns
      in: are returns
"""
STATEMENT = """-- Returned lines. Grain: one row per basis and schedule line that was received.
WITH came AS (
    SELECT
        receipts.line_id,
        MIN(receipts.docked_on) AS docked_on,
        SUM(CASE WHEN receipts.kind = 'return' THEN 1 ELSE 0 END) AS returns,
        SUM(CASE WHEN receipts.kind = 'reversal' THEN 1 ELSE 0 END) AS reversals
    FROM receipts
    GROUP BY receipts.line_id
),
judged AS (
    SELECT
        bases_q5.basis,
        schedule_lines.supplier_id,
        came.line_id,
        came.docked_on,
        CASE
            WHEN came.returns > 0 OR (bases_q5.reversals = 'in' AND came.reversals > 0)
                THEN 'returned'
            ELSE 'stayed'
        END AS outcome
    FROM came
    INNER JOIN schedule_lines ON schedule_lines.line_id = came.line_id
    INNER JOIN bases_q5 ON bases_q5.supplier_id = schedule_lines.supplier_id
)
SELECT
    basis,
    supplier_id,
    line_id AS row_id,
    docked_on AS counted_on,
    outcome,
    TRUE AS is_counted,
    CAST(CASE WHEN outcome = 'returned' THEN 1 ELSE 0 END AS DECIMAL(18, 3)) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    line_id
FROM judged
"""
QUESTIONS = """

Q5 = Explainer(
    row="schedule line",
    read=Read("SELECT * FROM schedule_lines", "line_id"),
    beside={"receipts": Read("SELECT * FROM receipts", "line_id", "docked_on, receipt_id")},
    derive=lambda c: {
        "counted_on": min(one["docked_on"] for one in c.receipts),
        "kinds": {one["kind"] for one in c.receipts},
    },
    questions=(
        what("schedule_lines", "part_id ordered_qty"),
        Question(
            "Was anything of it sent back?",
            "returned",
            lambda c: "return" in c.kinds or (c.by("reversals", "in") and "reversal" in c.kinds),
            "Yes.",
            switches="reversals",
        ),
        Question("Was anything of it sent back?", "stayed", always, "No.", switches="reversals"),
    ),
    weigh=share_of("returned"),
    units=("lines with a return", "lines received"),
)
"""
TEST = """
import io, json, sys, tempfile
from pathlib import Path

import openpyxl
from small_world import small_world
from explained import agrees
from pages import report

from srmlib.agreement.bridge import bridge
from srmlib.explain import explain
from srmlib.facts import SupplierQuarter
from srmlib.reports.export import workbook_bytes
from srmlib.rules.calendar import Quarter

q3 = Quarter.parse("2026Q3")
receipts = [{"line_id": str(place), "receipt_id": f"R{place}"} for place in range(1, 5)]
receipts += [
    {"line_id": "1", "kind": "return", "received_qty": "1", "of_receipt_id": "R1"},
    {"line_id": "2", "kind": "reversal", "received_qty": "1", "of_receipt_id": "R2"},
]
with small_world(
    Path(tempfile.mkdtemp()),
    definitions="Q5: {switches: {supplier: {reversals: in}}}",
    schedule_lines=[{} for _ in range(4)],
    receipts=receipts,
) as world:
    made = report(SupplierQuarter(world, "S", q3).facts)
    tables = {name: rows for section in made.sections for name, rows in section.tables.items()}
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(made.facts, tables)))
    metric = next(m for m in made.facts.to_json()["metrics"] if m["id"] == "Q5")
    print(json.dumps({
        "value": metric["value"],
        "page": "Returned lines" in made.html(),
        "bridge": float(bridge(world, "Q5", "S", q3, "supplier", "agreed").start),
        "explained": agrees(world, "Q5", "S"),
        "why": explain(world, "2", "Q5", "supplier").steps[-1].answer,
        "workbook": book["rows_q5"].max_row,
    }))
"""


def test_a_metric_takes_four_files(tmp_path):
    """The recipe of CONTRIBUTING, in a copy of the project: a record, a statement, questions and a
    test. It is on the page, in the bridge, the explanation and the workbook.
    """
    shutil.copytree(
        PROJECT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("*.pyc")
    )
    shutil.copytree(PROJECT / "data" / "definitions", tmp_path / "data" / "definitions")
    (tmp_path / "data/definitions/metrics/Q5.yaml").write_text(RECORD, encoding="utf-8")
    (tmp_path / "src/srmlib/sql/metrics/Q5.sql").write_text(STATEMENT, encoding="utf-8")
    with (tmp_path / "src/srmlib/explain/quality.py").open(
        "a", encoding="utf-8"
    ) as questions:
        questions.write(QUESTIONS)
    (tmp_path / "test_returned_lines.py").write_text(TEST, encoding="utf-8")
    paths = [tmp_path / "src", Path(__file__).parents[1] / "support"]
    done = subprocess.run(
        [sys.executable, str(tmp_path / "test_returned_lines.py")],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "value": 25.0,
        "page": True,
        "bridge": 50.0,
        "explained": 4,
        "why": "Yes.",
        "workbook": 5,
    }


def test_true_is_no_choice_though_python_takes_it_for_one():
    switch = Switch(words="u", default=1, choices={1: "one", 2: "two"})
    assert switch.allows(1)
    assert not switch.allows(True)


def test_a_number_of_a_switch_has_a_limit():
    switch = Switch(words="u", default=1, number="{} days")
    assert switch.allows(2**31 - 1)
    assert not switch.allows(2**31)
