"""The noun: each number is the one its own function gives, worked out once and only when asked
for; what is not there is said as elsewhere.
"""

from __future__ import annotations

import pickle
import re
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from copy import copy, deepcopy
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

import srmlib
from srmlib.agreement.bridge import bridge, flip_rows, what_if
from srmlib.agreement.restatement import restatements
from srmlib.cost.detail import cost_detail
from srmlib.cost.ledger import cost_summary, ledger_rows
from srmlib.errors import DefinitionError, SnapshotError, UsageError
from srmlib.explain import explain
from srmlib.facts import SupplierQuarter, find_supplier, supplier_quarter
from srmlib.facts import quarter as noun
from srmlib.metrics.catalogue import readings_of
from srmlib.metrics.disputes import disputed_range, disputes_of
from srmlib.metrics.monthly import monthly_chart
from srmlib.metrics.rows import rows_behind
from srmlib.numbers import table_change, table_number
from srmlib.promises.kept import promises_of
from srmlib.promises.meaning import meaning_of
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import list_snapshots, open_snapshot
from srmlib.trace.attribution import trace_of
from srmlib.workspace import PROJECT

HARROW = "S-1001"
Q3 = Quarter.parse("2026Q3")
LINE = "4510010312/20"


@pytest.fixture(scope="module")
def q(sample) -> SupplierQuarter:
    return SupplierQuarter(sample, HARROW, Q3)


@pytest.fixture
def counted(monkeypatch) -> Counter:
    """How often each function of the rooms above has been called."""
    calls = Counter()

    def noting(name, function):
        def noted(*given, **named):
            calls[name] += 1
            return function(*given, **named)

        return noted

    for name in WORK:
        monkeypatch.setattr(noun, name, noting(name, getattr(noun, name)))
    return calls


WORK = (
    "bridge",
    "checks_of",
    "cost_detail",
    "disputed_range",
    "disputes_of",
    "explain",
    "extracts_of",
    "find_supplier",
    "ledger_rows",
    "meaning_of",
    "monthly_chart",
    "promises_of",
    "readings_of",
    "restatements",
    "rows_behind",
    "summary_of",
    "trace_of",
    "what_if",
)


def test_it_says_who_and_when(q):
    assert repr(q) == "Harrow Castings (S-1001), 2026 Q3, as of 2026-10-02"
    assert q.supplier == find_supplier(q.snapshot, HARROW)
    assert (q.supplier_id, q.quarter) == (HARROW, Q3)


def test_who_and_when_cannot_be_changed(q):
    with pytest.raises(FrozenInstanceError):
        q.supplier_id = "S-1002"
    assert q == SupplierQuarter(q.snapshot, HARROW, Q3)
    assert q != SupplierQuarter(q.snapshot, "S-1002", Q3)


def test_a_metric_is_what_its_function_gives_with_its_months_and_its_disputed_range(q):
    bare = {reading.id: reading for reading in readings_of(q.snapshot, HARROW, Q3)}
    assert [reading.id for reading in q.readings] == list(bare)
    d1 = q.reading("D1")
    assert (d1.value, d1.n, d1.verdict) == (92.0, 50, bare["D1"].verdict)
    given = (q.snapshot, d1.definition, HARROW, Q3)
    assert d1.months == monthly_chart(*given)
    assert d1.disputed == disputed_range(*given) is not None


EQUAL = {
    "bridge": (
        lambda q: q.bridge("D1", "supplier", "buyer"),
        lambda book: bridge(book, "D1", HARROW, Q3, "supplier", "buyer"),
    ),
    "what if": (
        lambda q: q.what_if("D1", late_days=2),
        lambda book: what_if(book, "D1", HARROW, Q3, late_days=2),
    ),
    "what if, from the buyer's own": (
        lambda q: q.what_if("D1", from_basis="buyer", late_days=2),
        lambda book: what_if(book, "D1", HARROW, Q3, "buyer", late_days=2),
    ),
    "cost": (lambda q: q.cost, lambda book: cost_summary(book, HARROW, Q3)),
    "savings": (
        lambda q: q.cost_detail.savings,
        lambda book: cost_detail(book, HARROW, Q3, readings_of(book, HARROW, Q3)).savings,
    ),
    "trace": (lambda q: q.trace, lambda book: trace_of(book, HARROW, Q3, "shared")),
    "promises": (lambda q: q.promises, lambda book: promises_of(book, HARROW, Q3)),
    "meaning": (lambda q: q.meaning, lambda book: meaning_of(book, HARROW, Q3)),
    "explanation": (lambda q: q.explain(LINE), lambda book: explain(book, LINE)),
    "explanation, of another metric": (
        lambda q: q.explain("CE-1001-00837", "C1"),
        lambda book: explain(book, "CE-1001-00837", "C1"),
    ),
    "explanation, by the supplier": (
        lambda q: q.explain(LINE, basis="supplier"),
        lambda book: explain(book, LINE, basis="supplier"),
    ),
}


@pytest.mark.parametrize(("asked", "function"), EQUAL.values(), ids=EQUAL)
def test_it_is_what_its_function_gives(q, asked, function):
    assert asked(q) == function(q.snapshot)


FRAMES = {
    "rows": (lambda q: q.rows("D1"), lambda book: rows_behind(book, "D1", HARROW, Q3)),
    "rows, by the buyer": (
        lambda q: q.rows("D1", basis="buyer"),
        lambda book: rows_behind(book, "D1", HARROW, Q3, "buyer"),
    ),
    "ledger": (lambda q: q.ledger, lambda book: ledger_rows(book, HARROW, Q3)),
    "disputes": (
        lambda q: q.disputes.drop(columns="origin"),
        lambda book: disputes_of(book, HARROW, Q3),
    ),
}


@pytest.mark.parametrize(("asked", "function"), FRAMES.values(), ids=FRAMES)
def test_a_table_is_what_its_function_gives(q, asked, function):
    found = asked(q)
    assert len(found)
    pd.testing.assert_frame_equal(found, function(q.snapshot))


def test_the_table_of_a_bridge_holds_every_flip(q):
    found = q.bridge("D1", "supplier", "buyer")
    assert found.table().to_dict("records") == flip_rows(found)


def test_a_bridge_is_printed_with_its_steps_and_values(q):
    found = q.bridge("D1", "supplier", "agreed")
    lines = str(found).splitlines()
    assert lines[0] == "D1, from supplier to agreed"
    assert lines[1].split() == ["supplier", table_number(found.start)]
    assert lines[-1].split() == ["agreed", "92.00"]
    assert len(lines) == 3 + len(found.steps)
    for step, line in zip(found.steps, lines[2:-1], strict=True):
        words = f"  {step.switch}: {step.after}, not {step.before}"
        assert line.startswith(words)
        assert line.split()[-2:] == [table_change(step.change), table_number(step.value)]


def test_the_bridges_are_those_of_the_report(q):
    ends = [(one.metric_id, one.from_basis, one.to_basis) for one in q.bridges]
    assert ("D1", "supplier", "agreed") in ends
    assert q.bridge("D1", "supplier", "agreed") in q.bridges
    assert SupplierQuarter(q.snapshot, HARROW, Q3, "internal").facts.bridges == q.bridges


def test_the_facts_hold_what_was_asked_before(q):
    facts = q.facts
    assert facts is q.facts
    assert facts.cost is q.cost
    assert facts.ledger is q.ledger
    assert facts.trace is q.trace
    assert facts.reading("D1") is q.reading("D1")
    assert facts.rows["D1"] is q.rows("D1")
    assert [one.id for one in (*facts.readings, *facts.ours)] == [
        one.id for one in q.readings
    ]


def test_last_quarter_is_compared_with_what_was_published(sample, sample_home):
    published = next(
        one["id"] for one in list_snapshots(sample_home) if not one["is_current"]
    )
    with supplier_quarter(HARROW, Q3, sample, before=published, workspace=sample_home) as q:
        assert q.restatements == restatements(q.before, sample, HARROW, Q3.previous())
        assert q.restatements
        assert q.facts.before_snapshot == published
    assert SupplierQuarter(sample, HARROW, Q3).restatements == []


def test_nothing_is_worked_out_until_it_is_asked_for(sample, counted):
    q = SupplierQuarter(sample, HARROW, Q3)
    repr(q)
    assert counted == {"find_supplier": 1}
    q.reading("D1")
    assert counted - Counter(find_supplier=1) == Counter(
        readings_of=1, monthly_chart=1, disputed_range=1
    )


def test_nothing_is_worked_out_twice(sample, counted):
    q = SupplierQuarter(sample, HARROW, Q3)

    def ask():
        return (
            q.reading("D1"),
            q.readings,
            q.rows("D1"),
            q.rows("D1", basis="agreed"),
            q.bridge("D1", "supplier", "agreed"),
            q.what_if("D1", late_days=2),
            q.explain(LINE),
            q.explain(LINE, "D1", "agreed"),
            q.bridges,
            q.ledger,
            q.cost,
            q.cost_detail,
            q.disputes,
            q.restatements,
            q.trace,
            q.promises,
            q.meaning,
            q.facts,
        )

    ask()
    once = Counter(counted)
    ask()
    assert counted == once
    read = [one for one in q.readings if one.months]
    several = {
        "bridge": len({(one.metric_id, one.from_basis) for one in q.bridges}),
        "monthly_chart": len(read),
        "disputed_range": len(read),
        "rows_behind": len(read),
        "restatements": 0,
    }
    assert {name: once[name] for name in WORK} == dict.fromkeys(WORK, 1) | several


def test_another_question_is_another_answer(q):
    assert q.what_if("D1", late_days=2) != q.what_if("D1", late_days=3)
    assert not q.rows("D1", "buyer").equals(q.rows("D1"))
    assert q.explain(LINE, basis="buyer") != q.explain(LINE)


def test_text_and_objects_are_both_taken(sample, sample_home, monkeypatch):
    monkeypatch.setenv("SRM_HOME", str(sample_home.root))
    for quarter, snapshot in (
        ("2026Q3", None),
        (Q3, sample.id),
        (Q3, ""),
        ("2026Q3", sample),
    ):
        with supplier_quarter(HARROW, quarter, snapshot) as q:
            assert (q.quarter, q.snapshot.id) == (Q3, sample.id)


def test_what_it_opened_is_closed_and_what_it_was_given_stays_open(sample, sample_home):
    with supplier_quarter(HARROW, Q3, workspace=sample_home) as q:
        rows, d1 = q.rows("D1"), q.reading("D1")
    assert q.rows("D1") is rows
    assert q.reading("D1") is d1
    with pytest.raises(
        SnapshotError, match=f"The snapshot {sample.id} is closed.\nOpen the quarter"
    ):
        q.rows("D2")
    with pytest.raises(SnapshotError, match="is closed"):
        q.ledger  # noqa: B018
    q.close()
    with supplier_quarter(HARROW, Q3, sample) as given:
        pass
    assert len(given.rows("D2"))


def test_a_snapshot_that_was_opened_for_nothing_is_closed(sample_home, monkeypatch):
    opened = []

    def noting(*asked):
        opened.append(open_snapshot(*asked))
        return opened[-1]

    monkeypatch.setattr(noun, "open_snapshot", noting)
    with pytest.raises(UsageError):
        supplier_quarter("S-9", Q3, workspace=sample_home)
    with pytest.raises(SnapshotError, match="is closed"):
        opened[0].con.execute("SELECT 1")


REFUSED = {
    "supplier": (
        lambda book: SupplierQuarter(book, "S-10001", Q3),
        UsageError,
        r"There is no supplier 'S-10001' in snapshot .*\nDid you mean S-1001",
    ),
    "quarter": (
        lambda book: supplier_quarter(HARROW, "2026-3", book),
        UsageError,
        "'2026-3' is not a quarter, expected a label such as 2015Q3",
    ),
    "snapshot": (
        lambda book: supplier_quarter(HARROW, Q3, "2026-10-02-x"),
        SnapshotError,
        "There is no snapshot '2026-10-02-x', expected one of",
    ),
    "snapshot of before": (
        lambda book: supplier_quarter(HARROW, Q3, book, before="2026-07-02-x"),
        SnapshotError,
        "There is no snapshot '2026-07-02-x', expected one of",
    ),
    "audience": (
        lambda book: SupplierQuarter(book, HARROW, Q3, "everybody"),
        UsageError,
        "'everybody' is no audience, expected one of shared, internal",
    ),
    "metric": (
        lambda book: SupplierQuarter(book, HARROW, Q3).reading("D9"),
        DefinitionError,
        "'D9' is no metric, expected one of Q1, Q2",
    ),
    "metric of rows": (
        lambda book: SupplierQuarter(book, HARROW, Q3).rows("d1_rows"),
        DefinitionError,
        "'d1_rows' is no metric",
    ),
    "metric of a bridge": (
        lambda book: SupplierQuarter(book, HARROW, Q3).bridge("D9", "supplier", "agreed"),
        DefinitionError,
        "'D9' is no metric",
    ),
    "metric of an explanation": (
        lambda book: SupplierQuarter(book, HARROW, Q3).explain(LINE, "D9"),
        DefinitionError,
        "'D9' is no metric",
    ),
    "basis": (
        lambda book: SupplierQuarter(book, HARROW, Q3).rows("D1", "ours"),
        UsageError,
        "'ours' is no basis, expected agreed, buyer, supplier or before",
    ),
    "switch": (
        lambda book: SupplierQuarter(book, HARROW, Q3).what_if("D1", grace=2),
        DefinitionError,
        "'grace' is no switch",
    ),
    "choice": (
        lambda book: SupplierQuarter(book, HARROW, Q3).what_if("D1", late_days=[2]),
        DefinitionError,
        "late_days",
    ),
    "another supplier's row": (
        lambda book: SupplierQuarter(book, "S-1002", Q3).explain(LINE),
        UsageError,
        f"The schedule line {LINE} is not of 'S-1002', expected S-1001.\n"
        "Ask supplier_quarter of S-1001",
    ),
    "row of another metric": (
        lambda book: SupplierQuarter(book, HARROW, Q3).explain("CE-1001-00837"),
        UsageError,
        "There is no schedule line 'CE-1001-00837' in D1, expected a metric that has it: C1",
    ),
}


@pytest.mark.parametrize(("ask", "error", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_there_is_said(sample, sample_home, monkeypatch, ask, error, words):
    monkeypatch.setenv("SRM_HOME", str(sample_home.root))
    with pytest.raises(error, match=words):
        ask(sample)


WRONG_KINDS = {
    "no quarter": (
        lambda book: supplier_quarter(HARROW, None, book),
        "'None' is not a quarter",
    ),
    "a year": (
        lambda book: supplier_quarter(HARROW, 2026, book),
        "'2026' is not a quarter",
    ),
    "a day": (
        lambda book: supplier_quarter(HARROW, Q3.start, book),
        "'2026-07-01' is not a qua",
    ),
    "a number for a supplier": (
        lambda book: supplier_quarter(1001, Q3, book),
        "supplier_id is 1001, expected a text such as 'S-1001'",
    ),
    "no supplier": (
        lambda book: supplier_quarter(None, Q3, book),
        "supplier_id is empty, exp",
    ),
    "suppliers": (
        lambda book: supplier_quarter([HARROW], Q3, book),
        r"supplier_id is \['S-1001'\]",
    ),
    "a folder": (
        lambda book: supplier_quarter(HARROW, Q3, workspace="/path"),
        r"workspace is '/path', expected Workspace\(DIR\)",
    ),
    "a number for a snapshot": (
        lambda book: supplier_quarter(HARROW, Q3, 5),
        "snapshot is 5, expected the id of a snapshot, or one that is open",
    ),
    "a label for a quarter": (
        lambda book: SupplierQuarter(book, HARROW, "2026Q3"),
        r"quarter is '2026Q3', expected Quarter.parse",
    ),
    "metrics": (
        lambda book: of(book).reading(["D1"]),
        r"metric_id is \['D1'\], expected a text",
    ),
    "bases": (
        lambda book: of(book).rows("D1", ["buyer"]),
        r"basis is \['buyer'\], expected a text",
    ),
    "no basis": (
        lambda book: of(book).bridge("D1", None, "agreed"),
        "from_basis is empty, exp",
    ),
    "a base": (
        lambda book: of(book).what_if("D1", from_basis=[]),
        r"from_basis is \[\], expected",
    ),
    "a number for a row": (
        lambda book: of(book).explain(5),
        "row_id is 5, expected a text such",
    ),
    "no snapshot": (
        lambda book: of(book).reconcile(None),
        "theirs is empty, expected one that",
    ),
}


def of(book) -> SupplierQuarter:
    return SupplierQuarter(book, HARROW, Q3)


@pytest.mark.parametrize(("ask", "words"), WRONG_KINDS.values(), ids=WRONG_KINDS)
def test_what_is_of_the_wrong_kind_is_said(sample, sample_home, monkeypatch, ask, words):
    monkeypatch.setenv("SRM_HOME", str(sample_home.root))
    with pytest.raises(UsageError, match=words):
        ask(sample)


def test_a_whole_number_of_numpy_is_one(q):
    assert q.what_if("D1", late_days=np.int64(2)) == q.what_if("D1", late_days=2)
    with pytest.raises(DefinitionError, match="late_days is 'True'"):
        q.what_if("D1", late_days=np.bool_(True))


def test_a_quarter_is_asked_in_its_own_thread(sample):
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(lambda: of(sample).cost)
        with pytest.raises(
            SnapshotError, match="is asked in another thread, expected the one"
        ):
            asked.result()


def test_the_readings_are_the_same_each_time(q):
    assert q.readings is q.readings


@pytest.mark.parametrize("copied", [copy, deepcopy, pickle.dumps])
def test_a_quarter_cannot_be_copied(q, copied):
    with pytest.raises(UsageError, match="cannot be copied"):
        copied(q)


def test_a_definition_cannot_be_changed(q):
    definition = q.reading("D1").definition
    with pytest.raises(AttributeError, match="update"):
        definition.switches["agreed"].update(late_days=30)
    with pytest.raises(TypeError, match="does not support item assignment"):
        definition.agreed["late_days"] = 30
    with pytest.raises(TypeError, match="does not support item assignment"):
        definition.switches["agreed"] = {}


def test_every_public_name_is_there_and_loaded_late():
    from_types = re.findall(r"import (\w+) as \1", _source(srmlib.__file__))
    assert sorted(from_types) == sorted(srmlib.__all__)
    assert set(srmlib.__all__) <= set(dir(srmlib))
    for name in srmlib.__all__:
        assert getattr(srmlib, name) is not None
    assert srmlib.supplier_quarter is supplier_quarter
    with pytest.raises(AttributeError, match="module 'srmlib' has no attribute 'supplier'"):
        srmlib.supplier  # noqa: B018


def _source(file: str) -> str:
    with open(file, encoding="utf-8") as opened:
        return opened.read()


def examples_of(page: str) -> list[str]:
    """The blocks of Python on a page, from the top."""
    text = (PROJECT / page).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


PAGES = [
    page.relative_to(PROJECT).as_posix()
    for page in (PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md")))
]
PAGES_WITH_EXAMPLES = [page for page in PAGES if examples_of(page)]


def test_pages_have_examples():
    assert set(PAGES_WITH_EXAMPLES) >= {"README.md", "docs/promise.md", "docs/trace.md"}


@pytest.mark.parametrize("page", PAGES_WITH_EXAMPLES)
def test_the_examples_of_a_page_run(sample_home, monkeypatch, page, tmp_path):
    """In a copy where they enter something: others read the workspace, too."""
    home = sample_home.root
    if any("append(" in example for example in examples_of(page)):
        home = shutil.copytree(home, tmp_path / "home")
    monkeypatch.setenv("SRM_HOME", str(home))
    names = {}
    for example in examples_of(page):
        exec(compile(example, page, "exec"), names)
    if "q" in names:
        assert names["q"].supplier_id == HARROW
        names["q"].close()
