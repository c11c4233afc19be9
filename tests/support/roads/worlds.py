"""Random suppliers with orders, receipts, confirmations, changes, notices and tickets, each with its
own switches, and the snapshot that holds many of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from pathlib import Path

from hypothesis import strategies as st
from small_world import small_world

from roads.clock import Hours, utc
from roads.delivery import standing
from roads.drawn import examples, seldom
from roads.units import CONVERSIONS
from srmlib.snapshot import Snapshot

BASES = ("agreed", "buyer", "supplier")
CHOICES = {
    "D1": {
        "due": ["requested", "first_confirmed", "last_confirmed"],
        "place": ["posted", "dock", "shipped"],
        "clock": ["day", "time"],
        "early_days": [None, 0, 3],
        "late_days": [0, 2],
        "full_percent": [0, 100, 90, 99.5],
        "over_percent": [None, 0, 12.5],
        "partials": ["last", "first"],
        "closed": ["short", "buyer", "any"],
        "returns": ["stand", "undo"],
        "overdue": ["miss", "ignored"],
        "changed": ["in", "out"],
        "cancelled": ["out", "in"],
        "free": ["in", "out"],
        "period": ["due", "received"],
        "unit": ["line", "order", "quantity", "value"],
    },
    "D2": {
        "confirmation": ["last", "first"],
        "after_due": ["ignored", "count"],
        "cancelled": ["out", "in"],
    },
    "S1": {
        "auto_reply": ["no", "yes"],
        "clock": ["always", "business"],
        "calendar": ["standard", "nights"],
        "start": ["opened", "triaged"],
        "severity": ["caller", "supplier"],
    },
    "Q2": {
        "numerator": ["claimed", "blocked", "confirmed"],
        "not_theirs": ["out", "in"],
        "period": ["found", "made"],
        "denominator": ["received", "shipped"],
    },
}

CALENDAR = """
[hours.standard]
zone = "Europe/Berlin"
monday = ["08:00-12:00", "13:00-17:30"]
tuesday = ["08:00-17:30"]
wednesday = ["08:00-17:30"]
thursday = ["08:00-17:30"]
friday = ["08:00-14:00"]
holidays = [2026-10-02, 2026-04-03, 2026-04-06]

[hours.nights]
zone = "America/New_York"
friday = ["22:00-06:00"]
saturday = ["22:00-06:00"]
sunday = ["06:00-24:00"]
wednesday = ["09:30-10:30", "23:00-01:00"]
holidays = [2026-03-28]
"""


def _at(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _span(text: str) -> tuple[int, int]:
    first, last = map(_at, text.split("-"))
    return first, last if last > first else last + 1440


def _week(*days: tuple[int, list[str]]) -> dict[int, tuple[tuple[int, int], ...]]:
    return {day: tuple(map(_span, spans)) for day, spans in days}


# The same hours again, read by hand.
HOURS = {
    "standard": Hours(
        "Europe/Berlin",
        _week(
            (0, ["08:00-12:00", "13:00-17:30"]),
            *((day, ["08:00-17:30"]) for day in (1, 2, 3)),
            (4, ["08:00-14:00"]),
        ),
        frozenset({date(2026, 10, 2), date(2026, 4, 3), date(2026, 4, 6)}),
    ),
    "nights": Hours(
        "America/New_York",
        _week(
            (4, ["22:00-06:00"]),
            (5, ["22:00-06:00"]),
            (6, ["06:00-24:00"]),
            (2, ["09:30-10:30", "23:00-01:00"]),
        ),
        frozenset({date(2026, 3, 28)}),
    ),
}
# As-of dates, with zones: the end of a quarter, days around a change of the clock, a leap of a day
# between UTC and the plant.
PLACES = [
    (date(2026, 10, 2), "UTC"),
    (date(2026, 3, 31), "Europe/Berlin"),
    (date(2026, 11, 3), "America/Sao_Paulo"),
    (date(2026, 10, 27), "Europe/Berlin"),
    (date(2026, 4, 7), "Pacific/Auckland"),
]


@dataclass(frozen=True)
class Drawn:
    """One example: the rows of one supplier, without its number, and its switches."""

    tables: dict[str, list[dict]]
    switches: dict[str, dict[str, dict]]


@dataclass(frozen=True)
class World:
    """What a road reads: rows as they were drawn, of all suppliers of one load."""

    as_of: date
    time_zone: str
    tables: dict[str, list[dict]]
    switches: dict[str, dict[str, dict[str, dict]]] = field(default_factory=dict)
    hours: dict[str, Hours] = field(default_factory=lambda: HOURS)

    def _by(self, table: str, column: str) -> dict[str, list[dict]]:
        found = defaultdict(list)
        for row in self.tables[table]:
            found[row[column]].append(row)
        return found

    @cached_property
    def parts(self) -> dict[str, dict]:
        return {row["part_id"]: row for row in self.tables["parts"]}

    @cached_property
    def lines(self) -> dict[str, dict]:
        return {row["line_id"]: row for row in self.tables["schedule_lines"]}

    @cached_property
    def receipts(self) -> dict[str, dict]:
        return {row["receipt_id"]: row for row in self.tables["receipts"]}

    @cached_property
    def _indexes(self) -> dict[str, dict[str, list[dict]]]:
        return {
            "lines": self._by("schedule_lines", "supplier_id"),
            "receipts": self._by("receipts", "line_id"),
            "confirmations": self._by("confirmations", "line_id"),
            "changes": self._by("order_changes", "line_id"),
            "notices": self._by("quality_notices", "supplier_id"),
            "tickets": self._by("tickets", "supplier_id"),
        }

    def lines_of(self, supplier_id: str) -> list[dict]:
        return self._indexes["lines"].get(supplier_id, [])

    def receipts_of(self, line: dict) -> list[dict]:
        return self._indexes["receipts"].get(line["line_id"], [])

    def confirmations_of(self, line: dict) -> list[dict]:
        return self._indexes["confirmations"].get(line["line_id"], [])

    def changes_of(self, line: dict) -> list[dict]:
        return self._indexes["changes"].get(line["line_id"], [])

    def notices_of(self, supplier_id: str) -> list[dict]:
        return self._indexes["notices"].get(supplier_id, [])

    def tickets_of(self, supplier_id: str) -> list[dict]:
        return self._indexes["tickets"].get(supplier_id, [])

    def order_of(self, line_id: str) -> str:
        return self.lines[line_id]["order_id"] or line_id

    def tells_quantities(self, supplier_id: str) -> bool:
        """False where a supplier's receipts all come without a quantity."""
        told = [
            qty is not None
            for line in self.lines_of(supplier_id)
            for _, qty in standing(self, self.receipts_of(line))
        ]
        return any(told) or not told

    def tells_days(self, supplier_id: str, column: str) -> bool:
        """False where none of a supplier's receipts tells the day it was shipped, or keyed in."""
        told = [
            receipt[column] is not None
            for line in self.lines_of(supplier_id)
            for receipt, _ in standing(self, self.receipts_of(line))
        ]
        return any(told) or not told


@st.composite
def switches(draw, metric_id: str) -> dict[str, dict]:
    """What is agreed, and where each firm differs from it."""
    often = draw(st.sampled_from([0, 15, 40]))
    return {
        basis: {
            name: draw(st.sampled_from(choices))
            for name, choices in CHOICES[metric_id].items()
            if draw(seldom(often))
        }
        for basis in BASES
    }


def near(day: date, before: int, after: int) -> st.SearchStrategy[date]:
    return st.integers(-before, after).map(lambda days: day + timedelta(days=days))


def unknown(percent: int, strategy: st.SearchStrategy) -> st.SearchStrategy:
    """None in so many of a hundred, else what is drawn."""
    return seldom(percent).flatmap(lambda no: st.none() if no else strategy)


UNITS = {"piece": [None, None, "box", "Piece"], "kg": [None, "g"], "Piece": [None, "box"]}


@st.composite
def quantity(draw, uom: str | None, most: int = 24) -> tuple[Decimal, str | None]:
    """A quantity with the unit it is stated in."""
    stated = draw(st.sampled_from(UNITS.get(uom, [None])))
    qty = Decimal(draw(st.integers(1, most)))
    return (qty * 500 if stated == "g" else qty), stated


@st.composite
def order_line(
    draw, as_of: date, parts: list[dict], tells_quantities: bool
) -> dict[str, list]:
    """One schedule line with all that hangs on it; keys are places, made numbers by the caller."""
    part = draw(st.sampled_from([*parts, None]))
    uom = part["uom"] if part else None
    due = draw(st.sampled_from([None] * 4 + [as_of])) or draw(near(as_of, 120, 12))
    qty, stated = draw(quantity(uom))
    status = draw(
        st.sampled_from(["open", "open", "open", "closed", "closed", "cancelled"])
    )
    cancelled = status == "cancelled"
    closed = status == "closed" and draw(st.booleans())
    currency = draw(st.sampled_from(["EUR", "EUR", "EUR", "USD"]))
    line = {
        "order_id": draw(st.sampled_from([None, "O1", "O1", "O2"])),
        "part_id": part["part_id"] if part else None,
        "ordered_on": draw(unknown(8, near(due, 60, 0))),
        "requested_on": draw(unknown(20, st.just(due))),
        "first_confirmed_on": draw(unknown(50, near(due, 4, 8))),
        "last_confirmed_on": draw(unknown(50, near(due, 4, 8))),
        "promised_on": draw(unknown(75, near(due, 2, 4))),
        "ordered_qty": draw(unknown(7, st.just(qty)))
        if not draw(seldom(4))
        else Decimal(0),
        "uom": stated,
        "value_amount": draw(
            st.sampled_from([Decimal("100.00"), Decimal("37.25"), Decimal(0)])
        ),
        "currency": currency,
        "fx_rate": Decimal("0.9") if currency == "USD" else None,
        "lead_days": draw(unknown(40, st.integers(0, 20))),
        "status": status,
        "cancelled_on": draw(near(due, 10, 10)) if cancelled else None,
        "is_return": draw(st.sampled_from([None, False, False, False])) or draw(seldom(4)),
        "closed_by": draw(st.sampled_from(["buyer", "supplier", None])) if closed else None,
        "closed_on": draw(unknown(10, near(due, 8, 8))) if closed else None,
    }
    receipts: list[dict] = []
    for place in range(draw(st.sampled_from([0, 1, 1, 1, 2, 2, 3]))):
        wanted = (
            None
            if not tells_quantities or draw(seldom(6))
            else draw(arrived(qty, stated, uom))
        )
        receipts += draw(receipt(as_of, due, place, wanted))
    confirmations = [
        {"confirmed_on": draw(near(due, 25, 4)), "for_on": draw(near(due, 6, 12))}
        for _ in range(draw(st.sampled_from([0, 1, 1, 2, 3])))
    ]
    changes = [
        {
            "changed_on": draw(near(due, 30, 10)),
            "field": draw(
                st.sampled_from(["date", "quantity", "price", "drawing", "specification"])
            ),
            "by_side": draw(st.sampled_from(["buyer", "buyer", "supplier", None])),
        }
        for _ in range(draw(st.sampled_from([0, 0, 1, 2])))
    ]
    return {
        "line": line,
        "receipts": receipts,
        "confirmations": confirmations,
        "order_changes": changes,
    }


@st.composite
def arrived(draw, ordered: Decimal, stated: str | None, uom: str | None) -> tuple:
    """What came: the whole order, a part of it, or more, at times in another unit."""
    kind = draw(st.sampled_from(["whole", "whole", "half", "over", "other"]))
    if kind == "other":
        return draw(quantity(uom))
    factor = {"whole": Decimal(1), "half": Decimal("0.5"), "over": Decimal("1.25")}[kind]
    return ordered * factor, stated


@st.composite
def receipt(draw, as_of: date, due: date, place: int, wanted: tuple | None) -> list[dict]:
    """A receipt with what takes it back; of_receipt_id names a place within the list."""
    docked = draw(near(due, 9, 14))
    qty, uom = wanted or (None, None)
    wall = datetime.combine(docked, datetime.min.time()) + timedelta(
        minutes=draw(st.sampled_from([0, 1, 450, 1439]))
    )
    shipped = draw(unknown(15, near(docked, 5, 0)))
    name = f"R{place}"
    rows = [
        {
            "receipt_id": name,
            "kind": "receipt",
            "shipped_on": shipped,
            "docked_on": docked,
            "docked_at": wall if draw(st.booleans()) else None,
            "posted_on": draw(unknown(15, near(docked, 0, 4))),
            "received_qty": qty,
            "uom": uom,
            "of_receipt_id": None,
        }
    ]
    left = qty
    for number in range(draw(st.sampled_from([0, 0, 0, 0, 1, 2]))):
        kind = draw(st.sampled_from(["reversal", "return", "return"]))
        share = draw(st.sampled_from([Decimal(1), Decimal("0.5"), Decimal("0.25")]))
        least = (
            Decimal(1) if uom == "g" else Decimal("0.001")
        )  # what a kilogram is whole thousandths of
        back = (
            None
            if left is None or draw(seldom(10))
            else (left * share).quantize(least, ROUND_DOWN)
        )
        if back is not None and back == 0:
            continue
        taker = f"{name}T{number}"
        day = draw(near(docked, 0, 12))
        rows.append(_taker(taker, kind, day, back, uom, name))
        undone = kind == "return" and draw(seldom(25))
        if undone:
            rows.append(
                _taker(f"{taker}U", "reversal", draw(near(day, 0, 9)), back, uom, taker)
            )
        elif back is not None:
            left -= back
    return rows


def _taker(name: str, kind: str, day: date, qty, uom: str | None, of: str) -> dict:
    return {
        "receipt_id": name,
        "kind": kind,
        "docked_on": day,
        "received_qty": qty,
        "uom": uom if qty is not None else None,
        "of_receipt_id": of,
    }


@st.composite
def notice(draw, as_of: date, parts: list[dict], receipts: list[str]) -> dict:
    found = draw(near(as_of, 110, 8))
    claimed = Decimal(draw(st.integers(0, 9)))
    part = draw(st.sampled_from([*parts, None]))
    return {
        "part_id": part["part_id"] if part else None,
        "receipt_id": draw(st.sampled_from([None, *receipts])),
        "found_on": found,
        "found_at": draw(st.sampled_from(["incoming", "line", "customer"])),
        "made_on": draw(unknown(30, near(found, 60, 3))),
        "claimed_qty": claimed,
        "blocked_qty": draw(unknown(30, st.just(claimed * 4))),
        "confirmed_qty": draw(
            unknown(25, st.sampled_from([claimed, Decimal(0), Decimal(1)]))
        ),
        "cause": draw(st.sampled_from(["theirs", "theirs", "ours", "shared", "open"])),
    }


@st.composite
def ticket(draw, as_of: date, time_zone: str) -> dict:
    midnight = utc(datetime.combine(as_of, datetime.min.time()), time_zone)
    minutes = st.integers(-5, 130) | st.integers(-30, 6000)
    opened = midnight - timedelta(
        minutes=draw(st.integers(-60, 12000) | st.integers(0, 130_000))
    )
    later = minutes.map(
        lambda after: opened + timedelta(minutes=after, seconds=after % 3 * 10)
    )
    target = draw(st.sampled_from([30, 60, 120, 480, 2880]))

    def at(minutes: int, seconds: int) -> datetime:
        return opened + timedelta(minutes=minutes, seconds=seconds)

    return {
        "priority": draw(st.sampled_from(["P1", "P2", "P3"])),
        "supplier_priority": draw(st.sampled_from([None, "P2", "P4"])),
        "opened_at": opened,
        "triaged_at": draw(unknown(40, later)),
        "auto_reply_at": draw(unknown(60, later)),
        "first_response_at": draw(
            st.sampled_from([None, at(target, 0), at(target, 10), at(target, 60)]) | later
        ),
        "target_minutes": draw(unknown(10, st.just(target))),
        "supplier_target_minutes": draw(unknown(40, st.sampled_from([30, 240, 1440]))),
    }


@st.composite
def supplier(draw, as_of: date, time_zone: str) -> Drawn:
    """One supplier's year."""
    parts = [
        {
            "part_id": f"P{place}",
            "uom": draw(st.sampled_from(["piece", "piece", "kg", "Piece", None])),
        }
        for place in range(draw(st.integers(1, 2)))
    ]
    tells = not draw(seldom(10))
    tables: dict[str, list[dict]] = defaultdict(list, parts=parts)
    for place in range(draw(st.integers(0, 6))):
        drawn = draw(order_line(as_of, parts, tells))
        line_id = f"L{place}"
        tables["schedule_lines"].append({"line_id": line_id} | drawn["line"])
        for row in drawn["receipts"]:
            tables["receipts"].append(
                row
                | {"line_id": line_id, "receipt_id": f"{line_id}{row['receipt_id']}"}
                | {
                    "of_receipt_id": row["of_receipt_id"]
                    and f"{line_id}{row['of_receipt_id']}"
                }
            )
        for table, key in (
            ("confirmations", "confirmation_id"),
            ("order_changes", "change_id"),
        ):
            for number, row in enumerate(drawn[table]):
                tables[table].append(row | {"line_id": line_id, key: f"{line_id}X{number}"})
    came = [row["receipt_id"] for row in tables["receipts"] if row["kind"] == "receipt"]
    for place in range(draw(st.integers(0, 3))):
        tables["quality_notices"].append(
            draw(notice(as_of, parts, came)) | {"notice_id": f"N{place}"}
        )
    for place in range(draw(st.integers(0, 4))):
        tables["tickets"].append(
            draw(ticket(as_of, time_zone)) | {"ticket_id": f"T{place}"}
        )
    return Drawn(
        dict(tables), {metric_id: draw(switches(metric_id)) for metric_id in CHOICES}
    )


# Columns that name a row of another table, or are the row's own number.
NAMES = {
    "line_id",
    "receipt_id",
    "of_receipt_id",
    "part_id",
    "order_id",
    "confirmation_id",
    "change_id",
    "notice_id",
    "ticket_id",
}
OF_SUPPLIER = ("schedule_lines", "quality_notices", "tickets")
TABLES = (
    "parts",
    "schedule_lines",
    "receipts",
    "confirmations",
    "order_changes",
    "quality_notices",
    "tickets",
)


def together(drawn: list[Drawn], as_of: date, time_zone: str) -> World:
    """Examples as suppliers of one world; every number begins with its supplier's."""
    world = World(as_of, time_zone, {table: [] for table in TABLES})
    for place, one in enumerate(drawn):
        supplier_id = f"E{place:04}"
        world.switches[supplier_id] = one.switches
        for table, rows in one.tables.items():
            for row in rows:
                own = {
                    column: f"{supplier_id}-{value}" if column in NAMES and value else value
                    for column, value in row.items()
                }
                if table in OF_SUPPLIER:
                    own["supplier_id"] = supplier_id
                for column in ("docked_at",):
                    if own.get(column):
                        own[column] = utc(own[column], time_zone)
                world.tables[table].append(own)
    return world


def loaded(folder: Path, world: World) -> Snapshot:
    """The snapshot of a world."""
    pairs = {
        supplier_id: {metric_id: {"switches": one} for metric_id, one in metrics.items()}
        for supplier_id, metrics in world.switches.items()
    }
    return small_world(
        folder,
        as_of=world.as_of.isoformat(),
        time_zone=world.time_zone,
        calendar=CALENDAR,
        definitions=json.dumps({"pairs": pairs}),
        suppliers=[{"supplier_id": one, "name": one} for one in world.switches],
        unit_conversions=[_texts(row) for row in CONVERSIONS],
        **{
            table: [
                _texts({"name": row["part_id"]} | row if table == "parts" else row)
                for row in rows
            ]
            for table, rows in world.tables.items()
            if rows
        },
    )


def _texts(row: dict) -> dict[str, str]:
    return {
        column: ""
        if value is None
        else str(value).lower()
        if value in (True, False) and isinstance(value, bool)
        else str(value)
        for column, value in row.items()
    }


def drawn_world(count: int, start: int) -> World:
    """A world of so many examples."""
    as_of, time_zone = PLACES[start % len(PLACES)]
    return together(examples(supplier(as_of, time_zone), count, start), as_of, time_zone)
