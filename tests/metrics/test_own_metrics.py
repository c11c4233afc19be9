"""Metrics that a pair of firms brings, without code: premium freight (F1) and line stops (L1), in a
workspace of their own; and what is wrong with a record or a statement.
"""

from __future__ import annotations

import io
import json
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from explained import agrees
from pages import report, tree, visible
from shipped import FILES as SHIPPED
from small_world import small_home, small_world

from srmlib.agreement.bridge import bridge, read_rows, what_if
from srmlib.agreement.restatement import restatements
from srmlib.errors import DefinitionError
from srmlib.explain import explain
from srmlib.explain.mechanism import Case
from srmlib.explain.own import _Readings
from srmlib.facts import SupplierQuarter, suppliers_with_activity
from srmlib.load.own_metrics import TAKEN_NAMES, in_order, make_own_rows, own_metric_files
from srmlib.load.publish import load_extract
from srmlib.metrics.catalogue import readings_of
from srmlib.reports.export import workbook_bytes
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import parse_definitions
from srmlib.rules.metric import Note
from srmlib.snapshot import open_snapshot
from srmlib.snapshot.database import connect
from srmlib.snapshot.definitions import (
    definition_of,
    definitions_of,
    make_bases_table,
    write_bases,
)
from srmlib.stats.intervals import compound_interval
from srmlib.words.restatement import restatement_words
from srmlib.workspace import PROJECT, Workspace

FOLDER = Path(__file__).parents[1] / "support" / "own_metrics"
FILES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir())}
Q3 = Quarter.parse("2026Q3")
AGREED = """
F1:
  signed_by_buyer: a
  signed_by_supplier: b
  switches: {supplier: {cause: theirs, receipt: posted}}
L1: {goal: 60, signed_by_buyer: a, signed_by_supplier: b, switches: {supplier: {cause: agreed}}}
"""
# Twenty-five receipts in July, the last one keyed in after the quarter; three premium freights, one
# of them the buyer's own doing; two stops of known length and one of unknown.
WORLD: dict[str, list[dict]] = {
    "schedule_lines": [{"requested_on": f"2026-07-{day:02}"} for day in range(1, 26)],
    "receipts": [
        {
            "line_id": str(day),
            "docked_on": f"2026-07-{day:02}",
            "posted_on": f"2026-07-{day:02}",
        }
        for day in range(1, 25)
    ]
    + [{"line_id": "25", "docked_on": "2026-07-25", "posted_on": "2026-10-01"}],
    "cost_events": [
        {
            "element": "premium_freight",
            "component": "",
            "occurred_on": f"2026-0{7 + place}-03",
            "amount": "80.00",
            "cause": cause,
            "line_id": str(place + 1),
        }
        for place, cause in enumerate(["theirs", "ours", "theirs"])
    ],
    "line_stops": [
        {"stopped_on": "2026-07-05", "stopped_minutes": "30", "cause": "theirs"},
        {"stopped_on": "2026-08-05", "stopped_minutes": "70", "cause": "open"},
        {"stopped_on": "2026-08-06", "stopped_minutes": "", "cause": "open"},
    ],
}
for stop in WORLD["line_stops"]:
    stop["supplier_id"] = "S"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own_metrics")
    with small_world(folder, metrics=FILES, definitions=AGREED, **WORLD) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def made(world):
    return report(SupplierQuarter(world, "S", Q3).facts)


def reading(snapshot, metric_id: str):
    return next(r for r in readings_of(snapshot, "S", Q3) if r.id == metric_id)


# Computed


def test_own_metrics_stand_behind_those_of_their_group(world):
    ids = [definition.metric_id for definition in definitions_of(world.con)]
    assert ids[ids.index("D3") : ids.index("D3") + 3] == ["D3", "F1", "S1"]
    assert ids[ids.index("P2") : ids.index("P2") + 3] == ["P2", "L1", "B1"]


def test_premium_freight_is_counted_per_100_receipts(world):
    """Three events and 25 receipts; the supplier counts two, and 24 receipts keyed in by then."""
    found = reading(world, "F1")
    assert (found.value, found.numerator, found.denominator) == (12.0, 3, 25)
    assert (found.text, found.rests_on) == ("12.0 per 100 receipts", "25 receipts")
    assert (found.interval_method, found.verdict) == ("Poisson", "far_clear")
    assert found.bases["supplier"].value == pytest.approx(100 * 2 / 24)
    assert found.notes == []


def test_line_stops_are_minutes_per_quarter(world):
    """100 minutes in three months; the order of June is of the quarter before."""
    found = reading(world, "L1")
    assert (found.value, found.numerator, found.denominator) == (100.0, 100, 3)
    assert (found.text, found.rests_on) == ("100 minutes per quarter", "3 months")
    assert found.bases["supplier"].value == 30.0
    assert found.notes == ["1 line stop of unknown length left out."]
    # One month alone is too few.
    assert dict(found.history)["2026Q2"] is None


def test_a_supplier_of_whom_only_an_own_metric_tells_has_activity(tmp_path):
    with small_world(
        tmp_path, metrics=FILES, line_stops=WORLD["line_stops"][:1]
    ) as snapshot:
        assert [one.supplier_id for one in suppliers_with_activity(snapshot, Q3)] == ["S"]


def test_without_its_tables_an_own_metric_is_not_supplied(tmp_path):
    tables = {name: rows for name, rows in WORLD.items() if name != "line_stops"}
    with small_world(tmp_path, metrics=FILES, **tables) as snapshot:
        assert reading(snapshot, "L1").state == "not_supplied"
        assert reading(snapshot, "F1").state == "ok"


# Bridged and explained


def test_the_bridge_of_an_own_metric_leaves_nothing_over(world):
    found = bridge(world, "F1", "S", Q3, "supplier", "agreed")
    assert (found.start, found.end) == (Fraction(200, 24), 12)
    steps = [
        (step.switch, step.change, [flip.row_id for flip in step.flips])
        for step in found.steps
    ]
    assert steps == [
        ("cause", Fraction(300, 24) - Fraction(200, 24), ["2"]),
        ("receipt", 12 - Fraction(300, 24), ["receipt 25"]),
    ]


def test_what_if_turns_a_switch_of_an_own_metric(world):
    found = what_if(world, "L1", "S", Q3, cause="agreed")
    assert (found.start, found.end) == (100, 30)
    with pytest.raises(
        DefinitionError, match="cause is 'thought', expected claimed or agreed"
    ):
        what_if(world, "L1", "S", Q3, cause="thought")


@pytest.mark.parametrize(("metric_id", "rows"), [("F1", 28), ("L1", 8)])
def test_every_row_of_an_own_metric_is_explained_as_it_counts(world, metric_id, rows):
    assert agrees(world, metric_id, "S") == rows


def test_the_explanation_speaks_the_words_of_the_record(world):
    told = repr(explain(world, "2", "F1", "supplier"))
    assert told.startswith(
        "F1 Premium freight: premium freight event 2 of S, on the supplier's own"
    )
    assert "Event: 2; line: 2; day: 3 August 2026; amount: 80.00; cause: ours." in told
    assert "by “Which premium freight counts: only what the supplier caused”" in told
    assert "As “not caused by the supplier”, which is not counted." in told
    # The receipt's day is another choice of the supplier's, and not why.
    assert told.endswith(
        "Under the agreed basis: premium freight, because there it reads “Which premium freight"
        " counts: all that was paid”."
    )
    stop = repr(explain(world, "1", "L1"))
    assert "Numerator (minutes our lines stood still): 30. Denominator (months): 0." in stop


@pytest.mark.parametrize(
    ("numerators", "method"),
    [(("0", "1", "1"), "Wilson"), (("0.9", "0.9", "0.9"), "bootstrap by row")],
)
def test_parts_of_a_row_are_no_trials(tmp_path, numerators, method):
    """Of 0.9 out of 1 Wilson's interval, made for met or not, would leave the value outside."""
    each = " ".join(f"WHEN '{i}' THEN {n}" for i, n in enumerate(numerators, start=1))
    parts = STATEMENT.replace(
        "CAST(1 AS DECIMAL(18, 3)) AS numerator",
        f"CAST(CASE line_stops.stop_id {each} END AS DECIMAL(18, 3)) AS numerator",
    )
    with small_world(
        tmp_path, metrics={"X1.yaml": SHARE, "X1.sql": parts}, **WORLD
    ) as snapshot:
        found = reading(snapshot, "X1")
    assert found.interval_method == method
    assert found.interval[0] <= found.value <= found.interval[1]


def test_the_interval_of_a_share_is_in_its_unit(tmp_path):
    """Two of three stops, once per cent and once per thousand."""
    half = STATEMENT.replace(
        "CAST(1 AS DECIMAL(18, 3)) AS numerator",
        "CAST(CASE line_stops.stop_id WHEN '1' THEN 0 ELSE 1 END AS DECIMAL(18, 3)) AS numerator",
    )
    per_thousand = SHARE.replace("unit: '%'", "unit: per 1,000\nper: 1000")
    found = []
    for name, record in (("cent", SHARE), ("thousand", per_thousand)):
        metrics = {"X1.yaml": record, "X1.sql": half}
        with small_world(tmp_path / name, metrics=metrics, **WORLD) as snapshot:
            found.append(reading(snapshot, "X1"))
    assert [one.interval_method for one in found] == ["Wilson", "Wilson"]
    assert found[1].interval == pytest.approx([10 * end for end in found[0].interval])
    assert found[1].interval[0] <= found[1].value <= found[1].interval[1]


def test_events_that_weigh_nothing_have_no_interval():
    assert compound_interval([0.0], 5.0, 100) is None


def test_braces_in_the_words_of_a_record_are_words(tmp_path):
    numbered = "switches: {late: {words: 'late {}', default: 2, number: '{} {days}'}}\n"
    worded = SHARE.replace("row: {one: line stop,", "row: {one: 'line {stop}',")
    worded = worded.replace("long: long", "long: 'long {one}'").replace("All.", "'All {}.'")
    worded += (
        "numerator: 'stops {x}'\nmissed: {one: 'a {miss}', many: 'the {misses}'}\n"
        + numbered
    )
    files = {"X1.yaml": worded, "X1.sql": STATEMENT}
    later = {
        "X1.yaml": worded,
        "X1.sql": STATEMENT.replace("FROM", "FROM (SELECT * FROM", 1),
    }
    later["X1.sql"] = later["X1.sql"].replace(
        "FROM line_stops\n", "FROM line_stops WHERE stop_id <> '1') AS line_stops\n"
    )
    before = small_world(tmp_path / "before", metrics=files, as_of="2026-10-02", **WORLD)
    now = small_world(tmp_path / "now", metrics=later, as_of="2026-10-03", **WORLD)
    with before, now:
        told = repr(explain(now, "2", "X1"))
        made = report(SupplierQuarter(now, "S", Q3).facts).html()
        (restated,) = restatements(before, now, "S", Q3)
    assert "stops {x}" in told and "long {one}" in told and "2 {days}" in told
    assert "All {}." in made
    assert "1 line {stop} is gone" in restatement_words(restated)
    note = Note.model_construct(one="1 {x}", many="{} {x}")
    assert (note.say(1), note.say(2000)) == ("1 {x}", "2,000 {x}")


# On the page and in the files


def test_an_own_metric_stands_on_the_page(made):
    page = tree(made.html())
    found = {
        name: visible(next(s for s in page.iter("section") if s.get("id") == name))
        for name in ("scorecard", "misses", "two-numbers", "definitions")
    }
    assert "Premium freight" in found["scorecard"]
    assert "12.0 per 100 receipts" in found["scorecard"]
    assert "The premium freight events that count against it" in found["misses"]
    assert "The day that places a receipt" in found["two-numbers"]
    assert "100 × premium freight events ÷ receipts of the quarter" in found["definitions"]
    assert "interval: compound Poisson. Tables: line_stops, " in found["definitions"]
    # The row of the page says the outcome in the record's words.
    assert "line stood still" in found["misses"]


def test_minutes_are_not_counted_as_events(made):
    """Three months held 100 minutes of standing still, which are no 100 line stops."""
    said = visible(tree(made.html()))
    assert "100 minutes per quarter" in said
    assert "100 line stops" not in said


def test_rows_of_two_tables_are_not_the_same_for_having_one_number(made):
    """Line stops 1 and 2 and premium freights 1 and 2 have nothing to do with each other."""
    assert {"1", "2"} <= set(made.facts.rows["F1"]["row_id"])
    assert {"1", "2"} <= set(made.facts.rows["L1"]["row_id"])
    assert made.facts.same_rows() == []


def test_an_own_metric_stands_in_the_files(made):
    tables = {
        name: rows for section in made.sections for name, rows in section.tables.items()
    }
    assert {"rows_f1", "rows_l1", "months_f1", "months_l1"} <= set(tables)
    assert {"F1", "L1"} <= set(tables["metrics"]["metric_id"])
    assert {"F1", "L1"} <= set(tables["bridge"]["metric_id"])
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(made.facts, tables)))
    assert book["rows_f1"].max_row == 1 + 28
    metrics = {m["id"]: m for m in json.loads(json.dumps(made.facts.to_json()))["metrics"]}
    assert metrics["L1"]["value"] == 100.0
    assert [month["n"] for month in metrics["L1"]["months"][-3:]] == [1, 1, 1]


# Kept


def test_a_snapshot_reads_the_same_when_the_files_are_gone(tmp_path):
    home = small_home(tmp_path, metrics=FILES, definitions=AGREED, **WORLD)
    for path in (home.root / "data/definitions/small/metrics").iterdir():
        path.unlink()
    with open_snapshot(home) as snapshot:
        assert reading(snapshot, "F1").value == 12.0
        assert bridge(snapshot, "L1", "S", Q3, "supplier", "agreed").start == 30
        assert explain(snapshot, "1", "L1").outcome == "stopped"


@pytest.mark.parametrize("name", FILES)
def test_another_record_or_statement_makes_another_snapshot(tmp_path, name):
    home = small_home(tmp_path, metrics=FILES, **WORLD)
    first = json.loads(home.current.read_text(encoding="utf-8"))["snapshot"]
    path = home.root / "data/definitions/small/metrics" / name
    mark = "--" if name.endswith(".sql") else "#"
    path.write_text(f"{mark} another\n" + FILES[name], encoding="utf-8")
    load_extract(home, str(tmp_path / "source"), tmp_path / "files")
    second = json.loads(home.current.read_text(encoding="utf-8"))["snapshot"]
    assert first != second


def test_what_reads_differently_since_is_told_of_own_metrics_too(tmp_path):
    before = small_world(tmp_path / "before", metrics=FILES, as_of="2026-10-02", **WORLD)
    longer = WORLD["line_stops"][0] | {"stopped_minutes": "40"}
    later = WORLD | {"line_stops": [longer, *WORLD["line_stops"][1:]]}
    now = small_world(tmp_path / "now", metrics=FILES, as_of="2026-10-03", **later)
    with before, now:
        found = {r.metric_id: r for r in restatements(before, now, "S", Q3)}
    assert (found["L1"].then.value, found["L1"].now.value) == (100, 110)
    assert [row.row_id for row in found["L1"].rows] == ["1"]


@pytest.mark.parametrize("is_dropped", [True, False])
def test_other_switches_make_another_definition(tmp_path, is_dropped):
    short = STATEMENT.replace("'long' AS", "'short' AS")
    with_switch = {"X1.yaml": SHARE + SWITCHED, "X1.sql": STATEMENT}
    without = {"X1.yaml": SHARE, "X1.sql": short}
    then, today = (with_switch, without) if is_dropped else (without, with_switch)
    before = small_world(tmp_path / "before", metrics=then, as_of="2026-10-02", **WORLD)
    now = small_world(tmp_path / "now", metrics=today, as_of="2026-10-03", **WORLD)
    with before, now:
        (found,) = restatements(before, now, "S", Q3)
    assert {reason.kind for row in found.rows for reason in row.reasons} == {"definition"}
    assert (found.switches, found.by_definition) == ({}, None)


def test_an_own_metric_may_read_the_rows_of_another(tmp_path):
    """Read before it, though its id comes after."""
    reads = """
    SELECT bases_a1.basis, l1_rows.supplier_id, l1_rows.row_id, l1_rows.counted_on,
        CASE WHEN l1_rows.outcome = 'stopped' THEN 'long' ELSE 'short' END AS outcome,
        l1_rows.is_counted, CAST(1 AS DECIMAL(18, 3)) AS numerator,
        CAST(1 AS DECIMAL(18, 3)) AS denominator, l1_rows.stop_id
    FROM l1_rows INNER JOIN bases_a1 ON bases_a1.supplier_id = l1_rows.supplier_id
    WHERE l1_rows.basis = 'agreed'
    """
    own = {"A1.yaml": SHARE, "A1.sql": reads}
    with small_world(tmp_path, metrics=FILES | own, **WORLD) as snapshot:
        assert definition_of(snapshot.con, "A1").metric.is_own
        assert snapshot.scalar("SELECT count(*) FROM a1_rows WHERE outcome = 'long'") == 2


# What is wrong with a record

SHARE = """
name: Long stops
short_name: Long stops
field_name: long stops
group: Customer
kind: share
unit: '%'
decimals: 0
better: up
goal: 90
red_limit: 70
min_n: 5
needs: [line_stops]
row: {one: line stop, many: line stops}
shown:
  stop_id: stop
formula: long ÷ all
counts: All.
outcomes:
  long: long
  short: short
"""
STATEMENT = """SELECT
    bases_x1.basis,
    line_stops.supplier_id,
    line_stops.stop_id AS row_id,
    line_stops.stopped_on AS counted_on,
    'long' AS outcome,
    TRUE AS is_counted,
    CAST(1 AS DECIMAL(18, 3)) AS numerator,
    CAST(1 AS DECIMAL(18, 3)) AS denominator,
    line_stops.stop_id
FROM line_stops
INNER JOIN bases_x1 ON bases_x1.supplier_id = line_stops.supplier_id
"""
OF_TWO: dict[str, list[dict]] = {
    "suppliers": [{"supplier_id": one, "name": one} for one in "ST"],
    "line_stops": [
        {
            "supplier_id": one,
            "stopped_on": "2026-07-05",
            "stopped_minutes": "30",
            "cause": "theirs",
        }
        for one in "ST"
    ],
}
RECORD_AT = "data/definitions/small/metrics/X1.yaml"
SQL_AT = "data/definitions/small/metrics/X1.sql"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A snapshot one may write in: the last steps of a load are taken in it again and again."""
    home = small_home(tmp_path_factory.mktemp("book"), **WORLD)
    with closing(connect(next(home.snapshots.glob("*.duckdb")))) as con:
        yield con


@pytest.fixture(scope="module")
def two_suppliers(tmp_path_factory):
    """As book, with line stops of the suppliers S and T."""
    folder = tmp_path_factory.mktemp("two_suppliers")
    with closing(
        connect(next(small_home(folder, **OF_TWO).snapshots.glob("*.duckdb")))
    ) as con:
        yield con


def load_own(book, folder: Path, files: dict[str, str], agreed: str = "") -> None:
    """What a load does about own metrics, undone at the end."""
    home = Workspace(folder)
    for name, text in files.items():
        path = home.root / "data/definitions/small/metrics" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = own_metric_files(home, "small", SHIPPED)
    book.execute("BEGIN")
    try:
        for definition in parse_definitions(SHIPPED + found, agreed):
            if definition.metric.is_own:
                make_bases_table(book, definition.metric)
                write_bases(book, definition.metric, definition.bases)
        for metric in in_order(SHIPPED + found):
            make_own_rows(
                book, metric, next(file for file in found if file.id == metric.id)
            )
    finally:
        book.execute("ROLLBACK")


def refusal(book, folder: Path, files: dict[str, str], agreed: str = "") -> str:
    with pytest.raises(DefinitionError) as caught:
        load_own(book, folder, files, agreed)
    message = str(caught.value)
    assert "\n" in message  # what to do next
    return message


def test_a_fault_publishes_nothing(tmp_path):
    for number, (old, new) in enumerate(
        (("goal: 90", "gaol: 90"), ("'long' AS", "'lnog' AS"))
    ):
        files = {"X1.yaml": SHARE, "X1.sql": STATEMENT}
        spoilt = {name: text.replace(old, new) for name, text in files.items()}
        with pytest.raises(DefinitionError, match=r"did you mean (goal|long)\?"):
            small_home(tmp_path / str(number), metrics=spoilt, **WORLD)
        assert not (tmp_path / str(number) / "home/data/current.json").exists()


def test_the_metric_that_is_spoilt_below_is_sound(book, tmp_path):
    load_own(book, tmp_path, {"X1.yaml": SHARE, "X1.sql": STATEMENT})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "goal: 90",
            "gaol: 90",
            f"{RECORD_AT}, line 10: 'gaol' is no key, did you mean goal?",
        ),
        ("goal: 90", "", f"{RECORD_AT}: the key 'goal' is missing."),
        (
            "goal: 90",
            "goal: much",
            f"{RECORD_AT}, line 10: goal is 'much', expected a number.",
        ),
        (
            "goal: 90",
            "goal: 60",
            f"{RECORD_AT}, line 10: the goal 60 is on the wrong side of the red limit 70",
        ),
        ("goal: 90", "goal: 70", "goal and red limit are both 70, expected two values"),
        ("better: up", "better: higher", "better is 'higher', expected up or down"),
        ("kind: share", "kind: shares", "kind is 'shares', expected share, rate, ratio"),
        ("kind: share", "kind: rate", "a rate needs event, exposure and n_of"),
        ("kind: share", "kind: share\nper: x", "per is 'x', expected a whole number"),
        (
            "kind: share",
            "kind: spread\nper: 3",
            f"{RECORD_AT}, line 7: per is 3, expected none",
        ),
        ("unit: '%'", "unit: per line", f"{RECORD_AT}, line 7: the key 'per' is missing"),
        ("group: Customer", "group: Plant", "group is 'Plant', expected Quality, Delivery"),
        (
            "short_name: Long stops",
            "short_name: All the long stops there are",
            "short_name is 'All the long stops there are', expected at most 16 characters.",
        ),
        ("min_n: 5", "min_n: 0", "min_n is 0, expected at least 1"),
        ("[line_stops]", "[line_stop]", "'line_stop' is no table"),
        ("[line_stops]", "[line_stops.made]", "table line_stops has no column 'made'"),
        (", many: line stops", "", "line 14: the key 'many' is missing in row"),
        (
            "counts: All.",
            "counts: ''",
            "counts is empty, expected a text that is not empty",
        ),
        ("counts: All.", "counts: All.\nid: X1", "line 19: 'id' is no key of a record"),
        (
            "counts: All.",
            "counts: All.\ncounts: None.",
            "the key 'counts' stands there a second",
        ),
        (
            "counts: All.",
            "counts: All.\ncounter_metrics: [D9]",
            "'D9' is no metric, expected one",
        ),
        ("counts: All.", "counts: [All.", "cannot be read, expected 'key: value'"),
        (
            "counts: All.",
            "counts: All.\nswitches: {unit: {words: u, default: a, choices: {a: an a}}}",
            "it has fewer than two choices",
        ),
        (
            "counts: All.",
            "counts: All.\nswitches: {unit: {words: u, default: a, choices: {a: an a, b: ''}}}",
            "switches.unit.choices.b is empty, expected a text that is not empty",
        ),
        (
            "counts: All.",
            "counts: All.\nswitches: {unit: {words: u, default: c, choices: {a: an a, b: a b}}}",
            "default is 'c', expected a or b",
        ),
        (
            "counts: All.",
            "counts: All.\nswitches: {days: {words: u, default: 1, number: some days}}",
            "number is 'some days', expected {} once",
        ),
        (
            "counts: All.",
            "counts: All.\nswitches: {days: {words: u, default: a, number: '{}', choices: {a: b}}}",
            "choices names 'a' beside number, expected null and whole numbers",
        ),
        (
            "counts: All.",
            "counts: All.\nswitches: {days: {words: u, default: 99999999999, number: '{} d'}}",
            "expected a whole number of at least 0, at most 2147483647",
        ),
        (
            "goal: 90",
            "goal: 10000000000000",
            "goal is 10000000000000, expected at most 1000000000000",
        ),
        ("red_limit: 70", "red_limit: -10000000000000", "expected at least -1000000000000"),
        ("min_n: 5", "min_n: 1000000000001", "min_n is 1000000000001, expected at most"),
        (
            "kind: share",
            "kind: share\nper: 1000000000001",
            "per is 1000000000001, expected at",
        ),
        (
            "counts: All.",
            "counts: All.\nswitches: {basis: {words: u, default: a, choices: {a: an a, b: a b}}}",
            "'basis' cannot be a switch",
        ),
        (
            "counts: All.",
            "counts: All.\nswitches: {unit: {words: u, default: no, choices: {no: none, b: a b}}}",
            "a text, a whole number or null; yes and no in quotes",
        ),
        (
            "  stop_id: stop",
            "  stop_di: stop",
            f"{RECORD_AT}, line 16: shown names the column",
        ),
        (
            "row: {one: line stop, many: line stops}",
            "row: line stop",
            f"{RECORD_AT}, line 14: row is 'line stop', expected the keys one and many.",
        ),
        (
            "outcomes:",
            "notes: {long: '{} stops'}\noutcomes:",
            "notes.long is '{} stops', expected the keys one and many.",
        ),
        (
            "outcomes:",
            "notes: {long: {one: '{n} stop', many: '{} stops'}}\noutcomes:",
            "notes.long.one is '{n} stop', expected {} where the number goes, and no other braces.",
        ),
        (
            "outcomes:",
            "notes: {long: {one: '{} stop', many: '{} of {} stops'}}\noutcomes:",
            "notes.long.many is '{} of {} stops', expected {} where the number goes, and no other",
        ),
        (
            "outcomes:",
            "notes: {long: {one: '{} stop', many: '{} stops {'}}\noutcomes:",
            "notes.long.many is '{} stops {', expected {} where the number goes",
        ),
        (
            "outcomes:",
            "colour: red\noutcomes:",
            "'colour' is no key, expected one of name, short_name, field_name, group,",
        ),
        (
            "kind: share",
            "kind: rate\nper: 3",
            f"{RECORD_AT}, line 6: a rate needs event, exposure",
        ),
        (
            "counts: All.",
            "counts: All.\nn_of: event",
            f"{RECORD_AT}, line 19: event, exposure and n_of belong together",
        ),
        ("outcomes:", "notes: {lnog: {one: a, many: b}}\noutcomes:", "did you mean long?"),
    ],
)
def test_a_wrong_record_is_explained(book, tmp_path, old, new, message):
    assert SHARE.count(old) == 1
    files = {"X1.yaml": SHARE.replace(old, new), "X1.sql": STATEMENT}
    assert message in refusal(book, tmp_path, files)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("stop_id AS row_id", "stop_di AS row_id", f"{SQL_AT}, line 4: "),
        (
            "FROM line_stops",
            "FROM line_stop",
            f"{SQL_AT}, line 11: 'line_stop' is no table it may",
        ),
        ("FROM line_stops", "FROM 'stops.csv'", "'stops.csv' is no table it may read"),
        (
            "FROM line_stops",
            "FROM read_csv('x.csv')",
            "read_csv() is no table it may read, expected the same rows from the"
            " same extract.\nIt may read tables of the snapshot only.",
        ),
        ("FROM line_stops", "FROM bases_d1", "'bases_d1' is no table it may read"),
        (
            "FROM line_stops",
            "FROM information_schema.tables",
            "'information_schema.tables' is no",
        ),
        (
            "FROM line_stops",
            "FROM calendar_days",
            "'calendar_days' is no table it may read",
        ),
        ("FROM line_stops", "FROM (SHOW TABLES)", "SHOW and DESCRIBE tell of the database"),
        ("FROM line_stops", "FROMM line_stops", "syntax error"),
        (
            "'long' AS",
            "'lnog' AS",
            "it gives the outcome 'lnog', which is none of outcomes in",
        ),
        ("'long' AS", "CAST(now() AS VARCHAR) AS", "line 6: now() may give another value"),
        ("'long' AS", "CAST(current_date AS VARCHAR) AS", "current_date is the clock"),
        ("'long' AS", "CAST(random() AS VARCHAR) AS", "random() may give another value"),
        (
            "'long' AS",
            "current_setting('TimeZone') AS",
            "current_setting() may give another",
        ),
        (
            "'long' AS",
            "CAST(getvariable('x') AS VARCHAR) AS",
            "getvariable() may give another",
        ),
        ("'long' AS", "version() AS", "version() may give another value"),
        (
            "'long' AS",
            "CAST(age(DATE '2026-01-01') AS VARCHAR) AS",
            "age() of one day reads the",
        ),
        (
            "'long' AS",
            "CAST(ago(INTERVAL 1 DAY) AS VARCHAR) AS",
            "ago() may give another value",
        ),
        (
            "'long' AS",
            "CAST(current_localtimestamp() AS VARCHAR) AS",
            "timestamp() may give another",
        ),
        (
            "'long' AS",
            "CAST(pg_postmaster_start_time() AS VARCHAR) AS",
            "time() may give another",
        ),
        ("'long' AS", "current_user AS", "current_user tells of the session"),
        (
            "'long' AS",
            "CAST(row_number() OVER () AS VARCHAR) AS",
            "row_number() without ORDER BY",
        ),
        (
            "FROM line_stops",
            "FROM line_stops TABLESAMPLE 50%",
            "a sample is of other rows each",
        ),
        (
            "    TRUE AS is_counted,\n",
            "",
            "it gives no is_counted, expected the columns basis",
        ),
        (
            "line_stops.stopped_on AS",
            "CAST(NULL AS DATE) AS",
            "counted_on is empty in row '1'",
        ),
        ("TRUE AS", "CAST(NULL AS BOOLEAN) AS", "is_counted is empty in row '1'"),
        (
            "CAST(1 AS DECIMAL(18, 3)) AS numerator",
            "1 AS numerator",
            "numerator is INTEGER, exp",
        ),
        (
            "CAST(1 AS DECIMAL(18, 3)) AS num",
            "CAST(2 AS DECIMAL(18, 3)) AS num",
            "puts 2.000 of 1",
        ),
        (
            "CAST(1 AS DECIMAL(18, 3)) AS num",
            "CAST(-1 AS DECIMAL(18, 3)) AS num",
            "puts -1.000 of",
        ),
        ("line_stops.stop_id AS row_id", "'x' AS row_id", "row 'x' stands there 3 times"),
        ("ON bases_x1.", "ON ? AND bases_x1.", f"{SQL_AT}: "),
        ("bases_x1.basis,", "x.basis,", f"{SQL_AT}, line 2: "),
        (
            "INNER JOIN bases_x1 ON bases_x1.supplier_id = line_stops.supplier_id",
            "CROSS JOIN (SELECT 'agreed' AS basis) AS bases_x1",
            "it does not read bases_x1",
        ),
        (
            "FROM line_stops",
            "FROM x1_rows AS line_stops",
            "'x1_rows' is no table it may read",
        ),
    ],
)
def test_a_wrong_statement_is_explained(book, tmp_path, old, new, message):
    assert STATEMENT.count(old) == 1
    files = {"X1.yaml": SHARE, "X1.sql": STATEMENT.replace(old, new)}
    assert message in refusal(book, tmp_path, files)


JOIN = "INNER JOIN bases_x1 ON bases_x1.supplier_id = line_stops.supplier_id"
ELSEWHERE = "does not follow from bases_x1"
SWITCHED = "switches: {unit: {words: u, default: a, choices: {a: an a, b: a b}}}\n"
EXCHANGED = """CASE bases_x1.basis
        WHEN 'agreed' THEN 'buyer'
        WHEN 'buyer' THEN 'agreed'
        ELSE bases_x1.basis
    END AS basis"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            JOIN,
            "INNER JOIN (SELECT DISTINCT basis FROM bases_x1) AS bases_x1 ON TRUE",
            ELSEWHERE,
        ),
        (
            "bases_x1.basis",
            "CASE bases_x1.basis WHEN 'buyer' THEN 'zz' ELSE bases_x1.basis END AS basis",
            "row '1' is not there on every basis",
        ),
        ("bases_x1.basis", "'agreed' AS basis", "row '1' stands there"),
        ("bases_x1.basis", EXCHANGED, ELSEWHERE),
        (
            "line_stops.supplier_id,",
            "CASE line_stops.supplier_id WHEN 'S' THEN 'T' ELSE 'S' END AS supplier_id,",
            ELSEWHERE,
        ),
    ],
)
def test_rows_follow_from_the_bases(two_suppliers, tmp_path, old, new, message):
    """A statement that reads past its bases would put one supplier's rows into another's report."""
    assert STATEMENT.count(old) == 1
    files = {"X1.yaml": SHARE + SWITCHED, "X1.sql": STATEMENT.replace(old, new)}
    agreed = "X1: {switches: {buyer: {unit: b}}}"
    assert message in refusal(two_suppliers, tmp_path, files, agreed)


@pytest.mark.parametrize(
    "statement",
    [
        STATEMENT.replace("bases_x1.basis", "'agreed' AS basis"),
        STATEMENT + "AND bases_x1.basis = 'agreed'",
    ],
)
def test_a_basis_is_no_fixed_word(two_suppliers, tmp_path, statement):
    """A bridge asks for other bases than those that are stated."""
    files = {"X1.yaml": SHARE, "X1.sql": statement}
    assert ELSEWHERE in refusal(two_suppliers, tmp_path, files)


def test_a_report_shows_the_rows_of_its_supplier_alone(tmp_path, monkeypatch):
    """Two suppliers' rows may have the same id; and were a statement to read past its bases, bridge
    and explanation would still leave out the other supplier.
    """
    past = STATEMENT.replace(
        JOIN, "INNER JOIN (SELECT DISTINCT basis, unit FROM bases_x1) AS bases_x1 ON TRUE"
    )
    past = past.replace("line_stops.stop_id AS row_id", "'one' AS row_id")
    monkeypatch.setattr("srmlib.load.own_metrics._check_suppliers", lambda *asked: None)
    files = {"X1.yaml": SHARE + SWITCHED, "X1.sql": past}
    with small_world(tmp_path, metrics=files, **OF_TWO) as snapshot:
        found = what_if(snapshot, "X1", "S", Q3, unit="b")
        read = read_rows(
            snapshot, definition_of(snapshot.con, "X1", "S"), "S", Q3, [{"unit": "a"}]
        )
        told = repr(explain(snapshot, "one", "X1", supplier_id="S"))
    assert found.start == found.end == 100
    assert [row.facts["stop_id"] for row in read[0].values()] == ["1"]
    assert "Stop: 1." in told


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("CAST('a' AS BLOB) AS x", "x is BLOB, expected VARCHAR, BOOLEAN"),
        ("[1] AS x", "x is INTEGER[], expected"),
        ("{'a': 1} AS x", "x is STRUCT(a INTEGER), expected"),
        ("MAP {'a': 1} AS x", "x is MAP(VARCHAR, INTEGER), expected"),
        ("INTERVAL 1 DAY AS x", "x is INTERVAL, expected"),
        ("TIME '12:00' AS x", "x is TIME, expected"),
        (
            "CAST('2026-01-01' AS TIMESTAMPTZ) AS x",
            "x is TIMESTAMP WITH TIME ZONE, expected",
        ),
        ("CAST(1 AS HUGEINT) AS x", "x is HUGEINT, expected"),
        ("CAST(1 AS UBIGINT) AS x", "x is UBIGINT, expected"),
        ("CAST(1 AS DECIMAL(19, 2)) AS x", "x is DECIMAL(19,2), expected"),
        (
            "CAST('inf' AS DOUBLE) AS x",
            "x is 'inf' in row '1', expected a number or nothing",
        ),
        (
            "CAST('nan' AS DOUBLE) AS x",
            "x is 'nan' in row '1', expected a number or nothing",
        ),
        (
            "DATE '1899-12-31' AS x",
            "x is '1899-12-31' in row '1', expected a day from 1900",
        ),
        ("CAST('infinity' AS DATE) AS x", "x is 'infinity' in row '1', expected a day"),
        (
            "CAST('-infinity' AS TIMESTAMP) AS x",
            "x is '-infinity' in row '1', expected a day",
        ),
        (
            "TIMESTAMP '10000-01-01' AS x",
            "x is '10000-01-01 00:00:00' in row '1', expected a day",
        ),
        ('1 AS "X"', "'X' cannot be a column, expected small letters"),
        ('1 AS "a b"', "'a b' cannot be a column, expected small letters"),
        ("1 AS say", "'say' cannot be a column"),
        ("1 AS is_near", "'is_near' cannot be a column"),
        ("1 AS x, 2 AS x", "it gives the column 'x' twice"),
        ('1 AS x, 2 AS "X"', "it gives the column 'x' twice"),
        ("1 AS line_id", "line_id is INTEGER, expected VARCHAR"),
    ],
)
def test_a_column_that_nothing_can_show_is_refused(book, tmp_path, column, message):
    statement = STATEMENT.replace("line_stops.stop_id\n", f"line_stops.stop_id, {column}\n")
    assert message in refusal(book, tmp_path, {"X1.yaml": SHARE, "X1.sql": statement})


def test_a_day_that_places_a_row_is_one(book, tmp_path):
    far = STATEMENT.replace("line_stops.stopped_on AS", "CAST('infinity' AS DATE) AS")
    message = refusal(book, tmp_path, {"X1.yaml": SHARE, "X1.sql": far})
    assert (
        "counted_on is 'infinity' in row '1', expected a day from 1900 to 9999" in message
    )


def test_no_column_hides_what_an_explanation_calls_its_own():
    assert {name for name in vars(Case) if not name.startswith("_")} <= TAKEN_NAMES


def test_every_type_that_is_allowed_is_shown(tmp_path):
    columns = """line_stops.stop_id, TRUE AS told, DATE '1900-01-01' AS on_day,
    TIMESTAMP '9999-12-31 23:59:59' AS at, 9007199254740993 AS big, CAST(1 AS UINTEGER) AS small,
    CAST(1.5 AS DECIMAL(18, 2)) AS amount, CAST(1.5 AS DOUBLE) AS part, NULL AS nothing
"""
    names = ["told", "on_day", "at", "big", "small", "amount", "part", "nothing"]
    record = SHARE.replace(
        "  stop_id: stop", "\n".join(f"  {name}: {name}" for name in names)
    )
    files = {
        "X1.yaml": record,
        "X1.sql": STATEMENT.replace("line_stops.stop_id\n", columns),
    }
    with small_world(tmp_path, metrics=files, **WORLD) as snapshot:
        made = report(SupplierQuarter(snapshot, "S", Q3).facts)
        told = repr(explain(snapshot, "1", "X1"))
        assert made.html()
        tables = {
            name: rows for section in made.sections for name, rows in section.tables.items()
        }
        book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(made.facts, tables)))
    assert "told: yes; on_day: 1 January 1900".lower() in told.lower()
    assert "9007199254740993" in [cell.value for cell in book["rows_x1"][2]]


@pytest.mark.parametrize(
    "expression",
    [
        "srm_days_between(DATE '2026-01-01', line_stops.stopped_on)",
        "nullif(split_part('a b', ' ', 1), 'b')",
        "age(DATE '2026-01-02', DATE '2026-01-01')",
        "row_number() OVER (ORDER BY line_stops.stop_id, bases_x1.basis)",
        "list_sum([1, 2])",
    ],
)
def test_what_gives_the_same_each_time_is_allowed(book, tmp_path, expression):
    statement = STATEMENT.replace(
        "line_stops.stop_id\n", f"line_stops.stop_id, CAST({expression} AS VARCHAR) AS x\n"
    )
    load_own(book, tmp_path, {"X1.yaml": SHARE, "X1.sql": statement})


def test_a_sample_of_the_whole_is_refused(book, tmp_path):
    sampled = STATEMENT + "USING SAMPLE 2 ROWS"
    message = refusal(book, tmp_path, {"X1.yaml": SHARE, "X1.sql": sampled})
    assert "a sample is of other rows each time" in message


RATE = "rate\nevent: {one: a, many: b}\nexposure: {one: a, many: b}\nn_of: event\nper: 100"


@pytest.mark.parametrize(
    ("kind", "numerator", "denominator", "is_refused"),
    [
        (RATE, 1, -1, True),
        (RATE, -1, 1, True),
        (RATE + "\nmay_be_negative: true", -1, 1, True),
        ("ratio", 1, -1, True),
        ("ratio", -1, 1, True),
        ("ratio\nmay_be_negative: true", -1, 1, False),
        ("ratio\nmay_be_negative: true", -1, -1, True),
        ("statistic", -1, -1, False),
    ],
)
def test_what_is_added_up_cannot_cancel(
    book, tmp_path, kind, numerator, denominator, is_refused
):
    sql = STATEMENT.replace(
        "CAST(1 AS DECIMAL(18, 3)) AS num", f"CAST({numerator} AS DECIMAL(18, 3)) AS num"
    )
    sql = sql.replace(
        "CAST(1 AS DECIMAL(18, 3)) AS den", f"CAST({denominator} AS DECIMAL(18, 3)) AS den"
    )
    files = {"X1.yaml": SHARE.replace("kind: share", f"kind: {kind}"), "X1.sql": sql}
    if is_refused:
        said = f"puts {numerator}.000 of {denominator}.000 into a {kind[:4]}"
        assert said in refusal(book, tmp_path, files)
    else:
        load_own(book, tmp_path, files)


def test_the_shared_columns_come_first_and_in_order(book, tmp_path):
    lines = STATEMENT.splitlines(keepends=True)
    lines[1], lines[2] = lines[2], lines[1]
    message = refusal(book, tmp_path, {"X1.yaml": SHARE, "X1.sql": "".join(lines)})
    assert "its first columns are supplier_id, basis, row_id" in message


def test_a_row_stands_on_every_basis(book, tmp_path):
    files = {
        "X1.yaml": SHARE
        + "switches: {unit: {words: u, default: a, choices: {a: an a, b: a b}}}\n",
        "X1.sql": STATEMENT + "WHERE bases_x1.unit = 'a'",
    }
    message = refusal(book, tmp_path, files, "X1: {switches: {buyer: {unit: b}}}")
    assert "row '1' is not there on every basis, expected it on each" in message


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (STATEMENT + "; SELECT 1", "it holds 2 statements, expected one SELECT"),
        (STATEMENT + "; DROP TABLE receipts", "it holds 2 statements, expected one SELECT"),
        ("-- nothing", "it holds 0 statements, expected one SELECT.\nWrite one."),
        ("DELETE FROM receipts", "its statement is no SELECT"),
        ("CREATE TABLE x AS SELECT 1", "its statement is no SELECT"),
        ("COPY receipts TO 'x.csv'", "its statement is no SELECT"),
        ("PRAGMA database_size", "its statement is no SELECT"),
        ("SET threads = 1", "its statement is no SELECT"),
        ("ATTACH 'x.duckdb'", "its statement is no SELECT"),
        ("SELEC 1", "syntax error"),
    ],
)
def test_anything_but_one_select_is_refused(book, tmp_path, statement, message):
    assert f"{SQL_AT}" in (
        told := refusal(book, tmp_path, {"X1.yaml": SHARE, "X1.sql": statement})
    )
    assert message in told


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"D1.yaml": SHARE, "D1.sql": STATEMENT},
            "'D1' is the id of a metric that is there already",
        ),
        (
            {"d1.yaml": SHARE, "d1.sql": STATEMENT},
            "'d1' is the id of a metric that is there already",
        ),
        (
            {"LONGSTOPS.yaml": SHARE, "LONGSTOPS.sql": STATEMENT},
            "'LONGSTOPS' is no id of a metric",
        ),
        ({"1X.yaml": SHARE, "1X.sql": STATEMENT}, "'1X' is no id of a metric"),
        ({"X_1.yaml": SHARE, "X_1.sql": STATEMENT}, "'X_1' is no id of a metric"),
        (
            {"X1.yaml": SHARE},
            "X1.sql is missing, expected the statement that makes its rows",
        ),
        ({"X1.sql": STATEMENT}, "X1.yaml is missing, expected the record of the metric"),
        (
            {"X1.yml": SHARE, "X1.sql": STATEMENT},
            "metrics/X1.yml: it is neither the record",
        ),
        (
            {"X1.YAML": SHARE, "X1.sql": STATEMENT},
            "metrics/X1.YAML: it is neither the record",
        ),
        ({"more/X1.yaml": SHARE}, "metrics/more: it is neither the record of a metric"),
        (
            {"X1.yaml/X1.sql": STATEMENT},
            "metrics/X1.yaml: it is neither the record of a metric",
        ),
        *(
            (
                {f"{word}.yaml": SHARE, f"{word}.sql": STATEMENT},
                f"'{word}' is a word with a meaning",
            )
            for word in (
                "pairs",
                "Yes",
                "no",
                "on",
                "off",
                "TRUE",
                "false",
                "null",
                "y",
                "N",
            )
        ),
        (
            {"REJECTED.yaml": SHARE, "REJECTED.sql": STATEMENT},
            "rejected_rows is a table already",
        ),
    ],
)
def test_a_wrong_name_is_explained(book, tmp_path, files, message):
    assert message in refusal(book, tmp_path, files)


def test_a_file_where_the_folder_should_be_is_told(tmp_path):
    place = tmp_path / "data/definitions/small/metrics"
    place.parent.mkdir(parents=True)
    place.write_text(SHARE, encoding="utf-8")
    with pytest.raises(
        DefinitionError, match=r"small/metrics: it is a file, expected a folder"
    ):
        own_metric_files(Workspace(tmp_path), "small", SHIPPED)


def test_what_an_editor_hides_is_passed_over(book, tmp_path):
    load_own(book, tmp_path, {"X1.yaml": SHARE, "X1.sql": STATEMENT, ".X1.yaml.swp": "x"})


def test_a_statement_that_never_ends_is_stopped(book, tmp_path, monkeypatch):
    monkeypatch.setattr("srmlib.load.own_metrics.LONGEST_SECONDS", 0.5)
    endless = STATEMENT + "WHERE (SELECT sum(range) FROM range(1000000000000000)) > 0"
    message = refusal(book, tmp_path, {"X1.yaml": SHARE, "X1.sql": endless})
    assert f"{SQL_AT}: its statement has not ended after" in message


def test_own_statements_run_where_no_file_can_be_read(tmp_path, monkeypatch):
    seen = []

    def ask(con, metric, file):
        seen.append(
            con.execute("SELECT current_setting('enable_external_access')").fetchall()
        )
        make_own_rows(con, metric, file)

    monkeypatch.setattr("srmlib.load.building.make_own_rows", ask)
    small_home(tmp_path, metrics={"X1.yaml": SHARE, "X1.sql": STATEMENT}, **WORLD)
    assert seen == [[(False,)]]


def test_a_row_that_a_choice_leaves_out_is_told(tmp_path):
    """No basis was stated that leaves it out, so the load could not know."""
    files = {"X1.yaml": SHARE + SWITCHED, "X1.sql": STATEMENT + "AND bases_x1.unit = 'a'"}
    with small_world(tmp_path, metrics=files, **WORLD) as snapshot:
        readings = _Readings(snapshot, definition_of(snapshot.con, "X1").metric, "S")
        assert readings.row("1", {"unit": "a"})["row_id"] == "1"
        with pytest.raises(DefinitionError, match="its statement gives no row '1'"):
            readings.row("1", {"unit": "b"})


def test_two_that_read_each_other_are_refused(book, tmp_path):
    def reads(own: str, other: str) -> str:
        return STATEMENT.replace("x1", own) + f"WHERE EXISTS (SELECT 1 FROM {other}_rows)"

    files = {"X1.yaml": SHARE, "X1.sql": reads("x1", "x2")}
    files |= {"X2.yaml": SHARE, "X2.sql": reads("x2", "x1")}
    assert "X1 and X2 read each other's rows" in refusal(book, tmp_path, files)


# The guide


def test_the_example_of_the_guide_is_one_that_works():
    guide = (PROJECT / "data/definitions/README.md").read_text(encoding="utf-8")
    for name in ("F1.yaml", "F1.sql"):
        assert f"```{name.rpartition('.')[2]}\n{FILES[name]}```" in guide
