"""The champions' ratings as they are revealed: gaps, eight quarters of each side, red runs. A value
that is not revealed is in nothing that this module returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import compress
from typing import Literal

from srmlib.encoding import Block, encoded
from srmlib.register.book import Book
from srmlib.register.kinds.voice import ELEMENTS, FormSent, Lock, Rating
from srmlib.relationship.evidence import Evidence, evidence_of
from srmlib.relationship.persons import SIDES, Who, of_supplier, rater
from srmlib.relationship.rated import ElementRated, element_rated
from srmlib.relationship.revealed import champions_locks, revealed
from srmlib.rules.calendar import Quarter

QUARTERS_SHOWN = 8
# What is said of a firm whose ratings are open without any colour.
LEFT_UNRATED = "left all twelve unrated"
State = Literal["not_asked", "not_rated", "one_locked", "sealed", "released", "revealed"]


@dataclass(frozen=True)
class Locked:
    """That a champion has locked ratings that nobody else has seen. `locked_at` is None where the
    time entered is none.
    """

    side: str
    fingerprint: str
    locked_at: datetime | None


@dataclass(frozen=True)
class Ratings:
    """A quarter's ratings. `elements` are in the order of the page: as they are declared until the
    ratings are open, then by gap. `quarters` are those of the strips. `revealed_on`, `raters`
    (by side) and `form_sent_on` are None where the register does not say. `opened` are the sides
    whose ratings are open, whatever they say. `evidence` stands beside the ratings.
    """

    quarter: Quarter
    state: State
    elements: tuple[ElementRated, ...]
    quarters: tuple[Quarter, ...]
    locks: dict[str, Locked]
    raters: dict[str, Who | None]
    revealed_on: date | None
    form_sent_on: date | None
    opened: tuple[str, ...]
    evidence: Evidence

    @property
    def is_open(self) -> bool:
        """Whether any rating of the quarter may be shown."""
        return self.state in ("revealed", "released")

    @property
    def has_history(self) -> bool:
        """Whether a quarter before this one was rated."""
        strips = [strip for one in self.elements for strip in one.strips.values()]
        return any(colour for strip in strips for colour in strip.colours[:-1])

    @cached_property
    def rated_by_both(self) -> tuple[ElementRated, ...]:
        return tuple(one for one in self.elements if one.gap is not None)

    @cached_property
    def wide(self) -> tuple[ElementRated, ...]:
        """The elements that are so far apart that they are something to talk about."""
        return tuple(one for one in self.elements if one.is_wide)

    @cached_property
    def began(self) -> Quarter | None:
        """The first quarter in which anything was rated; None where nothing was."""
        known = [one.asked_since for one in self.elements if one.asked_since]
        return min(known, default=None)

    @property
    def new_raters(self) -> list[tuple[Quarter, str]]:
        """The quarters in which a side had another champion than before, the oldest first."""
        found = set()
        for one in self.elements:
            for side, strip in one.strips.items():
                changed = compress(self.quarters, strip.is_new_rater)
                found |= {(quarter, side) for quarter in changed}
        return sorted(found)

    def moved(self, side: str) -> tuple[int, int]:
        """How many of a side's ratings rose and how many fell since the quarter before."""
        steps = [one.strips[side].step for one in self.elements]
        rose = sum(step > 0 for step in steps)
        fell = sum(step < 0 for step in steps)
        return rose, fell

    @property
    def silent(self) -> str | None:
        """The side that has not rated, where one has and its ratings are open."""
        if self.state != "released":
            return None
        return next(side for side in SIDES if side not in self.opened)

    @property
    def unrated(self) -> tuple[str, ...]:
        """The sides whose ratings are open without any colour."""
        rated = {side for side in SIDES for one in self.elements if one.said(side).colour}
        return tuple(side for side in self.opened if side not in rated)

    @property
    def long_red(self) -> tuple[ElementRated, ...]:
        """The elements that are named for red: only where both firms' ratings are open."""
        if self.state != "revealed":
            return ()
        named = [one for one in self.elements if one.red_sides]
        return tuple(
            sorted(named, key=lambda one: (not one.started_red, -one.red_quarters))
        )

    def to_json(self) -> Block:
        """The part `elements` of report.json, with the state of the quarter and its fingerprints."""
        return {
            "state": self.state,
            "locks": [encoded(one) for one in self.locks.values()],
            "elements": [one.to_json() for one in self.elements],
            "labels": encoded(self.quarters),
        }


def ratings_of(book: Book, supplier_id: str, quarter: Quarter, as_of: date) -> Ratings:
    """The ratings of a supplier's quarter as they may be shown on a day."""
    open_ones = revealed(book, supplier_id, quarter, as_of)
    quarters = tuple(quarter.back(QUARTERS_SHOWN))
    elements = [element_rated(one, open_ones, quarters) for one in ELEMENTS]
    now = [one.rating for one in open_ones if one.quarter == quarter]
    opened = tuple(side for side in SIDES if any(one.side == side for one in now))
    if opened:
        elements.sort(key=_by_gap)
    locks = champions_locks(book, supplier_id, quarter.label)
    sent = _form_sent_on(book, supplier_id, quarter, as_of)
    was_asked = bool(open_ones) or sent is not None
    return Ratings(
        quarter,
        _state(opened, set(locks), was_asked=was_asked),
        tuple(elements),
        quarters,
        {side: _locked(lock.now) for side, lock in locks.items()},
        {side: _rater(book, supplier_id, now, side, as_of) for side in SIDES},
        max((one.revealed_on for one in now), default=None),
        sent,
        opened,
        evidence_of(book, supplier_id, quarter, as_of),
    )


def _state(opened: Sequence[str], locked: set[str], *, was_asked: bool) -> State:
    """What was opened is open, also where it says of no element how it is."""
    if len(opened) == len(SIDES):
        return "revealed"
    if opened:
        return "released"
    if len(locked) == len(SIDES):
        return "sealed"
    if locked:
        return "one_locked"
    return "not_rated" if was_asked else "not_asked"


def _by_gap(one: ElementRated) -> tuple[bool, bool, int, int, int]:
    """Widest gap first, then the longest red, then the lower colour; one-sided last."""
    colours = [colour for colour in (one.buyer.colour, one.supplier.colour) if colour]
    gap = one.gap or 0
    return (one.gap is None, not colours, -gap, -one.red_quarters, min(colours, default=0))


def _form_sent_on(
    book: Book, supplier_id: str, quarter: Quarter, as_of: date
) -> date | None:
    """The last day by then on which the supplier was sent the form of the quarter."""
    sent = [
        one.now.sent_on
        for one in of_supplier(book, FormSent, supplier_id)
        if one.now.quarter == quarter.label and one.now.sent_on <= as_of
    ]
    return max(sent, default=None)


def _locked(lock: Lock) -> Locked:
    try:
        moment = datetime.fromisoformat(lock.locked_at)
    except ValueError:
        moment = None
    return Locked(lock.side, lock.fingerprint, moment)


def _rater(
    book: Book, supplier_id: str, now: list[Rating], side: str, as_of: date
) -> Who | None:
    raters = [one.rater for one in now if one.side == side]
    return rater(book, supplier_id, side, raters[-1], as_of) if raters else None
