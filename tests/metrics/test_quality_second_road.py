"""A second road to the quality and support metrics of the sample world: counted in plain Python
from the canonical tables, one row at a time, for every supplier, quarter and basis, and compared
with what the SQL counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest
from metric_rows import SQL, rows_of
from roads import worlds
from roads.clock import Hours
from roads.quality import q2
from roads.support import s1
from shipped import METRICS, SWITCHES, basis

from srmlib.rules.schema import table
from srmlib.snapshot.definitions import make_bases_table, write_bases

TABLES = (
    "suppliers",
    "parts",
    "schedule_lines",
    "receipts",
    "inspection_lots",
    "quality_notices",
    "corrective_actions",
    "tickets",
)
# What a counted row adds: whose, on which day, numerator, denominator.
Count = tuple[str, date, Decimal | int, Decimal | int]


@dataclass(frozen=True)
class World:
    """The canonical tables as plain rows, and what is known of them: days up to the as-of date,
    times up to the midnight it begins with.
    """

    tables: dict[str, list[dict]]
    as_of: date
    zone: ZoneInfo

    def __getitem__(self, table: str) -> list[dict]:
        return self.tables[table]

    def by_key(self, table: str, key: str) -> dict[str, dict]:
        return {row[key]: row for row in self[table]}

    def day(self, day: date | None) -> date | None:
        return day if day and day <= self.as_of else None

    def time(self, at: datetime | None) -> datetime | None:
        return at if at and self.local(at).date() < self.as_of else None

    def local(self, at: datetime) -> datetime:
        return at.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)

    @property
    def known_until(self) -> datetime:
        return (
            datetime.combine(self.as_of, time(), self.zone)
            .astimezone(UTC)
            .replace(tzinfo=None)
        )


def q1(world: World, how: dict) -> Iterator[Count]:
    receipts = world.by_key("receipts", "receipt_id")
    for lot in world["inspection_lots"]:
        decided_on = world.day(lot["decided_on"])
        if decided_on is None or (lot["is_skip"] and how["skip_lots"] == "out"):
            continue
        came_on = receipts.get(lot["receipt_id"], {}).get("docked_on")
        found_on = world.day(lot["reopened_on"])
        if (came_on and decided_on < came_on) or (found_on and found_on < decided_on):
            continue
        passes = {"accept"} | ({"use_as_is"} if how["use_as_is"] == "accept" else set())
        was_found_later = (
            how["found_later"] == "reopens" and world.day(lot["reopened_on"]) is not None
        )
        size = {"lot": 1, "part": lot["lot_qty"]}[how["unit"]]
        yield (
            lot["supplier_id"],
            decided_on,
            size if lot["decision"] in passes and not was_found_later else 0,
            size,
        )


OFFICE = ((8 * 60, 18 * 60),)


def by_definition(road: Callable) -> Callable[[World, dict], Iterator[Count]]:
    """The roads of tests/support/roads, on the tables of this one."""

    def counts(world: World, how: dict) -> Iterator[Count]:
        zone = str(world.zone)
        hours = {"standard": Hours(zone, dict.fromkeys(range(5), OFFICE))}
        tables = {"confirmations": [], "order_changes": []} | world.tables
        own = worlds.World(world.as_of, zone, tables, hours=hours)
        for supplier in world["suppliers"]:
            for row in road(own, supplier["supplier_id"], how):
                if row.is_counted:
                    yield (
                        supplier["supplier_id"],
                        row.counted_on,
                        Decimal(row.numerator.numerator) / row.numerator.denominator,
                        Decimal(row.denominator.numerator) / row.denominator.denominator,
                    )

    return counts


def is_not_theirs(notice: dict) -> bool:
    """Agreed to be the buyer's, or refuted by the supplier's analysis."""
    return notice["cause"] == "ours" or notice["confirmed_qty"] == 0


def q3(world: World, how: dict) -> Iterator[Count]:
    for action in world["corrective_actions"]:
        if not world.day(action["issued_on"]):
            continue
        due_on = (
            action["first_due_on"]
            if how["due"] == "original" and action["first_due_on"]
            else action["due_on"]
        )
        if how["clock"] == "working":
            due_on = as_many_working_days(action["issued_on"], due_on)
        closed_on = world.day(action["verified_on"])
        if how["closed"] == "answered":
            closed_on = world.day(action["answered_on"]) or closed_on
        if closed_on and closed_on < action["issued_on"]:
            continue
        if due_on <= world.as_of and (closed_on or due_on < world.as_of):
            yield (
                action["supplier_id"],
                due_on,
                int(closed_on is not None and closed_on <= due_on),
                1,
            )


def as_many_working_days(start: date, due_on: date) -> date:
    left, day = (due_on - start).days, start
    if left <= 0:
        return due_on
    while left:
        day += timedelta(days=1)
        left -= day.isoweekday() <= 5
    return day


def q4(world: World, how: dict) -> Iterator[Count]:
    parts, notices = (
        world.by_key("parts", "part_id"),
        world.by_key("quality_notices", "notice_id"),
    )

    def same(row: dict) -> tuple[str | None, str | None]:
        """What is compared: defect and item."""
        answered = notices.get(row.get("notice_id"), {})
        said = {
            name: row[name] or answered.get(name)
            for name in ("defect_code", "defect_family", "part_id")
        }
        defect = said["defect_family"] if how["code"] == "family" else said["defect_code"]
        item = (
            parts.get(said["part_id"], {}).get("category")
            if how["item"] == "family"
            else said["part_id"]
        )
        return (defect or None, item or None)

    closed = defaultdict(list)
    for action in world["corrective_actions"]:
        if action["verified_on"] and action["verified_on"] >= action["issued_on"]:
            closed[action["supplier_id"]].append((same(action), action["verified_on"]))
    for notice in world["quality_notices"]:
        found_on = world.day(notice["found_on"])
        if how["not_theirs"] == "out" and is_not_theirs(notice):
            continue
        mine = same(notice)
        if found_on and None not in mine:
            before = [
                of
                for of, day in closed[notice["supplier_id"]]
                if day < found_on <= months_after(day, how["months"])
            ]
            may_be = any(
                all(told in (None, own) for told, own in zip(of, mine, strict=True))
                for of in before
            )
            if mine in before or not may_be:
                yield notice["supplier_id"], found_on, int(mine in before), 1


def months_after(day: date, months: int) -> date:
    year, month = (
        day.year + (day.month - 1 + months) // 12,
        (day.month - 1 + months) % 12 + 1,
    )
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def minutes_by(clock: str, world: World, start: datetime, end: datetime) -> int:
    if clock == "always":
        return max(end - start, timedelta()) // timedelta(minutes=1)
    start, end, total = world.local(start), world.local(end), timedelta()
    for number in range((end.date() - start.date()).days + 1):
        day = start.date() + timedelta(days=number)
        if day.isoweekday() <= 5:
            begin, stop = datetime.combine(day, time(8)), datetime.combine(day, time(18))
            total += max(min(end, stop) - max(start, begin), timedelta())
    return total // timedelta(minutes=1)


def s2(world: World, how: dict) -> Iterator[Count]:
    followed = defaultdict(list)
    for ticket in world["tickets"]:
        followed[ticket["supplier_id"], ticket["follows_ticket_id"]].append(
            world.time(ticket["opened_at"])
        )
    for ticket in world["tickets"]:
        resolved_at = world.time(ticket["resolved_at"])
        if (
            not world.time(ticket["opened_at"])
            or resolved_at is None
            or (how["silence"] == "out" and ticket["closed_by"] == "silence")
        ):
            continue
        again = [world.time(ticket["reopened_at"])]
        if any(at and at < ticket["opened_at"] for at in (resolved_at, *again)):
            continue
        if world.known_until - resolved_at < timedelta(days=how["reopen_days"], minutes=1):
            continue
        if how["follow_up"] == "reopens":
            again += [
                at
                for at in followed[ticket["supplier_id"], ticket["ticket_id"]]
                if at and at >= resolved_at
            ]
        came_back = any(
            at - resolved_at < timedelta(days=how["reopen_days"], minutes=1)
            for at in again
            if at
        )
        yield ticket["supplier_id"], world.local(resolved_at).date(), int(not came_back), 1


def s3(world: World, how: dict) -> Iterator[Count]:
    for ticket in world["tickets"]:
        priority = (
            ticket["supplier_priority"] if how["severity"] == "supplier" else None
        ) or ticket["priority"]
        opened_at = world.time(ticket["opened_at"])
        if opened_at is None or priority not in ("P1", "P2"):
            continue
        restored_at = world.time(ticket["restored_at"])
        resolved_at = world.time(ticket["resolved_at"])
        stopped_at = (restored_at if how["until"] == "restored" else None) or resolved_at
        if any(known and known < opened_at for known in (stopped_at, resolved_at)):
            continue
        # What is open has taken the time so far, and is not over.
        until = stopped_at or world.known_until
        minutes = (until - opened_at) // timedelta(minutes=1)
        waited = (ticket["paused_minutes"] or 0) if how["pauses"] == "stops" else 0
        if waited > minutes:
            continue
        # A pause over closed hours takes nothing off: what it leaves of the whole time is open,
        # as far as the hours are.
        took = minutes_by(how["clock"], world, opened_at, until)
        placed_at = resolved_at or stopped_at or opened_at
        yield (
            ticket["supplier_id"],
            world.local(placed_at).date(),
            min(minutes - waited, took),
            1 if stopped_at else 0,
        )


ROADS = {
    "Q1": q1,
    "Q2": by_definition(q2),
    "Q3": q3,
    "Q4": q4,
    "S1": by_definition(s1),
    "S2": s2,
    "S3": s3,
}
NUMBERS = {"months": (1, 6, 24), "reopen_days": (0, 7, 30), "calendar": ("standard",)}


def added_up(
    counts: Iterable[Count],
) -> dict[tuple[str, int, int], tuple[Decimal, Decimal]]:
    """(supplier, year, quarter) → numerator and denominator."""
    sums: dict[tuple[str, int, int], list] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for supplier_id, day, numerator, denominator in counts:
        both = sums[supplier_id, day.year, (day.month + 2) // 3]
        both[0] += numerator
        both[1] += denominator
    return {
        place: (numerator, denominator) for place, (numerator, denominator) in sums.items()
    }


def fetched(con, sql: str) -> list[dict]:
    found = con.execute(sql)
    return [
        dict(zip([column[0] for column in found.description], row, strict=True))
        for row in found.fetchall()
    ]


@pytest.fixture(scope="module")
def world(sample) -> World:
    tables = {name: fetched(sample.con, "SELECT * FROM " + name) for name in TABLES}
    (info,) = fetched(sample.con, "SELECT as_of, time_zone FROM snapshot_info")
    return World(tables, info["as_of"], ZoneInfo(info["time_zone"]))


def counted_by_basis(rows: list[dict]) -> dict[str, list[Count]]:
    counted = defaultdict(list)
    for row in rows:
        if row["is_counted"]:
            counted[row["basis"]].append(
                (
                    row["supplier_id"],
                    row["counted_on"],
                    row["numerator"],
                    row["denominator"],
                )
            )
    return counted


@pytest.mark.parametrize("metric_id", ROADS)
def test_both_roads_lead_to_the_same_sums(sample, world, metric_id):
    """By the bases of the snapshot, which a supplier may have of its own."""
    bases = fetched(sample.con, "SELECT * FROM bases_" + metric_id.lower())
    counted = counted_by_basis(
        fetched(sample.con, "SELECT * FROM " + metric_id.lower() + "_rows")
    )
    assert counted["agreed"], "the sample world says nothing about this metric"
    for name in {row["basis"] for row in bases}:
        here = added_up(counted[name])
        there = {}
        # Suppliers with the same choices share one walk over the world.
        with_choices = defaultdict(set)
        for row in (row for row in bases if row["basis"] == name):
            supplier_id, *choices = row.values()
            with_choices[tuple(zip([*row][1:], choices, strict=True))].add(supplier_id)
        for choices, suppliers in with_choices.items():
            found = added_up(ROADS[metric_id](world, dict(choices)))
            there |= {place: sums for place, sums in found.items() if place[0] in suppliers}
        assert here == there, name


def one_choice_at_a_time(metric_id: str) -> dict[str, dict]:
    """The defaults, each switch at each of its choices, and all switches at their last one."""
    choices = {
        switch.name: [*switch.choices, *NUMBERS.get(switch.name, ())]
        for switch in SWITCHES[metric_id]
    }
    bases = {
        f"{name} {choice}": basis(metric_id, **{name: choice})
        for name in choices
        for choice in choices[name]
    }
    return bases | {
        "default": basis(metric_id),
        "last": basis(metric_id, **{name: of[-1] for name, of in choices.items()}),
    }


@pytest.mark.parametrize("metric_id", ROADS)
def test_both_roads_agree_on_every_choice_of_every_switch(sample, world, metric_id):
    bases = one_choice_at_a_time(metric_id)
    make_bases_table(sample.con, METRICS[metric_id], is_temporary=True)
    try:
        write_bases(sample.con, METRICS[metric_id], bases)
        counted = counted_by_basis(
            fetched(
                sample.con,
                (SQL / "metrics" / f"{metric_id}.sql").read_text(encoding="utf-8"),
            )
        )
    finally:
        sample.con.execute("DROP TABLE temp.bases_" + metric_id.lower())
    for name, how in bases.items():
        assert added_up(counted[name]) == added_up(ROADS[metric_id](world, how)), name


def scattered_rows(seed: int) -> dict[str, list[dict]]:
    """Rows no sensible world has: every date and time at random around the as-of date, many cells
    unknown, notices and tickets that refer anywhere.
    """
    random = Random(seed)

    def pick(*choices: object) -> object:
        return random.choice(choices)

    def day() -> date:
        return date(2026, 6, 1) + timedelta(days=random.randint(0, 140))

    def at() -> datetime:
        return datetime(2026, 9, 20) + timedelta(seconds=random.randint(0, 20 * 86_400))

    def lot() -> dict:
        decided_on = pick(None, day(), day())
        decision = pick("accept", "use_as_is", "reject") if decided_on else None
        return {
            "lot_qty": pick(0, 1, 4),
            "is_skip": pick(None, True, False),
            "decision": decision,
            "decided_on": decided_on,
            "reopened_on": pick(None, day()),
            "receipt_id": pick(None, "1", "4"),
        }

    def defect() -> dict:
        return {
            "part_id": pick(None, "P1", "P2", "P3"),
            "defect_code": pick(None, "a1", "a2"),
            "defect_family": pick(None, "a", "b"),
        }

    def notice() -> dict:
        quantities = {
            "claimed_qty": pick(0, 7),
            "blocked_qty": pick(None, 0, 50),
            "confirmed_qty": pick(None, 0, 3),
        }
        found = {"found_on": day(), "made_on": pick(None, day())}
        of = {
            "receipt_id": pick(None, "1", "2", "3"),
            "cause": pick("theirs", "ours", "open"),
        }
        return defect() | quantities | found | of

    def action() -> dict:
        dates = {
            "issued_on": day(),
            "first_due_on": pick(None, day()),
            "due_on": day(),
            "answered_on": pick(None, day()),
            "verified_on": pick(None, day()),
        }
        return defect() | dates | {"notice_id": pick(None, "1", "2")}

    def ticket() -> dict:
        names = (
            "triaged_at",
            "auto_reply_at",
            "first_response_at",
            "restored_at",
            "resolved_at",
            "reopened_at",
        )
        targets = {
            "target_minutes": pick(None, 60, 1440, 5000),
            "supplier_target_minutes": pick(None, 60, 9000),
        }
        graveness = {
            "priority": pick("P1", "P2", "P3"),
            "supplier_priority": pick(None, "P1", "P4"),
        }
        other = {
            "paused_minutes": pick(None, 0, 5000),
            "follows_ticket_id": pick(None, "1", "2", "3"),
            "closed_by": pick(None, "caller", "silence"),
        }
        return (
            {"opened_at": at()}
            | {name: pick(None, at(), at()) for name in names}
            | targets
            | graveness
            | other
        )

    def receipt(number: int) -> dict:
        back = (
            {"kind": pick("reversal", "return"), "of_receipt_id": str(number - 6)}
            if number > 6
            else {"kind": "receipt"}
        )
        return back | {
            "line_id": str(number % 3 + 1),
            "shipped_on": pick(None, day()),
            "docked_on": day(),
            "received_qty": pick(None, 0, 2, 5),
        }

    made = {
        "inspection_lots": lot,
        "quality_notices": notice,
        "corrective_actions": action,
        "tickets": ticket,
        "schedule_lines": dict,
    }
    rows = {
        name: [{"supplier_id": pick("S", "T")} | make() for _ in range(12)]
        for name, make in made.items()
    }
    rows["receipts"] = [receipt(number) for number in range(1, 10)]
    rows["suppliers"] = [{"supplier_id": "S"}, {"supplier_id": "T"}]
    rows["parts"] = [
        {"part_id": "P1", "category": "A"},
        {"part_id": "P2", "category": "A"},
        {"part_id": "P3"},
    ]
    return {
        name: [
            {table(name).key[0]: str(place)} | row
            for place, row in enumerate(some, start=1)
        ]
        for name, some in rows.items()
    }


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/Chicago", "Asia/Kolkata"])
@pytest.mark.parametrize("metric_id", ROADS)
def test_both_roads_agree_where_much_is_unknown(metric_id, zone):
    rows, bases = scattered_rows(seed=len(zone)), one_choice_at_a_time(metric_id)
    full = {
        name: [
            dict.fromkeys(column.name for column in table(name).columns) | row
            for row in some
        ]
        for name, some in rows.items()
    }
    world = World(full, date(2026, 10, 2), ZoneInfo(zone))
    counted = counted_by_basis(rows_of(metric_id, bases, "2026-10-02", zone, **rows))
    for name, how in bases.items():
        assert added_up(counted[name]) == added_up(ROADS[metric_id](world, how)), name
