"""What became of the actions of both firms: the first date is kept for ever, and every other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from srmlib.encoding import Block
from srmlib.register import Book
from srmlib.register.kinds.work import Action as Stated
from srmlib.relationship.action import Action, Reader
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot

# In the order a list shows them: the buyer's first, what both do last.
SIDES = ("buyer", "supplier", "joint")
# Inside a side: what is done first, what is late last.
STATES = ("done", "dropped", "on_track", "moved", "late")


@dataclass(frozen=True)
class Kept:
    """Of the actions whose first date has passed, how many of a side were done by it."""

    met: int
    due: int


@dataclass(frozen=True)
class Actions:
    """`last` are those agreed before the review, `new` those agreed in it or since; each the
    buyer's first, and inside a side what is done first and what is late last.
    """

    as_of: date
    last: tuple[Action, ...] = ()
    new: tuple[Action, ...] = ()

    def of(self, side: str) -> list[Action]:
        return [one for one in self.last if one.side == side]

    def count(self, state: str, side: str | None = None) -> int:
        """How many of the last actions are in a state; a joint one is counted with neither firm."""
        return sum(one.state == state and side in (None, one.side) for one in self.last)

    def first_dates(self, side: str, since: date = date.min) -> Kept:
        """What became of a side's first dates that have passed, of those from a day on. A
        day that is not over yet has not passed; what was dropped before its day broke none.
        """
        due = [
            one
            for one in self.of(side)
            if one.first_due and not one.is_dropped_before_first
        ]
        passed = [one for one in due if since <= (one.first_due or since) < self.as_of]
        return Kept(sum(one.is_done_by_first for one in passed), len(passed))

    def most_moved(self) -> Action | None:
        """The one that moved most often, of those that moved more than once; else null."""
        moved = [one for one in self.last if one.times_moved > 1]
        return max(moved, key=lambda one: one.times_moved, default=None)

    def without_rows(self, metrics: set[str]) -> Actions:
        """The same, without the row that an action of these metrics comes from."""

        def cleared(found: tuple[Action, ...]) -> tuple[Action, ...]:
            return tuple(
                replace(one, from_row=None) if one.metric in metrics else one
                for one in found
            )

        return replace(self, last=cleared(self.last), new=cleared(self.new))

    def to_json(self) -> list[Block]:
        """The list of report.json, the last before the new."""
        return [one.to_json() for one in (*self.last, *self.new)]


def actions_of(
    book: Book,
    supplier_id: str,
    as_of: date,
    quarter: Quarter | None = None,
    snapshot: Snapshot | None = None,
) -> Actions:
    """The actions of a supplier as of a day. With a quarter those that had ended before it are left
    out, and those agreed after it stand apart; with a snapshot a metric's value before and since.
    """
    records = [one for one in book.all(Stated) if one.supplier_id == supplier_id]
    reader = Reader(book, as_of, snapshot, supplier_id, quarter)
    found = [reader.action(one) for one in records]
    if quarter is not None:
        found = [one for one in found if one.is_open or _ended_since(one, quarter)]
    is_new = {
        one.id: bool(quarter and one.agreed_on and one.agreed_on >= quarter.until)
        for one in found
    }
    found.sort(key=_printed_order)
    return Actions(
        as_of,
        tuple(one for one in found if not is_new[one.id]),
        tuple(one for one in found if is_new[one.id]),
    )


def _ended_since(action: Action, quarter: Quarter) -> bool:
    return action.ended_on is not None and action.ended_on >= quarter.start


def _printed_order(action: Action) -> tuple[int, int, date, str]:
    due = action.first_due or date.max
    return SIDES.index(action.side), STATES.index(action.state), due, action.id
