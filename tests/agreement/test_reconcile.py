"""A supplier's own rows against ours: every difference has its kind, and the bridge from their
number to the agreed one closes exactly.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from small_world import small_world

from sample_world import ANSWERS, write_supplier_rows
from srmlib.agreement.bridge import RowReading
from srmlib.agreement.reconcile import (
    KINDS,
    bridge_lines,
    differences_between,
    reconcile,
    steps_by_kind,
)
from srmlib.cli import main
from srmlib.errors import UsageError
from srmlib.load.publish import check_extract
from srmlib.metrics.arithmetic import ratio
from srmlib.metrics.catalogue import readings_of
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import list_snapshots

Q3 = Quarter.parse("2026Q3")
RULES = "D1: {switches: {supplier: {place: shipped, free: out}}}"
FULL = {"shipped_on": "2026-07-09"}
CANCELLED = {"status": "cancelled", "cancelled_on": "2026-07-01"}

# name: (our line, our receipt), (their line, their receipt), the kinds of difference, whether the
# line reads differently by their rule.
# None: that firm does not have it. Ten ordered for 10 July, ten shipped on the 9th and docked on
# the 10th, unless it is said.
CASES = {
    "alike": (({}, FULL), ({}, FULL), (), False),
    "only they lack quantities": (
        ({}, FULL),
        ({}, FULL | {"received_qty": ""}),
        ("quantity",),
        True,
    ),
    "differs in another quarter alone": (
        ({"requested_on": "2026-01-10"}, FULL),
        ({"requested_on": "2026-01-10"}, None),
        (),
        False,
    ),
    "only ours": (({}, FULL), None, ("missing there",), True),
    "only ours, cancelled": ((CANCELLED, None), None, ("missing there",), False),
    "only theirs": (None, ({}, FULL), ("missing here",), True),
    "due in another quarter by them": (
        ({}, FULL),
        ({"requested_on": "2026-06-20"}, FULL),
        ("date",),
        True,
    ),
    "due in another quarter by us": (
        ({"requested_on": "2026-06-20"}, FULL),
        ({}, FULL),
        ("date",),
        True,
    ),
    "no due date in theirs": (({}, FULL), ({"requested_on": ""}, FULL), ("date",), True),
    "due another day": (
        ({}, FULL),
        ({"requested_on": "2026-07-12"}, FULL),
        ("date",),
        False,
    ),
    "shipped late by us": (({}, {"shipped_on": "2026-07-11"}), ({}, FULL), ("date",), True),
    "docked another day": (
        ({}, FULL | {"docked_on": "2026-07-14"}),
        ({}, FULL),
        ("date",),
        False,
    ),
    "we do not know when it was shipped": (
        ({}, {"shipped_on": ""}),
        ({}, FULL),
        ("date",),
        True,
    ),
    "short by us": (({}, FULL | {"received_qty": "8"}), ({}, FULL), ("quantity",), True),
    "nothing came to us": (({}, None), ({}, FULL), ("quantity",), True),
    "more was shipped by them": (
        ({}, FULL),
        ({}, FULL | {"received_qty": "11"}),
        ("quantity",),
        False,
    ),
    "less was ordered by them": (
        ({}, FULL | {"received_qty": "9"}),
        ({"ordered_qty": "9"}, FULL | {"received_qty": "9"}),
        ("quantity",),
        True,
    ),
    "cancelled by us": ((CANCELLED, None), ({}, None), ("status",), True),
    "cancelled later by them": (
        (CANCELLED, None),
        (CANCELLED | {"cancelled_on": "2026-07-11"}, None),
        ("status",),
        True,
    ),
    "closed by us": (({"status": "closed"}, FULL), ({}, FULL), ("status",), False),
    "due another day, and short": (
        ({}, FULL | {"received_qty": "8"}),
        ({"requested_on": "2026-07-12"}, FULL),
        ("date", "quantity"),
        True,
    ),
    "free of charge by us": (({"value_amount": "0"}, FULL), ({}, FULL), ("other",), True),
}


def world_of(folder, side: int, supplier_id: str, definitions: str = ""):
    """One firm's rows of all cases."""
    told = {name: case[side] for name, case in CASES.items() if case[side]}
    lines = [
        {"line_id": name, "supplier_id": supplier_id} | line
        for name, (line, _) in told.items()
    ]
    # Columns are those of all rows: a side states each of them.
    lines = [{"cancelled_on": ""} | line for line in lines]
    receipts = [
        {"line_id": name} | receipt for name, (_, receipt) in told.items() if receipt
    ]
    suppliers = [{"supplier_id": supplier_id, "name": "Harrow"}]
    return small_world(
        folder,
        definitions=definitions,
        suppliers=suppliers,
        schedule_lines=lines,
        receipts=receipts,
    )


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    with world_of(tmp_path_factory.mktemp("ours"), 0, "S", RULES) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    # In its own file the supplier bears another id.
    with world_of(tmp_path_factory.mktemp("theirs"), 1, "HARROW") as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def found(ours, theirs):
    return reconcile(ours, theirs, "S", Q3)


@pytest.mark.parametrize("name", CASES)
def test_each_difference_has_its_kind(found, name):
    _, _, kinds, reads_differently = CASES[name]
    told = {difference.row_id: difference for difference in found.differences}
    assert (
        told[name].kinds if name in told else (),
        name in told and told[name].reads_differently,
    ) == (kinds, reads_differently)


def test_the_bridge_is_counted_by_hand(found):
    """Met and counted lines by their rule after each step, counted from the cases above."""
    counts = {
        "missing there": (15, 17),
        "missing here": (14, 16),
        "date": (12, 16),
        "quantity": (10, 17),
        "status": (10, 15),
        "other": (9, 14),
    }
    assert found.their_value == ratio(14, 16)
    assert {step.kind: step.value for step in found.steps} == {
        kind: ratio(*count) for kind, count in counts.items()
    }
    assert (found.their_lines, found.our_lines, found.our_value) == (16, 14, ratio(9, 14))


def test_everything_adds_up_to_the_agreed_number(found, ours):
    changes = [step.change for step in found.steps] + [
        step.change for step in found.switches.steps
    ]
    assert found.start + found.remainder + sum(changes) == found.end
    assert [step.switch for step in found.switches.steps] == ["place", "free"]
    agreed = next(reading for reading in readings_of(ours, "S", Q3) if reading.id == "D1")
    assert float(found.end) == pytest.approx(agreed.value)


def test_a_line_is_told_with_both_firms_dates_quantities_and_status(found):
    told = {difference.row_id: difference for difference in found.differences}
    late, only_ours = told["shipped late by us"], told["only ours"]
    assert (late.theirs.facts["filled_on"], late.ours.facts["filled_on"]) == (
        date(2026, 7, 9),
        date(2026, 7, 11),
    )
    assert (late.theirs.outcome, late.ours.outcome) == ("on_time", "late")
    assert (
        only_ours.theirs,
        only_ours.ours.facts["received_qty"],
        only_ours.ours.facts["status"],
    ) == (None, 10, "open")
    assert told["nothing came to us"].ours.facts["received_qty"] == 0


def test_every_difference_is_a_row_of_the_table(found):
    table = found.table().set_index("row_id")
    assert sorted(table.index) == sorted(name for name, case in CASES.items() if case[2])
    assert list(table["kind"]) == sorted(table["kind"], key=list(KINDS).index)
    assert table.loc["due another day, and short", "kinds"] == "date, quantity"
    assert (
        table.loc["short by us", "received_qty_theirs"],
        table.loc["short by us", "received_qty_ours"],
    ) == (10, 8)
    assert table.loc["only theirs", "source_row_theirs"] > 1


@pytest.mark.parametrize("stated", ["88", "87.5", "87.50", "87.6", "98", None])
def test_what_their_rows_do_not_explain_is_shown(ours, theirs, stated):
    """Their rows give 14 of 16, 87.5: what rounds to it is explained by them."""
    found = reconcile(ours, theirs, "S", Q3, stated=stated and Decimal(stated))
    printed = "\n".join(bridge_lines(found))
    is_explained = stated not in ("87.6", "98")
    assert found.remainder == (0 if is_explained else ratio(14, 16) - Fraction(stated))
    assert found.start + found.remainder == found.their_value
    assert ("not explained by its own rows" in printed) == (not is_explained)
    assert ("is what its own rows give" in printed) == (stated is not None and is_explained)


def test_the_same_rows_on_both_sides_differ_in_nothing(ours):
    found = reconcile(ours, ours, "S", Q3)
    assert (found.differences, {step.change for step in found.steps}) == ([], {0})


def test_without_a_rule_of_its_own_both_are_read_by_the_agreed_one(tmp_path, theirs):
    with world_of(tmp_path, 0, "S") as snapshot:
        found = reconcile(snapshot, theirs, "S", Q3)
    assert (found.switches, found.end) == (None, found.our_value)
    assert found.start + sum(step.change for step in found.steps) == found.end
    assert (
        "The supplier states no way of counting of its own: both files are read by the agreed one."
        in bridge_lines(found)
    )


def test_the_rows_of_neither_firm_are_changed(ours, theirs, found):
    for snapshot in (ours, theirs):
        names = {
            row[0]
            for row in snapshot.con.execute(
                "SELECT table_name FROM duckdb_tables() WHERE temporary"
            ).fetchall()
        }
        assert not any(name.startswith("bases_") for name in names)


def test_nothing_to_count_is_explained(ours, theirs, tmp_path):
    with pytest.raises(
        UsageError,
        match=r"Nothing to count for D1 in 2024 Q3: source .* has no line due then",
    ):
        reconcile(ours, theirs, "S", Quarter.parse("2024Q3"))
    with (
        small_world(
            tmp_path, schedule_lines=[CANCELLED | {"line_id": "only theirs"}]
        ) as nothing_counts,
        pytest.raises(UsageError, match="has no line of 'S' that counts then"),
    ):
        reconcile(nothing_counts, theirs, "S", Q3)


def test_wrong_rows_are_explained(ours, theirs, tmp_path):
    with pytest.raises(UsageError, match="no supplier 'T' in snapshot"):
        reconcile(ours, theirs, "T", Q3)
    with pytest.raises(
        UsageError, match="no supplier 'H' in the rows of source small, which has HARROW"
    ):
        reconcile(ours, theirs, "S", Q3, theirs_id="H")
    with pytest.raises(
        UsageError, match="Q1 cannot be reconciled line by line, expected D1"
    ):
        reconcile(ours, theirs, "S", Q3, metric_id="Q1")
    named_otherwise = "No line of source small has an id of the buyer's: the supplier's are such as '0001', the buyer's such as 'alike'"
    with (
        small_world(tmp_path, schedule_lines=[{"line_id": "0001"}]) as others,
        pytest.raises(UsageError, match=named_otherwise),
    ):
        reconcile(ours, others, "S", Q3, theirs_id="S")


# Properties, on rows made of little: the pure functions alone.

DAYS = [None, date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2)]


@st.composite
def readings(draw):
    due_on, weight = draw(st.sampled_from(DAYS)), draw(st.integers(1, 3))
    facts = {
        "due_on": due_on,
        "filled_on": draw(st.sampled_from(DAYS)),
        "docked_on": draw(st.sampled_from(DAYS)),
        "ordered_qty": draw(st.sampled_from([9, 10])),
        "received_qty": draw(st.sampled_from([None, 0, 9, 10])),
        "status": draw(st.sampled_from(["open", "closed"])),
        "cancelled_on": None,
    }
    is_counted = due_on is not None and due_on in Q3 and draw(st.booleans())
    return RowReading(
        due_on,
        "some",
        is_counted,
        Fraction(draw(st.sampled_from([0, weight]))),
        Fraction(weight),
        facts,
    )


SIDES = st.dictionaries(st.sampled_from("ABCDEFGH"), readings(), max_size=8)


def value(reading: dict[str, RowReading]) -> Fraction | None:
    counted = [row for row in reading.values() if row.is_counted]
    return ratio(
        sum(row.numerator for row in counted), sum(row.denominator for row in counted)
    )


@given(theirs=SIDES, ours=SIDES)
def test_any_two_files_are_bridged_without_a_remainder(theirs, ours):
    assume(value(theirs) is not None and value(ours) is not None)
    steps = steps_by_kind(theirs, differences_between(theirs, ours, Q3), value)
    assert (
        value(theirs) + sum(step.change for step in steps) == value(ours) == steps[-1].value
    )
    assert [step.kind for step in steps] == list(KINDS)[: len(steps)]


@given(theirs=SIDES, ours=SIDES)
def test_every_difference_stands_in_one_step_and_no_row_that_reads_differently_is_forgotten(
    theirs, ours
):
    differences = differences_between(theirs, ours, Q3)
    assume(value(theirs) is not None)
    in_steps = [
        difference.row_id
        for step in steps_by_kind(theirs, differences, value)
        for difference in step.differences
    ]
    assert (
        sorted(in_steps)
        == sorted(set(in_steps))
        == [difference.row_id for difference in differences]
    )

    def weight(side: dict[str, RowReading], row_id: str) -> tuple:
        return side[row_id].what_counts if row_id in side else ()

    assert {
        row_id
        for row_id in theirs.keys() | ours.keys()
        if weight(theirs, row_id) != weight(ours, row_id)
    } <= set(in_steps)


@given(theirs=SIDES, ours=SIDES, shuffled=st.randoms())
def test_the_order_of_rows_does_not_matter(theirs, ours, shuffled):
    assume(value(theirs) is not None)

    def mixed(side: dict[str, RowReading]) -> dict[str, RowReading]:
        ids = list(side)
        shuffled.shuffle(ids)
        return {row_id: side[row_id] for row_id in ids}

    steps = steps_by_kind(theirs, differences_between(theirs, ours, Q3), value)
    assert (
        steps_by_kind(
            mixed(theirs), differences_between(mixed(theirs), mixed(ours), Q3), value
        )
        == steps
    )


@given(side=SIDES)
def test_the_same_rows_are_no_difference(side):
    assert (
        differences_between(
            side, {row_id: replace(row) for row_id, row in side.items()}, Q3
        )
        == []
    )


@given(theirs=SIDES, ours=SIDES)
def test_seen_from_the_other_side_the_same_lines_differ(theirs, ours):
    other = {"missing there": "missing here", "missing here": "missing there"}
    there = {
        d.row_id: tuple(other.get(kind, kind) for kind in d.kinds)
        for d in differences_between(theirs, ours, Q3)
    }
    assert {d.row_id: d.kinds for d in differences_between(ours, theirs, Q3)} == there


# The sample world: Harrow Castings' own file, with what was planted in it.

PLANTED = ANSWERS["supplier rows"]


@pytest.fixture(scope="module")
def harrow_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("harrow")
    write_supplier_rows(folder)
    return folder


@pytest.fixture(scope="module")
def harrow(sample_home, sample, harrow_files):
    with check_extract(sample_home, "sample_supplier", harrow_files, sample.as_of) as (
        _,
        theirs,
    ):
        yield reconcile(
            sample,
            theirs,
            PLANTED["supplier"],
            Q3,
            stated=100
            * Decimal(PLANTED["on time, as they count"][0])
            / PLANTED["on time, as they count"][1],
        )


def test_the_planted_differences_are_found(harrow):
    told = {difference.row_id: difference for difference in harrow.differences}
    by_kind = {
        step.kind: [difference.row_id for difference in step.differences]
        for step in harrow.steps
    }
    assert (by_kind["missing there"], by_kind["missing here"]) == (
        PLANTED["only ours"],
        PLANTED["only theirs"],
    )
    for line_id, days in PLANTED["delivered on"].items():
        assert (
            told[line_id].kinds,
            *(
                str(row.facts["docked_on"])
                for row in (told[line_id].ours, told[line_id].theirs)
            ),
        ) == (("date",), *days)
    # Two lines came in two deliveries, of which the supplier lists the last alone.
    assert set(by_kind["date"]) - set(PLANTED["delivered on"]) == {
        "4510010308/10",
        "4510010312/20",
    }
    for kind, fact, planted in (
        ("quantity", "received_qty", "delivered quantity"),
        ("status", "status", "status"),
    ):
        assert by_kind[kind] == list(PLANTED[planted])
        for line_id, values in PLANTED[planted].items():
            assert (
                told[line_id].ours.facts[fact],
                told[line_id].theirs.facts[fact],
            ) == values


def test_harrows_number_is_bridged_to_the_agreed_one(harrow):
    """Stated 48 of 49; their rows give 47 of 50; ours by their rule 48 of 50, and by the agreed one
    46 of 50.
    """
    assert (harrow.their_value, harrow.our_value, harrow.end) == (
        ratio(47, 50),
        ratio(48, 50),
        ratio(46, 50),
    )
    values = [(step.kind, step.value) for step in harrow.steps]
    assert values == [
        ("missing there", ratio(48, 52)),
        ("missing here", ratio(47, 51)),
        ("date", ratio(48, 51)),
        ("quantity", ratio(48, 51)),
        ("status", ratio(48, 50)),
    ]
    assert harrow.remainder == harrow.their_value - Fraction(harrow.stated)
    assert ANSWERS["d1"][PLANTED["supplier"]] == (46, 50)


def test_the_command_prints_the_bridge_and_lists_every_difference(
    sample_home, harrow_files, capsys
):
    snapshots = list_snapshots(sample_home)
    command = [
        "--home",
        str(sample_home.root),
        "reconcile",
        "S-1001",
        "2026Q3",
        "--source",
        "sample_supplier",
        "--files",
        str(harrow_files),
    ]
    assert main([*command, "--stated", "98.0"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Harrow Castings (S-1001), 2026 Q3: On time, in full, in %"
    assert [
        line.split("  ")[-1].strip()
        for line in printed
        if line.startswith("  not explained")
    ] == ["-4.00"]
    assert len({len(line) for line in printed if line.endswith(" 1")}) == 1, (
        "the columns are aligned"
    )
    path = sample_home.reports / "2026Q3" / "reconciled-s-s-1001-1ed17bf3d4.csv"
    assert printed[-1] == f"9 lines read differently: {path}"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [row["kind"] for row in rows] == ["missing there"] * 2 + ["missing here"] + [
        "date"
    ] * 4 + ["quantity", "status"]
    assert (
        rows[3]["docked_on_theirs"],
        rows[3]["docked_on_ours"],
        rows[3]["reads_differently"],
    ) == ("2026-07-03", "2026-07-06", "False")
    assert list_snapshots(sample_home) == snapshots, "nothing is published"


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["S-9", "2026Q3"], 2, "There is no supplier 'S-9' in snapshot"),
        (
            ["S-1002", "2026Q3"],
            2,
            "There is no supplier 'S-1002' in the rows of source sample_supplier, which has S-1001",
        ),
        (["S-1001", "2026-3"], 2, "'2026-3' is not a quarter"),
        (["S-1001", "2020Q1"], 2, "Nothing to count for D1 in 2020 Q1"),
    ],
)
def test_a_mistake_is_a_sentence(sample_home, harrow_files, capsys, words, status, message):
    command = [
        "--home",
        str(sample_home.root),
        "reconcile",
        *words,
        "--source",
        "sample_supplier",
        "--files",
        str(harrow_files),
    ]
    assert main(command) == status
    assert capsys.readouterr().err.startswith(message)


def test_a_missing_file_is_a_data_fault(sample_home, tmp_path, capsys):
    assert (
        main(
            [
                "--home",
                str(sample_home.root),
                "reconcile",
                "S-1001",
                "2026Q3",
                "--source",
                "sample_supplier",
                "--files",
                str(tmp_path),
            ]
        )
        == 1
    )
    assert "expected a file named harrow_rows.csv" in capsys.readouterr().err


@pytest.mark.parametrize("stated", ["many", "NaN", "101", "-1"])
def test_a_stated_number_is_a_percentage(stated, capsys):
    with pytest.raises(SystemExit) as ended:
        main(
            [
                "reconcile",
                "S-1001",
                "2026Q3",
                "--source",
                "sample_supplier",
                "--files",
                ".",
                f"--stated={stated}",
            ]
        )
    assert ended.value.code == 2
    assert (
        f"'{stated}' is no percentage, expected a number from 0 to 100 such as 95.8"
        in capsys.readouterr().err
    )
