"""What checks are read from: one record of a supplier's quarter, the register and the
snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from shlex import quote
from typing import Any, TypeVar

from srmlib.metrics.result import Reading
from srmlib.partnering.checks import Compared, Row
from srmlib.partnering.marks import Marks
from srmlib.register import KINDS, Book, Kind, Record
from srmlib.register.kinds.agreed import ProgrammeItem
from srmlib.register.kinds.voice import ELEMENTS
from srmlib.relationship.issues import Issue, issues_of
from srmlib.relationship.persons import SIDES, of_supplier, who
from srmlib.relationship.plan import Plan
from srmlib.relationship.rated import ElementRated, element_rated
from srmlib.relationship.ratings import Ratings
from srmlib.relationship.revealed import Revealed, revealed
from srmlib.relationship.topics import Topics, topics_of
from srmlib.relationship.voices import Objection, objections_of
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement
from srmlib.trace.links import Trace

Stated = TypeVar("Stated", bound=Kind)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Known:
    """A supplier's quarter as checks see it. `firms` are the names of both by side; `as_of`
    is the register's day.
    """

    snapshot: Snapshot
    supplier_id: str
    quarter: Quarter
    as_of: date
    book: Book
    plan: Plan
    ratings: Ratings
    readings: Sequence[Reading]
    trace: Trace
    marks: Marks
    firms: dict[str, str]
    # Who reads it: what hangs on other suppliers is told internally alone.
    audience: str = "shared"

    def name(self, side: str) -> str:
        return self.firms[side]

    def all(self, kind: type[Stated]) -> list[Record[Stated]]:
        """This supplier's records of a kind."""
        return of_supplier(self.book, kind, self.supplier_id)

    @property
    def has_records(self) -> bool:
        """Whether anything of this supplier was entered."""
        found = (one for kind in KINDS.values() for one in self.book.all(kind))
        return any(one.supplier_id == self.supplier_id for one in found)

    def is_there(self, person: str) -> bool:
        """Whether the register knows a person of this supplier who has not left."""
        found = who(self.book, self.supplier_id, person, self.as_of)
        return found is not None and found.left_on is None

    def row(self, record: Record[Any], on: date | None, what: str) -> Row:
        return Row(record.now.kind, record.id, on, what)

    def in_a_year(self, day: date | None) -> bool:
        """Whether it is of the twelve months up to the register's day."""
        return day is not None and self.as_of - YEAR < day <= self.as_of

    def held(self, what: str, value: float | None, mark: str) -> Compared:
        """A number beside its mark."""
        return Compared(what, value, self.marks[mark])

    def how_to_add(self, kind: type[Kind], fields: str) -> str:
        """The command that enters a record of this supplier, with its fields to be filled
        in: `srm register add award what=… --supplier S-1001`.
        """
        # A part of a programme is of all suppliers unless a field of it says whose it is.
        whose = "supplier_id=" if kind is ProgrammeItem else "--supplier "
        return f"srm register add {kind.kind} {fields} {whose}{quote(self.supplier_id)}"

    @property
    def how_to_rate(self) -> str:
        """The commands by which both champions rate blind, and open what they sealed."""
        of = f"{quote(self.supplier_id)} {self.quarter.label}"
        return (
            f"both champions' ratings: srm rating-form {of} and srm reply-form {of}, then"
            f" srm reveal {of} FILE FILE"
        )

    def found(self, name: str, **values: object) -> list[dict[str, Any]]:
        """Rows of the snapshot by a statement of `sql/partnering`, of this supplier."""
        asked = {"supplier_id": self.supplier_id} | values
        return self.snapshot.records(statement(f"partnering/{name}"), asked)

    @cached_property
    def promises(self) -> list[dict[str, Any]] | None:
        """The promises of a year to customers that hang on this supplier; null where the
        extract holds none of anybody.
        """
        year = {"since": self.as_of - YEAR, "until": self.as_of}
        of_all = self.snapshot.records(statement("partnering/promises_of_all"), year)
        return self.found("promises", **year) if of_all[0]["promise_count"] else None

    @cached_property
    def is_service(self) -> bool:
        """Whether nothing that is delivered was ordered of it in a year."""
        return not self.found("sites", since=self.as_of - YEAR, until=self.as_of)

    @cached_property
    def with_data(self) -> dict[str, int]:
        """By metric, in how many of the last three quarters a row of it was counted."""
        counts: dict[str, int] = {}
        for quarter in self.quarter.back(3):
            rows = self.found("metrics_with_data", start=quarter.start, until=quarter.until)
            for row in rows:
                counts[row["metric_id"]] = counts.get(row["metric_id"], 0) + 1
        return counts

    @cached_property
    def counted(self) -> list[Reading]:
        """The metrics both firms use that have data in this quarter or one of the two
        before.
        """
        return [
            one
            for one in self.readings
            if one.definition.applies and self.with_data.get(one.id, 0) > 0
        ]

    def objection(self, reading: Reading, side: str) -> Objection | None:
        """Why a firm does not sign the definition in force; null where it signed, or said
        nothing. A new version is the answer to what was said of the one before.
        """
        if is_signed_by(reading.definition, side):
            return None
        asked = (reading.id, reading.definition.version, side)
        made = objections_of(self.book, self.supplier_id, self.as_of)
        found = [one for one in made if (one.metric, one.version, one.side) == asked]
        return found[-1] if found else None

    @cached_property
    def opened_by_both(self) -> list[Revealed]:
        """The ratings of quarters that both champions have opened: what one released alone
        is shown, and no fact.
        """
        seen = revealed(self.book, self.supplier_id, self.quarter, self.as_of)
        rated = {(one.quarter, one.rating.side) for one in seen if one.rating.colour}
        return [one for one in seen if all((one.quarter, side) in rated for side in SIDES)]

    @cached_property
    def elements(self) -> dict[str, ElementRated]:
        """By id, as both champions rated them in quarters that both have opened."""
        quarters = self.ratings.quarters
        return {one: element_rated(one, self.opened_by_both, quarters) for one in ELEMENTS}

    @cached_property
    def topics(self) -> Topics:
        """As the section of topics counts them."""
        return topics_of(self.book, self.supplier_id, self.quarter, self.as_of)

    @cached_property
    def issues_of_a_year(self) -> tuple[Issue, ...]:
        """Those raised, open or closed in the twelve months up to the register's day."""
        return issues_of(self.book, self.supplier_id, self.as_of - YEAR, self.as_of)


def is_signed_by(definition: Definition, side: str) -> bool:
    signed = (
        definition.signed_by_buyer if side == "buyer" else definition.signed_by_supplier
    )
    return bool(signed)


def other(side: str) -> str:
    return SIDES[1 - SIDES.index(side)]


def percent(part: float, whole: float) -> float:
    return 100 * part / whole
