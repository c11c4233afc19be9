"""What a check finds: facts for each firm, an outcome for each, and the records behind
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

import pandas as pd

from srmlib.encoding import Block, encoded
from srmlib.relationship.persons import SIDES

if TYPE_CHECKING:
    from srmlib.partnering.known import Known

Kind = Literal["sign", "principle", "key"]
# Per kind: what a firm's records show against partnering, for it, and nothing at all.
OUTCOMES: dict[str, tuple[str, str, str]] = {
    "sign": ("found", "not_found", "cannot_tell"),
    "principle": ("not_yet", "in_place", "cannot_tell"),
    "key": ("not_yet", "in_place", "cannot_tell"),
}
# So many facts make the line of a firm.
FACTS_SAID = 2
ROW_COLUMNS = ("side", "table", "record", "on", "what")
TABLE_COLUMNS = (
    "number",
    "name",
    "outcome",
    "buyer",
    "supplier",
    "buyer_why",
    "supplier_why",
)


class Row(NamedTuple):
    """A record that a fact rests on: its table of the snapshot, or its kind in the
    register.
    """

    table: str
    record: str
    on: date | None
    what: str


class Compared(NamedTuple):
    """A number and the mark it is held against; null where there is none."""

    what: str
    value: float | None
    mark: int | None


@dataclass(frozen=True)
class Fact:
    """One thing that the records of a firm show. `is_good` is null where they cannot tell:
    then `missing` says which record is, and how it is entered. Without a fact that
    `is_needed` a check cannot tell, unless another speaks against partnering.
    """

    is_good: bool | None
    words: str
    rows: tuple[Row, ...] = ()
    compared: tuple[Compared, ...] = ()
    missing: str = ""
    is_needed: bool = True


def cannot_tell(words: str, missing: str, *, is_needed: bool = True) -> Fact:
    """No record to read this from."""
    return Fact(None, words, missing=missing, is_needed=is_needed)


@dataclass(frozen=True)
class Answer:
    """What a check finds at one firm. `why` is one line."""

    side: str
    outcome: str
    why: str
    facts: tuple[Fact, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The records that would let it speak, each with the command that enters it."""
        return tuple(dict.fromkeys(one.missing for one in self.facts if one.missing))

    @property
    def compared(self) -> tuple[Compared, ...]:
        return tuple(pair for one in self.facts for pair in one.compared)

    def to_json(self) -> Block:
        return {
            "outcome": self.outcome,
            "why": self.why,
            "missing": list(self.missing),
            "compared": [
                {"what": one.what, "value": encoded(one.value), "mark": one.mark}
                for one in self.compared
            ],
        }


@dataclass(frozen=True)
class Rule:
    """A check as it is agreed: `words` is its rule, with marks by name; `read` finds the
    facts of a firm.
    """

    kind: Kind
    number: int
    name: str
    words: str
    read: Callable[[Known, str], Iterable[Fact]]


@dataclass(frozen=True)
class Check:
    """A check as it came out. `rule` is in words, with its marks."""

    kind: Kind
    number: int
    name: str
    rule: str
    buyer: Answer
    supplier: Answer

    def of(self, side: str) -> Answer:
        return self.buyer if side == "buyer" else self.supplier

    @property
    def worse(self) -> Answer:
        """The answer that stands for both firms: of those that are known the worse."""
        order = OUTCOMES[self.kind]
        return min((self.buyer, self.supplier), key=lambda one: order.index(one.outcome))

    @property
    def outcome(self) -> str:
        return self.worse.outcome

    @property
    def why(self) -> str:
        return self.worse.why

    @property
    def rows(self) -> pd.DataFrame:
        """Data frame: the records it rests on: side, table, record, on, what."""
        found = [
            (answer.side, *row)
            for answer in (self.buyer, self.supplier)
            for fact in answer.facts
            for row in fact.rows
        ]
        return pd.DataFrame(
            list(dict.fromkeys(found)), columns=list(ROW_COLUMNS), dtype=object
        )

    def to_json(self) -> Block:
        return {
            "id": self.number,
            "name": self.name,
            "rule": self.rule,
            "state": self.outcome,
            "buyer": self.buyer.outcome,
            "supplier": self.supplier.outcome,
            "why": self.why,
            "rows": len(self.rows),
            "answers": {side: self.of(side).to_json() for side in SIDES},
        }


class Checks:
    """Checks of one kind, each under its number: `signs(q)[3]` is sign 3."""

    def __init__(self, found: Sequence[Check]):
        self._found = tuple(found)

    def __getitem__(self, number: int) -> Check:
        """Raises KeyError for a number that no check has."""
        return {one.number: one for one in self._found}[number]

    def __iter__(self) -> Iterator[Check]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def count(self, outcome: str, side: str | None = None) -> int:
        """How many came out so, at a firm or for both."""
        return sum(
            (one.of(side) if side else one).outcome == outcome for one in self._found
        )

    @property
    def table(self) -> pd.DataFrame:
        """Data frame, one row a check: number, name, outcome, buyer, supplier, and why of
        each.
        """
        rows = [
            (
                one.number,
                one.name,
                one.outcome,
                one.buyer.outcome,
                one.supplier.outcome,
                one.buyer.why,
                one.supplier.why,
            )
            for one in self._found
        ]
        return pd.DataFrame(rows, columns=list(TABLE_COLUMNS), dtype=object)

    def _repr_html_(self) -> str:
        html: str = self.table.to_html(index=False)
        return html

    def to_json(self) -> list[Block]:
        return [one.to_json() for one in self._found]


def read(rule: Rule, known: Known) -> Check:
    """The outcome of a check for both firms."""
    answers = {side: answer_of(rule, known, side) for side in SIDES}
    words = rule.words.format_map(known.marks)
    return Check(rule.kind, rule.number, rule.name, words, **answers)


def answer_of(rule: Rule, known: Known, side: str) -> Answer:
    """One fact against partnering is enough; without one that is needed nobody can tell."""
    facts = tuple(rule.read(known, side))
    against, speaks_for, silent = OUTCOMES[rule.kind]
    bad = [one for one in facts if one.is_good is False]
    good = [one for one in facts if one.is_good]
    unknown = [one for one in facts if one.is_good is None]
    if bad:
        return Answer(side, against, _said(bad), facts)
    if not good or any(one.is_needed for one in unknown):
        needed = [one for one in unknown if one.is_needed] or unknown
        return Answer(side, silent, _said(needed), facts)
    return Answer(side, speaks_for, _said(good), facts)


def _said(facts: Sequence[Fact]) -> str:
    """
    >>> said = ("3 of 3 tiers named", "all paired", "more")
    >>> _said([Fact(True, words) for words in said])
    '3 of 3 tiers named; all paired'
    """
    return "; ".join(one.words for one in facts[:FACTS_SAID])
