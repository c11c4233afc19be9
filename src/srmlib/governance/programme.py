"""The programme over all suppliers: per supplier and item what is planned, what happened,
who is due and who is late.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from srmlib.facts.suppliers import Supplier, find_supplier, suppliers_with_activity
from srmlib.governance.costs import Spent, spent_of, spent_on_all
from srmlib.governance.happened import MEETINGS, OWED_BY, Happened, Log
from srmlib.register import Book, Entry, Register, open_register
from srmlib.register.store import book_of
from srmlib.relationship.entered import Entered, fix_entered
from srmlib.relationship.former import Former, former_firms
from srmlib.relationship.months import months_after
from srmlib.relationship.persons import SIDES
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import suppliers_with_own_definitions
from srmlib.rules.programme import LEVELS, Plan, read_programme
from srmlib.rules.programme import Programme as Rules
from srmlib.rules.relationships import StatedRelationship, read_relationships
from srmlib.snapshot import Snapshot
from srmlib.snapshot.definitions import definitions_of
from srmlib.workspace import Workspace

LATE, DUE, ON_TIME, NO_RECORD = "late", "due", "on_time", "no_record"
MONTHS = 12


@dataclass(frozen=True)
class Item:
    """One item with one supplier, owed by a firm, or by `both`: every so many months.
    `is_agreed` says that the pair itself agreed on that. `times` it happened in the last
    twelve months, of `planned`. `due_on` is the next day, null where nothing is known of
    it. `state` is late, due (soon), on_time, or no_record where nothing of it was ever
    entered: that is never late. `days_past` is since the day it should have been, 0 before
    it; `late_from` the first day on which it is late, null where nothing is known of it.
    `is_undated` tells of no record but what was entered without its day.
    """

    item: str
    side: str
    every_months: int
    is_agreed: bool
    last_on: date | None
    times: int
    due_on: date | None
    state: str
    days_past: int
    late_from: date | None
    is_undated: bool = False

    @property
    def days_late(self) -> int:
        return self.days_past if self.state == LATE else 0

    @property
    def planned(self) -> int:
        return max(MONTHS // self.every_months, 1)


@dataclass(frozen=True)
class Governed:
    """A supplier with its items and what the partnership costs each firm. `level` is null
    where none is known: the plan is then what holds for every supplier.
    """

    supplier: Supplier
    level: str | None
    items: tuple[Item, ...]
    spent: tuple[Spent, ...]

    def of(self, item: str) -> list[Item]:
        return [one for one in self.items if one.item == item]

    def in_state(self, state: str) -> list[Item]:
        return [one for one in self.items if one.state == state]


@dataclass(frozen=True)
class Programme:
    """All suppliers of a quarter by name, as of a day, and the rules by which they are
    looked at. `on_all` is what is budgeted and spent for all of them together; empty where
    nothing is. `former` are the firms that merged and of whom something stands in the
    register, which is not read.
    """

    quarter: Quarter
    as_of: date
    buyer: str | None
    rules: Rules
    suppliers: tuple[Governed, ...]
    on_all: tuple[Spent, ...] = ()
    former: tuple[Former, ...] = ()

    def count(self, state: str) -> int:
        return sum(len(one.in_state(state)) for one in self.suppliers)


def programme(
    snapshot: Snapshot,
    quarter: Quarter | str,
    register: Register | Entered | None = None,
    *,
    levels: pd.DataFrame | Mapping[str, str] | None = None,
    workspace: Workspace | None = None,
) -> Programme:
    """What is planned with every supplier that is active in a quarter, or of whom anything
    was entered, against what happened: `programme(snapshot, "2026Q3").suppliers[0].items`.

    `register` is that of the workspace unless one is given. `levels` are those the records
    show, as `levels("2026Q3", snapshot)` of `srmlib` gives them, or by supplier: they stand
    for what data/relationships states. Raises UsageError for what is no quarter,
    DefinitionError for a faulty file of the programme or of relationships.
    """
    home = workspace or Workspace.find()
    if not isinstance(register, Entered):
        register = fix_entered(register or open_register(home), snapshot.as_of)
    if isinstance(levels, pd.DataFrame):
        levels = dict(zip(levels["supplier_id"], levels["level"], strict=True))
    return programme_of(snapshot, snapshot.quarter(quarter), register, home, levels)


def programme_of(
    snapshot: Snapshot,
    quarter: Quarter,
    entered: Entered | None,
    home: Workspace,
    levels: Mapping[str, str] | None = None,
) -> Programme:
    """The same by the entries that a run knows; where it knows none, nothing was
    entered.
    """
    rules = read_programme(home.shipped("data/definitions/programme.yaml"))
    stated = read_relationships(home.shipped(f"data/relationships/{snapshot.source}.yaml"))
    books = Books.of(entered)
    as_of = entered.as_of if entered else snapshot.as_of
    usual = definitions_of(snapshot.con)
    differ = _with_own_definitions(snapshot)
    found, everyone = [], []
    for supplier in _suppliers(snapshot, quarter, books):
        own = stated.get(supplier.supplier_id, StatedRelationship())
        definitions = usual
        if supplier.supplier_id in differ:
            definitions = definitions_of(snapshot.con, supplier.supplier_id)
        book = books.book(supplier.supplier_id)
        happened = Happened(book, supplier.supplier_id, as_of, definitions)
        everyone.append(happened)
        level = _level(supplier.supplier_id, levels, own)
        found.append(
            Governed(
                supplier,
                level,
                items_of(happened, rules, rules.plan(level, own.programme)),
                tuple(spent_of(happened, rules, side) for side in SIDES),
            )
        )
    on_all = spent_on_all(book_of(books.of_all), everyone, rules, as_of)
    former = former_firms(snapshot, books.entries_of)
    return Programme(quarter, as_of, snapshot.buyer, rules, tuple(found), on_all, former)


def levels_on_record(levels: Mapping[str, str], entered: Entered | None) -> dict[str, str]:
    """The levels of those suppliers of whom anything was entered: of others the extract
    alone says too little, and the plan of all suppliers holds.
    """
    entries = entered.register.entries(until=entered.head.number) if entered else []
    known = {one.supplier_id for one in entries}
    return {supplier: level for supplier, level in levels.items() if supplier in known}


def items_of(happened: Happened, rules: Rules, plan: Plan) -> tuple[Item, ...]:
    """The items planned with a supplier; how often a tier meets as the pair agreed, else as
    planned.
    """
    found = []
    for item, owed_by in OWED_BY.items():
        agreed = happened.agreed_months(item) if item in MEETINGS else None
        every: int | None = agreed or getattr(plan, item)
        if every is None:
            continue
        for side in owed_by:
            log = happened.log(item, side)
            found.append(
                _item(item, side, every, agreed is not None, log, rules, happened.as_of)
            )
    return tuple(found)


def _item(
    item: str, side: str, every: int, is_agreed: bool, log: Log, rules: Rules, as_of: date
) -> Item:
    by_rhythm = months_after(log.last, every) if log.last else None
    due_on = log.missed or log.ahead or by_rhythm
    # A day planned later than the rhythm asks for does not make up for it.
    owed_since = min((day for day in (log.missed, by_rhythm) if day), default=None)
    late_from = owed_since + timedelta(days=rules.grace_days + 1) if owed_since else None
    state = ON_TIME
    if log.last is None and log.missed is None and log.ahead is None:
        state = NO_RECORD
    elif late_from is not None and late_from <= as_of:
        state = LATE
    elif due_on is not None and due_on <= as_of + timedelta(days=rules.soon_days):
        state = DUE
    since = months_after(as_of, -MONTHS)
    return Item(
        item=item,
        side=side,
        every_months=every,
        is_agreed=is_agreed,
        last_on=log.last,
        times=len({day for day in log.days if day > since}),
        due_on=due_on,
        state=state,
        days_past=max((as_of - owed_since).days, 0) if owed_since else 0,
        late_from=late_from,
        is_undated=state == NO_RECORD and log.is_undated,
    )


def _level(
    supplier_id: str, levels: Mapping[str, str] | None, own: StatedRelationship
) -> str | None:
    """As the records show, else as both firms state it; what is no level is not known."""
    level = (levels or {}).get(supplier_id) or own.level
    return level if level in LEVELS else None


@dataclass(frozen=True)
class Books:
    """The register, read once: the entries of all suppliers, and of each its own."""

    of_all: list[Entry]
    own: dict[str, list[Entry]]

    @classmethod
    def of(cls, entered: Entered | None) -> Books:
        books = cls([], {})
        entries = entered.register.entries(until=entered.head.number) if entered else []
        for entry in entries:
            if entry.supplier_id is None:
                books.of_all.append(entry)
            else:
                books.own.setdefault(entry.supplier_id, []).append(entry)
        return books

    def entries_of(self, supplier_id: str) -> list[Entry]:
        return self.own.get(supplier_id, [])

    def book(self, supplier_id: str) -> Book:
        entries = [*self.of_all, *self.entries_of(supplier_id)]
        return book_of(sorted(entries, key=lambda entry: entry.number))


def _with_own_definitions(snapshot: Snapshot) -> set[str]:
    (kept,) = snapshot.records("SELECT definitions FROM snapshot_info")
    return set(suppliers_with_own_definitions(json.loads(kept["definitions"])["agreed"]))


def _suppliers(snapshot: Snapshot, quarter: Quarter, books: Books) -> list[Supplier]:
    """Those with activity, and those of whom anything was entered; who merged is read as
    the other.
    """
    found = {one.supplier_id: one for one in suppliers_with_activity(snapshot, quarter)}
    known = {
        row["supplier_id"] for row in snapshot.records("SELECT supplier_id FROM suppliers")
    }
    merged = snapshot.records("SELECT supplier_id FROM merged_firms")
    for supplier_id in books.own.keys() & known - {row["supplier_id"] for row in merged}:
        found.setdefault(supplier_id, find_supplier(snapshot, supplier_id))
    return sorted(found.values(), key=lambda one: (one.name, one.supplier_id))
