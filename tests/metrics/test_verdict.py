"""The five verdicts: this quarter as counted, clear by the year or by a run of eight, and what they
rest on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from shipped import FILES
from small_world import small_world

from srmlib.facts import SupplierQuarter
from srmlib.metrics.evidence import CountedRow, past_of
from srmlib.metrics.verdict import false_alarm, fewest_to_show, verdict
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import parse_definitions
from srmlib.words.metric import decided_words

Q3 = Quarter.parse("2026Q3")
QUARTERS = Q3.back(8)
DEFINITIONS = {d.metric_id: d for d in parse_definitions(FILES)}
SIGNED = (
    "{}:\n  version: 1\n  valid_from: 2020-01-01\n  agreed_on: 2020-01-01\n"
    '  signed_by_buyer: "buyer"\n  signed_by_supplier: "supplier"\n{}'
)


def shares(*quarters: tuple[int, int], lines_of_an_order: int = 1) -> list[CountedRow]:
    """(met, of) of each quarter, oldest first, this quarter last."""
    rows = []
    for quarter, (met, of) in zip(QUARTERS[-len(quarters) :], quarters, strict=True):
        for place in range(of):
            order = f"{quarter.label}/{place // lines_of_an_order}"
            rows.append(
                CountedRow(
                    f"{quarter.label}/{place}",
                    quarter.start,
                    Decimal(place < met),
                    Decimal(1),
                    order,
                )
            )
    return rows


def judged(rows: list[CountedRow], metric_id: str = "D1", fewest: int = 5, **other):
    """(word, clear by) of rows, with at least `fewest` in each quarter of the history."""
    definition = replace(DEFINITIONS[metric_id], **other)
    past = past_of(definition, rows, Q3)
    history = []
    for quarter in QUARTERS:
        placed = [row.numerator for row in rows if row.counted_on in quarter]
        enough = len(placed) >= fewest
        history.append(float(100 * sum(placed) / len(placed)) if enough else None)
    return tuple(verdict(definition, history[-1], past, history))


CASES = {
    "46 of 50 at 97 % in one quarter could be chance": ([(46, 50)], 97, ("missed", None)),
    "20 of 22 at 98.5 %, too": ([(20, 22)], 98.5, ("missed", None)),
    "four times as much, missed": ([(46, 50)] * 4, 97, ("missed_clear", "year")),
    "and beyond the red limit": ([(42, 50)] * 4, 95, ("far_clear", "year")),
    "a bad year is not clear in a quarter that met": (
        [(42, 50), (42, 50), (42, 50), (50, 50)],
        95,
        ("met", None),
    ),
    "a good year is not clear in a quarter that missed": (
        [(60, 60), (60, 60), (60, 60), (18, 20)],
        95,
        ("missed", None),
    ),
    "a year without a miss": ([(17, 17)] * 4, 95, ("met", None)),
    "and with four rows more": ([(18, 18)] * 4, 95, ("met_clear", "year")),
    "eight missed of eight": ([(47, 50)] * 8, 95, ("missed_clear", "run")),
    "seven missed of eight": ([(50, 50)] + [(47, 50)] * 7, 95, ("missed", None)),
    "seven missed of seven": ([(47, 50)] * 7, 95, ("missed", None)),
    "eight met of eight, five rows each": ([(5, 5)] * 8, 95, ("met", None)),
    "eight met of eight, fifty rows each": ([(49, 50)] * 8, 95, ("met_clear", "run")),
    "exactly on goal is met": ([(19, 20)], 95, ("met", None)),
    "a goal of all: one miss is enough": ([(49, 50)], 100, ("far_clear", "year")),
}


@pytest.mark.parametrize("name", CASES)
def test_the_five_verdicts(name):
    quarters, goal, expected = CASES[name]
    limit = 99.5 if goal == 100 else 85
    assert judged(shares(*quarters), goal=goal, red_limit=limit) == expected


def test_where_less_is_better_the_sides_are_turned():
    """B1: 10 of 60 lines changed in each of four quarters, at 5 % goal and a red limit of 15 %."""
    assert judged(shares(*[(10, 60)] * 4), "B1") == ("far_clear", "year")
    assert judged(shares(*[(7, 60)] * 4), "B1") == ("missed_clear", "year")
    assert judged(shares(*[(0, 20)] * 4), "B1") == ("met_clear", "year")


def test_a_quarter_with_too_few_rows_is_in_no_run_but_in_its_year():
    quarters = [(47, 50)] * 4 + [(4, 4)] + [(47, 50)] * 3
    assert judged(shares(*quarters), goal=95) == ("missed", None)
    assert past_of(DEFINITIONS["D1"], shares(*quarters), Q3).summed.n == 154


def test_lines_of_one_order_are_no_proof_of_their_own():
    """Forty of 800 lines late: four of eighty orders, each as a whole."""
    rows = []
    for quarter in QUARTERS[-4:]:
        for place in range(20):
            is_late = place < 1
            rows += [
                CountedRow(
                    f"{quarter.label}/{place}/{line}",
                    quarter.start,
                    Decimal(not is_late),
                    Decimal(1),
                    f"{quarter.label}/{place}",
                )
                for line in range(10)
            ]
    assert judged(rows, goal=97.5) == ("missed", None)
    alone = [replace_order(row) for row in rows]
    assert judged(alone, goal=97.5) == ("missed_clear", "year")
    assert past_of(DEFINITIONS["D1"], rows, Q3).summed.orders == 80
    assert past_of(DEFINITIONS["D1"], alone, Q3).summed.orders is None


def replace_order(row: CountedRow) -> CountedRow:
    return row._replace(together=row.row_id)


@pytest.mark.parametrize(
    ("metric_id", "goal", "fewest"),
    [
        ("C2", 99, 368),
        ("D1", 95, 72),
        ("B1", 5, 72),
        ("P1", 100, float("inf")),
        ("P2", 1, 3688.88),
        ("S3", 8, 6),
        ("D3", 4, 42),
        ("C1", 15, 40),
    ],
)
def test_from_which_volume_on_a_goal_can_be_shown(metric_id, goal, fewest):
    definition = replace(DEFINITIONS[metric_id], goal=goal)
    assert fewest_to_show(definition) == pytest.approx(fewest, abs=0.01)


def test_the_volume_is_the_first_that_is_clear():
    for count, word in ((91, "met"), (92, "met_clear")):
        rows = shares((count, count), (92, 92), (92, 92), (92, 92))
        assert judged(rows, goal=99)[0] == word


def test_false_alarms_are_added_up_by_rule_and_side():
    """50 rows a quarter at 95 %: 200 in a year."""
    definition = replace(DEFINITIONS["D1"], goal=95)
    past = past_of(definition, shares(*[(48, 50)] * 8), Q3)
    found = false_alarm(definition, past, [96.0] * 8)
    # Of 200: 185 or fewer (0.0238 + …) and 196 or more; of eight quarters all met, or all missed.
    assert 0.03 < found < 0.06
    assert false_alarm(definition, past, [None] * 8) < found


# From an extract


def lines(quarter: Quarter, count: int, late: int, an_order: int = 1) -> list[dict]:
    due = date(quarter.start.year, quarter.start.month, 10).isoformat()
    return [
        {
            "line_id": f"{quarter.label}-{place}",
            "order_id": f"{quarter.label}-{place // an_order}",
            "ordered_on": date(quarter.start.year, quarter.start.month, 1).isoformat(),
            "requested_on": due,
            "late": place < late,
        }
        for place in range(count)
    ]


def receipts(of_lines: list[dict]) -> list[dict]:
    return [
        {
            "receipt_id": f"R-{line['line_id']}",
            "line_id": line["line_id"],
            "docked_on": line["requested_on"][:8] + ("20" if line["late"] else "09"),
        }
        for line in of_lines
    ]


def world(folder, of_lines: list[dict], *, definitions: str | None = None, **more):
    stated = [{k: v for k, v in line.items() if k != "late"} for line in of_lines]
    return small_world(
        folder,
        definitions=SIGNED.format("D1", "") if definitions is None else definitions,
        schedule_lines=stated,
        receipts=receipts(of_lines),
        **more,
    )


def d1(snapshot, quarter: Quarter = Q3):
    return SupplierQuarter(snapshot, "S", quarter).reading("D1")


def test_a_verdict_and_its_year_from_an_extract(tmp_path):
    rows = [
        line for quarter in QUARTERS[-4:] for line in lines(quarter, 40, 12, an_order=2)
    ]
    with world(tmp_path, rows) as snapshot:
        found = d1(snapshot)
        block = found.to_json()
    assert (found.verdict, found.clear_by, found.value) == ("far_clear", "year", 70.0)
    assert (found.n, found.orders, found.year.n, found.year.orders) == (40, 20, 160, 80)
    assert found.interval_method == "bootstrap by order"
    assert found.quarters_met == (0, 4)
    assert block["year"]["value"] == 70.0 and block["year"]["n"] == 160
    assert (block["verdict"], block["clear_by"], block["rests_on_dispute"]) == (
        "far_clear",
        "year",
        False,
    )
    assert block["quarters_met"] == [0, 4]


def test_too_few_rows_give_no_verdict_and_the_year_all_the_same(tmp_path):
    rows = [line for quarter in QUARTERS[-4:-1] for line in lines(quarter, 40, 12)]
    with world(tmp_path, rows + lines(Q3, 6, 0)) as snapshot:
        found = d1(snapshot)
    assert (found.state, found.verdict, found.clear_by) == ("too_few", None, None)
    assert (found.year.n, round(found.year.value, 2)) == (126, 71.43)
    assert found.year.interval is not None


def test_a_year_is_shown_for_a_quarter_with_nothing(tmp_path):
    rows = [line for quarter in QUARTERS[-4:-1] for line in lines(quarter, 40, 12)]
    with world(tmp_path, rows) as snapshot:
        found = d1(snapshot)
    assert (found.state, found.verdict, found.year.n) == ("no_data", None, 120)


def test_without_signatures_there_is_a_year_and_no_verdict(tmp_path):
    rows = [line for quarter in QUARTERS[-4:] for line in lines(quarter, 40, 12)]
    with world(tmp_path, rows, definitions="") as snapshot:
        found = d1(snapshot)
    assert (found.state, found.verdict, found.clear_by, found.false_alarm) == (
        "ok",
        None,
        None,
        None,
    )
    assert (found.year.value, found.quarters_met) == (70.0, (0, 4))


def test_a_quarter_that_is_not_over_counts_what_was_due(tmp_path):
    """On 20 July the lines due on the 10th count, those of September do not."""
    later = [
        line | {"requested_on": "2026-09-10", "line_id": f"later-{place}"}
        for place, line in enumerate(lines(Q3, 30, 0))
    ]
    stated = [
        {k: v for k, v in x.items() if k != "late"} for x in (*lines(Q3, 25, 0), *later)
    ]
    with small_world(
        tmp_path,
        as_of="2026-07-20",
        definitions=SIGNED.format("D1", ""),
        schedule_lines=stated,
        receipts=receipts(lines(Q3, 25, 5)),
    ) as snapshot:
        found = d1(snapshot)
    assert (found.n, found.value, found.year.n, found.verdict) == (
        25,
        80.0,
        25,
        "far_clear",
    )


def test_all_lines_of_one_order_are_one_piece_of_evidence(tmp_path):
    with world(tmp_path, lines(Q3, 30, 15, an_order=30)) as snapshot:
        found = d1(snapshot)
    assert (found.n, found.orders, found.value) == (30, 1, 50.0)
    assert (found.state, found.verdict, found.clear_by) == ("ok", "missed", None)
    low, high = found.interval
    assert low < 10 and high > 90


@pytest.mark.parametrize(
    ("late", "claims", "rests", "if_decided"),
    [
        # 37 of 40 missed; 39 of 40 met
        (3, 2, True, {"supplier": "met", "buyer": "missed"}),
        (3, 0, False, {}),
        # 29 of 40 is as far off
        (12, 1, False, {"supplier": "far_clear", "buyer": "far_clear"}),
    ],
)
def test_a_verdict_rests_on_a_dispute_where_deciding_it_would_change_it(
    tmp_path, late, claims, rests, if_decided
):
    disputes = [
        {
            "dispute_id": f"D{place}",
            "metric_id": "D1",
            "supplier_id": "S",
            "row_id": f"{Q3.label}-{place}",
            "raised_by": "supplier",
            "raised_on": "2026-09-01",
            "claim": "met",
            "state": "open",
        }
        for place in range(claims)
    ]
    more = {"disputes": disputes} if disputes else {}
    with world(tmp_path, lines(Q3, 40, late), **more) as snapshot:
        found = d1(snapshot)
    assert found.verdict is not None
    assert (found.rests_on_dispute, found.if_decided) == (rests, if_decided)


def test_a_dispute_over_an_earlier_row_of_the_year_counts_too(tmp_path):
    """The year is clear by one line of an earlier quarter: without it, not."""
    rows = [line for quarter in QUARTERS[-4:] for line in lines(quarter, 25, 3)]
    dispute = {
        "dispute_id": "D1",
        "metric_id": "D1",
        "supplier_id": "S",
        "raised_by": "supplier",
        "raised_on": "2026-09-01",
        "claim": "met",
        "state": "open",
    }
    claims = [
        dispute | {"dispute_id": f"D{place}", "row_id": f"{QUARTERS[-4].label}-{place}"}
        for place in range(3)
    ]
    with world(tmp_path, rows, disputes=claims) as snapshot:
        found = d1(snapshot)
    assert (found.verdict, found.disputed, found.rests_on_dispute) == (
        "missed_clear",
        None,
        True,
    )
    # What it rests on is said though no row of this quarter is disputed.
    assert decided_words(found) == (
        "rests on a dispute: missed if the supplier is right; missed, clear if the buyer is right"
    )


def test_two_metrics_that_miss_by_the_same_lines_say_so_once(tmp_path):
    rows = [line for quarter in QUARTERS[-2:] for line in lines(quarter, 40, 4)]
    confirmed = [
        {
            "line_id": line["line_id"],
            "confirmed_on": line["ordered_on"],
            "for_on": line["requested_on"],
        }
        for line in rows
    ]
    both = SIGNED.format("D1", "") + SIGNED.format("D2", "")
    with world(tmp_path, rows, definitions=both, confirmations=confirmed) as snapshot:
        facts = SupplierQuarter(snapshot, "S", Q3).facts
    assert [(s.metric, s.other, s.rows, s.other_rows) for s in facts.same_rows()] == [
        ("D1", "D2", 4, 4)
    ]
    assert facts.false_alarms()["judged"] == 2
