"""What was promised and how the firms deal with each other, by a second road: plain Python on the
canonical tables of the sample world.

A road gives, for one basis, every thing that counts as (supplier, the day that places it,
numerator, denominator). It must equal the counted rows of the snapshot for every supplier and
quarter: not the sums alone, each thing. Then the statements are run on every choice of every
switch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from shipped import METRICS, SWITCHES

import srmlib
from srmlib.snapshot.definitions import make_bases_table, write_bases

Row = dict[str, object]
Counted = tuple[str, date, Decimal | int, int]
STATEMENTS = Path(srmlib.__file__).parent / "sql" / "metrics"
TABLES = (
    "schedule_lines",
    "confirmations",
    "cost_events",
    "invoice_lines",
    "customer_promises",
    "complaints",
    "order_changes",
    "forecasts",
    "queries",
    "meetings",
)


class World:
    """The canonical tables as lists of dicts, D1's lines on the agreed basis, and the as-of
    date.
    """

    def __init__(self, snapshot):
        self.as_of = snapshot.as_of
        self.tables = {
            name: _dicts(snapshot.con.execute("SELECT * FROM " + name)) for name in TABLES
        }
        self.d1 = _dicts(
            snapshot.con.execute("SELECT * FROM d1_rows WHERE basis = 'agreed'")
        )
        self.lines = {line["line_id"]: line for line in self.tables["schedule_lines"]}

    def __getitem__(self, name: str) -> list[Row]:
        return self.tables[name]

    def known(self, day: date | None) -> date | None:
        """A day, unless it had not come yet."""
        return day if day and day <= self.as_of else None

    def is_over(self, day: date) -> bool:
        return day < self.as_of

    def was_cancelled_before(self, line_id: str, day: date) -> bool:
        line = self.lines[line_id]
        return line["status"] == "cancelled" and line["cancelled_on"] < day

    def ends_of(self, line_id: str) -> list[date]:
        """The days on which nobody waited for a line any more."""
        line = self.lines[line_id]
        return [day for day in (line["cancelled_on"], line["closed_on"]) if day]


def _dicts(found) -> list[Row]:
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def world(sample) -> World:
    return World(sample)


def confirmations_of(world: World) -> dict[str, list[Row]]:
    """By line what the supplier told, in the order it was told."""
    told = defaultdict(list)
    for confirmation in sorted(
        world["confirmations"], key=lambda c: (c["confirmed_on"], c["confirmation_id"])
    ):
        if world.known(confirmation["confirmed_on"]):
            told[confirmation["line_id"]].append(confirmation)
    return told


def kept_after_confirming(world: World, basis: Row) -> Iterator[Counted]:
    told = confirmations_of(world)
    for line in world.d1:
        if line["line_id"] not in told or line["ordered_qty"] == 0:
            continue
        filled = line["filled_on"]
        kept: list[Row] = []
        for confirmation in told[line["line_id"]]:
            passed = [confirmation["for_on"], *([filled] if filled else [])]
            passed += [kept[-1]["for_on"]] if kept else []
            if basis["after_due"] == "ignored" and confirmation["confirmed_on"] > min(
                passed
            ):
                break
            kept.append(confirmation)
        if not kept:
            continue
        due = kept[-1 if basis["confirmation"] == "last" else 0]["for_on"]
        is_cancelled = world.was_cancelled_before(line["line_id"], due)
        if due > world.as_of or (is_cancelled and basis["cancelled"] == "out"):
            continue
        if filled and filled <= due:
            yield line["supplier_id"], due, 1, 1
        elif world.is_over(due):
            yield line["supplier_id"], due, 0, 1


def days_late(world: World, basis: Row) -> Iterator[Counted]:
    told = confirmations_of(world)
    hurried = {
        e["line_id"]
        for e in world["cost_events"]
        if e["element"] in ("expedite", "premium_freight") and world.known(e["occurred_on"])
    }
    for line in world.d1:
        due, end = line["due_on"], line["filled_on"]
        if line["ordered_qty"] == 0 or (not due and (basis["start"] == "due" or not end)):
            continue
        if due and (due > world.as_of or world.was_cancelled_before(line["line_id"], due)):
            continue
        if not end and not world.is_over(due):
            continue
        if basis["expedites"] == "out" and line["line_id"] in hurried:
            continue
        confirmed = told.get(line["line_id"])
        start = {
            "due": due,
            "ordered": line["ordered_on"],
            "confirmed": confirmed[0]["confirmed_on"] if confirmed else None,
        }[basis["start"]]
        is_final = bool(end)
        end = end or max(due, min([world.as_of, *world.ends_of(line["line_id"])]))
        if not start or (end < start and basis["start"] != "due"):
            continue
        took = (
            (end - start).days
            if basis["days"] == "calendar"
            else int(np.busday_count(start, end))
        )
        yield line["supplier_id"], due or end, took, int(is_final)


def invoices_right(world: World, basis: Row) -> Iterator[Counted]:
    for line in world["invoice_lines"]:
        if not world.known(line["invoiced_on"]) or (
            line["is_credit"] and basis["credit_notes"] == "out"
        ):
            continue
        is_right = line["correction"] == "none"
        if line["correction_cause"] == "ours" and basis["our_errors"] == "out":
            is_right = True
        if (
            line["correction"] == "price"
            and basis["tolerance_percent"]
            and line["correction_amount"] is not None
        ):
            allowed = abs(line["amount"]) * basis["tolerance_percent"] / 100
            is_right = is_right or abs(line["correction_amount"]) <= allowed
        yield line["supplier_id"], line["invoiced_on"], int(is_right), 1


def promises_kept(world: World, basis: Row) -> Iterator[Counted]:
    for promise in world["customer_promises"]:
        day = promise["promised_on"]
        if basis["promise"] == "first" and promise["first_promised_on"]:
            day = promise["first_promised_on"]
        kept = world.known(promise["kept_on"])
        if basis["depends"] == "shipped" and not world.known(promise["shipped_on"]):
            continue
        if day > world.as_of or (not kept and not world.is_over(day)):
            continue
        is_broken = not kept or kept > day
        cause = promise["broken_cause"] or "open"
        if basis["cause"] == "agreed" and promise["is_cause_agreed"] is not True:
            cause = "open"
        if is_broken and cause == "open":
            continue
        yield promise["supplier_id"], day, int(not (is_broken and cause == "theirs")), 1


def complaints_traced(world: World, basis: Row) -> Iterator[Counted]:
    first = {}
    for promise in world["customer_promises"]:
        order = promise["supplier_id"], promise["customer_order_id"]
        day = promise["first_promised_on"] or promise["promised_on"]
        first[order] = min(first.get(order, day), day)
    for complaint in world["complaints"]:
        if not complaint["supplier_id"] or not world.known(complaint["received_on"]):
            continue
        if basis["complaint"] == "claim" and complaint["is_claim"] is not True:
            continue
        if basis["traced"] == "accepted" and complaint["is_accepted"] is not True:
            continue
        units = (
            1
            if basis["unit"] == "event" or complaint["unit_count"] is None
            else complaint["unit_count"]
        )
        day = complaint["received_on"]
        if basis["period"] == "order":
            about = complaint["supplier_id"], complaint["customer_order_id"]
            day = world.known(first.get(about)) or day
        yield complaint["supplier_id"], day, units, 0
    for (supplier_id, _), day in first.items():
        if world.known(day):
            yield supplier_id, day, 0, 1


def lines_changed_late(world: World, _: Row) -> Iterator[Counted]:
    changed = set()
    for change in world["order_changes"]:
        line = world.lines[change["line_id"]]
        if (
            change["by_side"] != "buyer"
            or change["field"] == "price"
            or not world.known(change["changed_on"])
            or change["changed_on"] <= line["ordered_on"]
        ):
            continue
        names = ("requested_on", "promised_on", "first_confirmed_on", "last_confirmed_on")
        if change["changed_on"] > max(line[name] for name in names if line[name]):
            continue
        wanted = line["requested_on"] or line["promised_on"]
        if line["lead_days"] is None or change["changed_on"] > wanted - timedelta(
            days=line["lead_days"]
        ):
            changed.add(line["line_id"])
    for line in world.d1:
        if line["is_counted_if_unchanged"]:
            yield line["supplier_id"], line["due_on"], int(line["line_id"] in changed), 1


def forecast_errors(world: World, _: Row) -> Iterator[Counted]:
    lead, ordered = defaultdict(int), defaultdict(Decimal)
    for line in world["schedule_lines"]:
        if line["ordered_on"] and not world.known(line["ordered_on"]):
            continue
        part = line["supplier_id"], line["part_id"]
        lead[part] = max(lead[part], line["lead_days"] or 0)
        if (
            line["part_id"]
            and line["requested_on"]
            and not (line["status"] == "cancelled" and world.known(line["cancelled_on"]))
        ):
            ordered[*part, line["requested_on"].replace(day=1)] += line["ordered_qty"]
    last = {}
    for forecast in sorted(
        world["forecasts"], key=lambda f: (f["made_on"], f["forecast_id"])
    ):
        month = forecast["month_on"].replace(day=1)
        days_ahead = (month - forecast["made_on"]).days
        is_over = month < world.as_of.replace(day=1)
        if (
            forecast["part_id"]
            and is_over
            and world.known(forecast["made_on"])
            and days_ahead >= lead[forecast["supplier_id"], forecast["part_id"]]
        ):
            last[forecast["supplier_id"], forecast["part_id"], month] = forecast[
                "forecast_qty"
            ]
    # What was ordered without a forecast in time counts as forecast of nothing, where forecasts are
    # told.
    given = [f for f in world["forecasts"] if world.known(f["made_on"])]
    told = {f["supplier_id"] for f in given}
    months = [f["month_on"].replace(day=1) for f in given]
    for supplier_id, part_id, month in list(ordered):
        if (
            supplier_id in told
            and min(months) <= month <= max(months)
            and month < world.as_of.replace(day=1)
        ):
            last.setdefault((supplier_id, part_id, month), Decimal(0))
    for (supplier_id, part_id, month), expected in last.items():
        wanted = ordered[supplier_id, part_id, month]
        if expected or wanted:
            yield supplier_id, month, abs(expected - wanted), wanted


def invoices_paid(world: World, _: Row) -> Iterator[Counted]:
    for line in world["invoice_lines"]:
        if line["is_credit"] or not line["due_on"] or not world.known(line["invoiced_on"]):
            continue
        if line["correction"] != "none" and line["correction_cause"] == "theirs":
            continue
        paid = world.known(line["paid_on"])
        if line["due_on"] <= world.as_of and (paid or world.is_over(line["due_on"])):
            yield (
                line["supplier_id"],
                line["due_on"],
                int(bool(paid) and paid <= line["due_on"]),
                1,
            )


def days_to_answer(world: World, basis: Row) -> Iterator[Counted]:
    for query in world["queries"]:
        asked, until = query["asked_on"], world.known(query["answered_on"]) or world.as_of
        if until >= asked:
            between = [
                asked + timedelta(days=place) for place in range((until - asked).days)
            ]
            if basis["days"] == "working":
                between = [day for day in between if day.weekday() < 5]
            yield query["supplier_id"], asked, len(between), 1


def changes_of_drawings(world: World, _: Row) -> Iterator[Counted]:
    for change in world["order_changes"]:
        if (
            change["by_side"] == "buyer"
            and change["field"] in ("drawing", "specification")
            and world.known(change["changed_on"])
        ):
            yield world.lines[change["line_id"]]["supplier_id"], change["changed_on"], 1, 0
    for line in world["schedule_lines"]:
        if world.known(line["ordered_on"]):
            yield line["supplier_id"], line["ordered_on"], 0, 1


def meetings_held(world: World, _: Row) -> Iterator[Counted]:
    week = timedelta(days=7)
    for meeting in world["meetings"]:
        planned, held = meeting["planned_on"], world.known(meeting["held_on"])
        if planned + week <= world.as_of and (held or world.is_over(planned + week)):
            yield (
                meeting["supplier_id"],
                planned,
                int(bool(held) and planned - week <= held <= planned + week),
                1,
            )


ROADS: dict[str, Callable[[World, Row], Iterator[Counted]]] = {
    "D2": kept_after_confirming,
    "D3": days_late,
    "C2": invoices_right,
    "P1": promises_kept,
    "P2": complaints_traced,
    "B1": lines_changed_late,
    "B2": forecast_errors,
    "B3": invoices_paid,
    "B4": days_to_answer,
    "B5": changes_of_drawings,
    "B6": meetings_held,
}


def by_quarter(counted: Iterable[Counted]) -> dict[tuple[str, str], list[tuple]]:
    """Per supplier and quarter every numerator and denominator, sorted."""
    found = defaultdict(list)
    for supplier_id, day, numerator, denominator in counted:
        found[supplier_id, f"{day.year}Q{(day.month + 2) // 3}"].append(
            (numerator, denominator)
        )
    return {place: sorted(values) for place, values in found.items()}


def counted_rows(con, source: str) -> dict[str, dict[tuple[str, str], list[tuple]]]:
    """By basis what the rows of a statement or table say, as by_quarter does."""
    found = defaultdict(list)
    rows = con.execute(
        "SELECT basis, supplier_id, counted_on, numerator, denominator FROM ("
        + source
        + ") AS rows WHERE is_counted"
    ).fetchall()
    for basis, *counted in rows:
        found[basis].append(counted)
    return {basis: by_quarter(counted) for basis, counted in found.items()}


@pytest.mark.parametrize("metric_id", ROADS)
def test_every_basis_of_the_sample_snapshot(sample, world, metric_id):
    """Suppliers may have bases of their own: each is compared with the road on its own switches."""
    bases = _dicts(sample.con.execute("SELECT * FROM bases_" + metric_id.lower()))
    assert {basis["basis"] for basis in bases} >= {"agreed"}
    found = counted_rows(sample.con, "SELECT * FROM " + metric_id.lower() + "_rows")
    expected = defaultdict(dict)
    for basis in bases:
        road = by_quarter(ROADS[metric_id](world, basis))
        expected[basis["basis"]] |= {
            place: values
            for place, values in road.items()
            if place[0] == basis["supplier_id"]
        }
    assert sum(map(len, expected["agreed"].values())) > 0, (
        "the sample has something to count"
    )
    assert found == expected


def test_a_line_left_out_for_our_change_keeps_what_would_have_become_of_it(sample):
    """D1 once more on pairs of bases that differ in that switch alone: where lines we changed are
    out, the rest of the row is as where they are in.
    """
    others = {
        "plain": {},
        "late": {"late_days": 10, "overdue": "ignored"},
        "cancelled": {"cancelled": "in", "free": "out"},
    }
    default = {switch.name: switch.default for switch in SWITCHES["D1"]}
    bases = {
        f"{name} {choice}": default | choices | {"changed": choice}
        for name, choices in others.items()
        for choice in ("in", "out")
    }
    make_bases_table(sample.con, METRICS["D1"], is_temporary=True)
    try:
        write_bases(sample.con, METRICS["D1"], bases)
        rows = _dicts(
            sample.con.execute((STATEMENTS / "D1.sql").read_text(encoding="utf-8"))
        )
    finally:
        sample.con.execute("DROP TABLE temp.bases_d1")
    read = {(row["basis"], row["line_id"]): row for row in rows}
    apart = [
        (row, read[row["basis"].replace("out", "in"), row["line_id"]])
        for row in rows
        if row["basis"].endswith("out")
    ]
    assert any(out["outcome"] == "changed" for out, _ in apart)
    for out, counted in apart:
        assert (counted["outcome"], counted["is_counted"]) == (
            counted["outcome_if_unchanged"],
            counted["is_counted_if_unchanged"],
        )
        assert (out["outcome_if_unchanged"], out["is_counted_if_unchanged"]) == (
            counted["outcome"],
            counted["is_counted"],
        )
        assert out["outcome"] in ("changed", counted["outcome"])


@pytest.mark.parametrize(
    "metric_id", [metric_id for metric_id in ROADS if metric_id in SWITCHES]
)
def test_every_choice_of_every_switch(sample, world, metric_id):
    """The statement once more, on a table of bases with all choices together; a tolerance is tried
    at 0 and 3 %.
    """
    switches = SWITCHES[metric_id]
    choices = [
        tuple(switch.choices)
        + ((3,) if switch.number else ())
        + ((switch.default,) if switch.calendar else ())
        for switch in switches
    ]
    every = {
        str(i): dict(zip([switch.name for switch in switches], chosen, strict=True))
        for i, chosen in enumerate(product(*choices))
    }
    con = sample.con.cursor()
    table = "bases_" + metric_id.lower()
    columns = ", ".join(f"{switch.name} {switch.sql_type}" for switch in switches)
    con.execute("USE snapshot")
    # Stands before the snapshot's own table of that name for as long as this test runs.
    con.execute(
        "CREATE TEMP TABLE "
        + table
        + " (supplier_id VARCHAR, basis VARCHAR, "
        + columns
        + ")"
    )
    try:
        marks = ", ".join("?" for _ in switches)
        for name, chosen in every.items():
            con.execute(
                "INSERT INTO "
                + table
                + " SELECT supplier_id, ?, "
                + marks
                + " FROM suppliers",
                [name, *chosen.values()],
            )
        found = counted_rows(
            con, (STATEMENTS / f"{metric_id}.sql").read_text(encoding="utf-8")
        )
    finally:
        con.execute("DROP TABLE temp." + table)
        con.close()
    assert found == {
        name: by_quarter(ROADS[metric_id](world, chosen)) for name, chosen in every.items()
    }
