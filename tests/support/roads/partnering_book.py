"""What the second road of partnering reads: the plain rows of the register's file and of
the extract's csv files, and nothing of the library but the values of metrics.
"""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

import yaml

SIDES = ("buyer", "supplier")
OTHER = {"buyer": "supplier", "supplier": "buyer"}
TODAY = date(2026, 10, 13)
# The quarter, the four quarters and the three quarters that end with it.
QUARTER = (date(2026, 7, 1), date(2026, 10, 1))
YEAR = (date(2025, 10, 1), date(2026, 10, 1))
LAST_QUARTERS = ("2025Q4", "2026Q1", "2026Q2", "2026Q3")


class Row(SimpleNamespace):
    """One row; what it does not state is None."""

    def __getattr__(self, name: str) -> None:
        return None


def day(text: object) -> object:
    try:
        return date.fromisoformat(str(text)[:10]) if str(text)[4:5] == "-" else text
    except ValueError:
        return text


def entries_of(file: Path) -> dict[str, list[Row]]:
    """The last revision of each record that stands on the day, by kind; `entered_by` is the
    side that entered it.
    """
    last: dict[tuple[str, str], Row] = {}
    asked = (
        "SELECT kind, record, supplier_id, side, entered_at, is_withdrawn, payload FROM"
        " entries"
    )
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as con:
        for kind, record, of, by, at, gone, payload in con.execute(
            asked + " ORDER BY number"
        ):
            if day(at) <= TODAY:
                stated = {name: day(value) for name, value in json.loads(payload).items()}
                about = {
                    "id": record,
                    "firm": of,
                    "entered_by": by,
                    "gone": gone,
                    "kind_": kind,
                }
                last[kind, record] = Row(**stated, **about)
    found: dict[str, list[Row]] = defaultdict(list)
    for one in last.values():
        if not one.gone:
            found[one.kind_].append(one)
    return found


def table(folder: Path, name: str) -> list[Row]:
    plain, packed = folder / f"{name}.csv", folder / f"{name}.csv.gz"
    with plain.open() if plain.exists() else gzip.open(packed, "rt") as text:
        return [
            Row(**{key: day(value) if value else None for key, value in row.items()})
            for row in csv.DictReader(text)
        ]


def within(when: object, span: tuple[date, date]) -> bool:
    return isinstance(when, date) and span[0] <= when < span[1]


@dataclass
class World:
    """The sample world as files: `home` with its extract and its register."""

    home: Path
    definitions: Path
    marks: dict[str, float]
    _tables: dict[str, list[Row]] = field(default_factory=dict)

    @cached_property
    def entries(self) -> dict[str, list[Row]]:
        return entries_of(self.home / "data/register.sqlite")

    @cached_property
    def signed_in_file(self) -> dict[str, dict]:
        return yaml.safe_load((self.definitions / "sample.yaml").read_text())

    def rows(self, name: str) -> list[Row]:
        if name not in self._tables:
            self._tables[name] = table(self.home / "data/sample", name)
        return self._tables[name]


@dataclass
class Firm:
    """One supplier; `readings` are its metrics of the quarter, `traced_percent` what is
    traced of the breakdowns that touch it, null where none does, as the library counts
    both: they have second roads of their own.
    """

    world: World
    id: str
    readings: list
    traced_percent: float | None

    def told(self, kind: str, **asked: object) -> list[Row]:
        """Entries of this supplier."""
        return [
            one
            for one in self.world.entries[kind]
            if one.firm == self.id
            and all(getattr(one, key) == it for key, it in asked.items())
        ]

    def rows(self, name: str) -> list[Row]:
        return [one for one in self.world.rows(name) if one.supplier_id == self.id]

    def mark(self, name: str) -> float:
        return self.world.marks[name]

    @property
    def is_active(self) -> bool:
        return any(one.n for one in self.readings)

    def is_signed(self, side: str, metric: str) -> bool:
        told = self.told("signature", side=side, metric=metric)
        entered = sorted(told, key=lambda one: one.on)
        if entered:
            return entered[-1].objection is None
        return bool(self.world.signed_in_file.get(metric, {}).get(f"signed_by_{side}"))

    def objects(self, side: str, metric: str) -> bool:
        """Whether its last word on a definition is an objection."""
        told = self.told("signature", side=side, metric=metric)
        return bool(told) and max(told, key=lambda one: one.on).objection is not None

    def owes(self, side: str) -> list[str]:
        """Metrics with data that wait for this firm: the buyer puts a definition forward,
        so while it has not signed either the supplier owes nothing. What a firm objects to
        waits for the other to answer, and for nobody's signature.
        """
        owed = []
        for metric in [one.id for one in self.readings if one.n]:
            if any(self.objects(either, metric) for either in SIDES):
                if self.objects(OTHER[side], metric):
                    owed.append(metric)
            elif not self.is_signed(side, metric) and (
                side == "buyer" or self.is_signed("buyer", metric)
            ):
                owed.append(metric)
        return owed

    @property
    def counted(self) -> list[str]:
        """Metrics with data in two of the last three quarters."""
        return [
            one.id
            for one in self.readings
            if sum(value is not None for _, value in one.history[-3:]) >= 2
        ]

    @property
    def countable(self) -> list[str]:
        """The agreed metrics but those of which three quarters have nothing to count."""
        return [
            one.id
            for one in self.readings
            if one.definition.applies
            and (
                one.state != "no_data"
                or any(value is not None for _, value in one.history[-3:])
            )
        ]

    def roles(self, side: str) -> list[Row]:
        """Held today, by somebody who has not left."""
        left = {one.id for one in self.world.entries["person"] if one.left_on}
        return [
            one
            for one in self.told("role", side=side)
            if (one.until_on is None or one.until_on >= TODAY) and one.person not in left
        ]

    def promise_owners(self, side: str) -> list[Row]:
        """Those who are still there."""
        there = {one.id for one in self.world.entries["person"] if not one.left_on}
        told = self.told("promise_owner", side=side)
        return [one for one in told if one.person in there]

    def colours(self, side: str, element: str | None = None) -> dict[tuple[str, str], Row]:
        """The champion's ratings by quarter and element, of quarters that both firms
        opened.
        """
        return {
            (one.quarter, one.element): one
            for one in self.told("rating", side=side)
            if one.is_champion is not False
            and one.colour is not None
            and one.quarter in self.open_quarters
            and (element is None or one.element == element)
        }

    @cached_property
    def open_quarters(self) -> set[str]:
        """Those in which each firm has rated something by today, and not under seal."""
        rated = defaultdict(set)
        for one in self.told("rating"):
            if one.is_champion is not False and one.colour and one.revealed_on <= TODAY:
                rated[one.quarter].add(one.side)
        return {quarter for quarter, sides in rated.items() if sides == set(SIDES)}

    @property
    def gaps(self) -> dict[str, dict[str, int]]:
        """By quarter that both rated: steps between the champions, by element."""
        mine, theirs = self.colours("buyer"), self.colours("supplier")
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for at in sorted(mine.keys() & theirs.keys()):
            found[at[0]][at[1]] = abs(mine[at].colour - theirs[at].colour)
        return found


def outcome(facts: list[bool | None], bad: str, good: str) -> str:
    """A fact is true for partnering, false against it, None where nothing tells."""
    if False in facts:
        return bad
    return "?" if None in facts or not facts else good


def percent(part: int, whole: int) -> float:
    return 100 * part / whole


def last_days(count: int) -> tuple[date, date]:
    return (TODAY - timedelta(days=count), TODAY + timedelta(days=1))


LAST_YEAR = last_days(365)


def disputes_against(firm: Firm, side: str) -> list[Row]:
    return [
        one
        for one in firm.told("dispute", raised_by=OTHER[side])
        if one.state != "withdrawn" and within(one.raised_on, LAST_YEAR)
    ]
