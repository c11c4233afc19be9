"""An element of cost is one record: what is said of a wrong one, and that a new one needs no code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import sqlglot
import yaml

from srmlib.cost.what_if import DRIVERS
from srmlib.errors import DefinitionError
from srmlib.rules import schema
from srmlib.rules.elements import ELEMENTS, FOLDER, check_tables, page, read_elements
from srmlib.snapshot.database import statement
from srmlib.workspace import PROJECT

SQL = PROJECT / "src" / "srmlib" / "sql" / "elements"
COLUMNS = {table.name: [column.name for column in table.columns] for table in schema.TABLES}


def records(folder: Path, of: str, **changed: object) -> Path:
    """The records in a folder of their own, one with other values; None leaves a key out."""
    shutil.copytree(FOLDER, folder)
    path = folder / f"{of}.yaml"
    stated = yaml.safe_load(path.read_text(encoding="utf-8")) | changed
    text = yaml.safe_dump(
        {key: value for key, value in stated.items() if value is not None}
    )
    path.write_text(text, encoding="utf-8")
    return folder


def test_records_are_read_in_printed_order():
    assert list(read_elements()) == list(ELEMENTS)
    assert list(ELEMENTS)[:3] == ["price", "freight_duty", "order_admin"]


WHERE = r"^data/definitions/elements/support_time\.yaml"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"famly": "support"}, r"'famly' is no key, did you mean family\?"),
        ({"phase": None}, r"the key 'phase' is missing\."),
        ({"order": "150"}, r"order is '150', expected a whole number\."),
        ({"family": "help"}, r"family is 'help', expected delivery, quality, .*credit\."),
        ({"is_routine": "no"}, r"is_routine is 'no', expected true or false\."),
        (
            {"events": ["Ticket (P1)"]},
            r"is 'Ticket \(P1\)', expected words in small letters",
        ),
        (
            {"rates": {"support_rate": {"unit": "EUR/hour"}}},
            r"is 'EUR/hour', expected currency/…",
        ),
        (
            {"rates": {"support_rate": {"unit": "currency/hour", "colum": "our_minutes"}}},
            r"'colum' is no key in rates\.support_rate, did you mean column\?",
        ),
        (
            {"rates": {"support_rate": {"unit": "currency/hour", "counted_in": "day"}}},
            r"counted_in is 'day', expected minute or none beside the unit currency/hour\.",
        ),
        (
            {"rates": {"support_rate": {"unit": "currency/lot", "counted_in": "minute"}}},
            r"counted_in is 'minute', expected none beside the unit currency/lot\.",
        ),
        (
            {"rates": {"sorting_rate": {"unit": "currency/lot"}}},
            (
                r"the unit of sorting_rate is 'currency/lot', expected 'currency/hour' as"
                r" sort_rework has it\."
            ),
        ),
        (
            {"element": "support"},
            r"element is 'support', expected 'support_time' as the file is",
        ),
        (
            {"order": 160},
            r"order is 160, expected another number than that of invoice_fix\.",
        ),
        (
            {"tables": []},
            r"tables is empty, expected the tables that sql/elements/support_time\.sql",
        ),
    ],
)
def test_a_wrong_record_is_told_with_its_file_its_key_and_what_to_do(
    tmp_path, changed, message
):
    folder = records(tmp_path / "elements", "support_time", **changed)
    with pytest.raises(DefinitionError, match=rf"(?s){WHERE}[:,] .*{message}") as caught:
        read_elements(folder)
    assert len(str(caught.value).splitlines()) > 1


def test_a_record_that_is_no_yaml_is_told_with_its_line(tmp_path):
    folder = records(tmp_path / "elements", "support_time")
    (folder / "support_time.yaml").write_text("name: Support\nunit: %\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"support_time\.yaml, line 2: 'unit: %'"):
        read_elements(folder)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"tables": ["ticket"]},
            r"tables is 'ticket', expected a table .*\nDid you mean tickets",
        ),
        (
            {"measured_by": {"table": "tickets", "column": "minutes"}},
            r"measured_by\.column is 'minutes', expected a column .*\nDid you mean our_minutes\?",
        ),
        (
            {"measured_by": {"table": "tickets", "where": {"is_open": True}}},
            r"measured_by\.where is 'is_open', expected a column",
        ),
        (
            {"rates": {"support_rate": {"unit": "currency/hour", "column": "our_hours"}}},
            r"rates\.support_rate\.column is 'our_hours', expected a column",
        ),
    ],
)
def test_a_record_names_only_tables_and_columns_there_are(tmp_path, changed, message):
    elements = read_elements(records(tmp_path / "elements", "support_time", **changed))
    with pytest.raises(DefinitionError, match=WHERE + ": " + message):
        check_tables(elements.values(), COLUMNS)


def test_every_statement_of_a_cost_belongs_to_a_record():
    derived = {element.id for element in ELEMENTS.values() if element.is_derived}
    assert {path.stem for path in SQL.glob("*.sql")} - {"cost_events"} == derived


def columns_of_a_statement() -> dict[str, bool]:
    """The columns of an element's SELECT that data/definitions/README.md lists, and whether it must
    give them.
    """
    page = (PROJECT / "data/definitions/README.md").read_text(encoding="utf-8")
    table = page[page.index("Its SELECT names its columns") :]
    listed = {}
    for names, said in re.findall(r"^\| (`.*?) \| (.*) \|$", table, re.MULTILINE):
        must = said.startswith("must be given")
        listed |= dict.fromkeys(re.findall(r"`(\w+)`", names), must)
    return listed


def test_the_columns_an_element_gives_are_listed():
    with duckdb.connect() as con:
        con.execute(statement("info.duckdb"))
        columns = {name for name, *_ in con.execute("DESCRIBE cost_drivers").fetchall()}
    # The record says the element; what is derived is not spread.
    assert set(columns_of_a_statement()) == columns - {"element", "allocate_by"}


@pytest.mark.parametrize("path", sorted(SQL.glob("*.sql")), ids=lambda path: path.stem)
def test_an_element_gives_the_columns_it_must(path):
    given = sqlglot.parse_one(path.read_text(encoding="utf-8"), read="duckdb").named_selects
    listed = columns_of_a_statement()
    assert {name for name, must in listed.items() if must} <= set(given)
    assert path.stem == "cost_events" or set(given) <= set(listed)


def test_what_an_element_falls_with_is_a_driver_of_cost():
    driving = {metric_id for driver in DRIVERS for metric_id in driver.metric_ids}
    assert {
        metric for element in ELEMENTS.values() for metric in element.falls_with
    } == driving


def test_the_page_of_elements_is_the_records():
    assert (PROJECT / "data/definitions/ELEMENTS.md").read_text(encoding="utf-8") == page()


# All but the figures: the library that draws them reads its own docstrings.
WITHOUT_DOCSTRINGS = """
import sys
from pathlib import Path
import srmlib.cli
from small_world import small_world
from srmlib.cost.coverage import measured_lines
from srmlib.explain import explain
from srmlib.rules.elements import ELEMENTS
with small_world(Path(sys.argv[1]), schedule_lines=[{}], receipts=[{"line_id": "1"}]) as snapshot:
    measured_lines(snapshot), explain(snapshot, "price 1", "C1")
    print(len(ELEMENTS), ELEMENTS["line_stop"].driver)
"""


def run(project: Path, *arguments: str) -> str:
    """What a Python of its own prints, with the library of a project."""
    paths = [project / "src", PROJECT / "tests" / "support"]
    found = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, paths))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_the_library_works_without_docstrings(tmp_path):
    printed = run(PROJECT, "-OO", "-c", WITHOUT_DOCSTRINGS, str(tmp_path))
    assert printed == f"{len(ELEMENTS)} minutes the line stood\n"


# As CONTRIBUTING.md's recipe has it: a record, a statement, a rate. It is printed last.
RECORD = f"""\
element: change_handling
name: Handling of changes
order: {max(element.order for element in ELEMENTS.values()) + 1}
driver: changes of order lines
valued_by: change_rate
sign: a cost is positive
source: order_changes
cause: whose change it was
phase: transaction
family: support
tables: [order_changes]
events: [change]
rates:
  change_rate: {{unit: currency/change}}
measured_by: {{table: order_changes}}
falls_with: [B1]
"""
STATEMENT = """\
-- Handling of changes. One event per change of an order line, on its day.
SELECT
    'order_changes' AS source,
    concat('change ', order_changes.change_id) AS event_id,
    schedule_lines.supplier_id,
    schedule_lines.part_id,
    schedule_lines.order_id,
    order_changes.line_id,
    order_changes.changed_on AS occurred_on,
    'amount' AS state,
    1 AS driver_qty,
    'change' AS driver_unit,
    'change_rate' AS rate_name,
    CASE WHEN order_changes.by_side = 'buyer' THEN 'ours' ELSE 'theirs' END AS cause,
    order_changes.source_file,
    order_changes.source_row
FROM order_changes
INNER JOIN schedule_lines ON schedule_lines.line_id = order_changes.line_id
CROSS JOIN snapshot_info
WHERE order_changes.changed_on <= snapshot_info.as_of
"""
WHERE_IT_IS = """
import json, sys
from pathlib import Path
import openpyxl
from small_world import small_world
from srmlib.cost.coverage import measured_lines
from srmlib.cost.what_if import DRIVERS
from srmlib.explain import explain
from srmlib import supplier_quarter
from srmlib.reports.page import Report
from srmlib.reports.sections.cost import total_cost
from srmlib.reports.sections.opening import masthead
folder = Path(sys.argv[1])
world = {
    "schedule_lines": [{}],
    "receipts": [{"line_id": "1"}],
    "cost_events": [{"line_id": "1", "amount": "5.00"}],
    "order_changes": [
        {"line_id": "1", "changed_on": "2026-07-03", "field": "quantity", "by_side": "supplier"},
        {"line_id": "1", "changed_on": "2026-07-04", "field": "date", "by_side": "buyer"},
    ],
    "rates": {"change_rate": ("EUR/change", [("2026-01-01", "12.50")])},
}
with small_world(folder, **world) as snapshot:
    facts = supplier_quarter("S", "2026Q3", snapshot).facts
    report = Report(facts)
    sections = [report.add(section(facts)) for section in (masthead, total_cost)]
    report.write(folder / "report")
    book = openpyxl.load_workbook(folder / "report/tables.xlsx")
    found = {
        "ledger": snapshot.records(
            "SELECT event_id, cause, CAST(amount AS VARCHAR) AS amount FROM cost_ledger"
            " WHERE element = 'change_handling' ORDER BY event_id"
        ),
        "coverage": [line for line in measured_lines(snapshot) if "Handling" in line],
        "page": sections[-1].body,
        "explanation": str(explain(snapshot, "change 1", "C1")),
        "c1": [facts.reading("C1").value, facts.reading("C1").n],
        "c1_rows": snapshot.records(
            "SELECT row_id, outcome FROM c1_rows WHERE basis = 'agreed' AND element ="
            " 'change_handling' ORDER BY row_id"
        ),
        "driver": next(one.elements for one in DRIVERS if one.metric_ids == ("B1",)),
        "workbook": {
            name: [[str(cell) for cell in row] for row in book[name].iter_rows(values_only=True)]
            for name in ("cost_elements", "cost_ledger", "cost_definitions", "cost_rates")
        },
    }
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def with_a_new_one(tmp_path_factory):
    """A copy of the project with one more element, and where it is found in a small world."""
    project = tmp_path_factory.mktemp("project")
    leave_out = shutil.ignore_patterns(
        "__pycache__", "*.egg-info", "snapshots", "sample", "current.json"
    )
    for folder in ("src/srmlib", "data/definitions"):
        shutil.copytree(PROJECT / folder, project / folder, ignore=leave_out)
    record = project / "data/definitions/elements/change_handling.yaml"
    record.write_text(RECORD, encoding="utf-8")
    statement = project / "src/srmlib/sql/elements/change_handling.sql"
    statement.write_text(STATEMENT, encoding="utf-8")
    return json.loads(
        run(project, "-c", WHERE_IT_IS, str(tmp_path_factory.mktemp("world")))
    )


def test_a_new_element_is_in_the_ledger(with_a_new_one):
    assert with_a_new_one["ledger"] == [
        {"event_id": "change 1", "cause": "theirs", "amount": "12.50"},
        {"event_id": "change 2", "cause": "ours", "amount": "12.50"},
    ]
    (line,) = with_a_new_one["coverage"]
    assert line.split("  ")[-1].strip() == "2 from order_changes"


def test_a_new_element_is_on_the_page(with_a_new_one):
    page = with_a_new_one["page"]
    table = page[page.index('<table class="plain cost"') :].split("</table>")[0]
    assert "Handling of changes" in table
    assert "25.00" in table


def test_an_event_of_a_new_element_is_explained(with_a_new_one):
    explanation = with_a_new_one["explanation"]
    assert (
        "Handling of changes, 3 July 2026; cause: the supplier's, by rule." in explanation
    )
    assert "1 change × 12.50 EUR/change (change rate, since 1 January 2026" in explanation
    assert "changed_on 2026-07-03, field quantity" in explanation


def test_a_new_element_counts_in_c1_and_in_what_it_falls_with(with_a_new_one):
    # 25.00 and a freight of 5.00 beside a price of 100.00, from three events.
    assert with_a_new_one["c1"] == [30.0, 3]
    assert with_a_new_one["c1_rows"] == [
        {"row_id": "change 1", "outcome": "added"},
        {"row_id": "change 2", "outcome": "added"},
    ]
    assert "change_handling" in with_a_new_one["driver"]


@pytest.mark.parametrize(
    ("sheet", "times"),
    [("cost_elements", 1), ("cost_ledger", 2), ("cost_definitions", 1), ("cost_rates", 1)],
)
def test_a_new_element_is_in_the_workbook(with_a_new_one, sheet, times):
    heads, *rows = with_a_new_one["workbook"][sheet]
    assert [row[heads.index("element")] for row in rows].count("change_handling") == times
