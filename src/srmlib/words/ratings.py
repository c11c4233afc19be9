"""What the page says of the champions' ratings: headline, gaps, quotes, and how each side moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from srmlib.facts import Facts
from srmlib.numbers import by_count
from srmlib.relationship.persons import SIDES
from srmlib.relationship.rated import ElementRated
from srmlib.relationship.ratings import LEFT_UNRATED, Locked, Ratings
from srmlib.words.plainly import (
    buyer_called,
    possessive,
    some_of,
    spelled,
    spelled_with,
    supplier_called,
)
from srmlib.words.words import day_words, listed, upper_first


@dataclass(frozen=True)
class Firms:
    """Both firms as a sentence calls them."""

    buyer: str
    supplier: str

    def of(self, side: str) -> str:
        return self.buyer if side == "buyer" else self.supplier

    def begin(self, side: str) -> str:
        """The firm at the beginning of a sentence."""
        return upper_first(self.of(side))


def firms_of(facts: Facts) -> Firms:
    return Firms(buyer_called(facts), supplier_called(facts))


def other(side: str) -> str:
    return SIDES[1 - SIDES.index(side)]


# --- The headline


def ratings_headline(ratings: Ratings, firms: Firms, opens_on: date | None) -> str:
    """What the ratings of the quarter say, or who has not rated; `opens_on` is the review's day."""
    if ratings.state == "revealed":
        return _revealed_headline(ratings, firms)
    if ratings.state == "released":
        return _released_headline(ratings, firms)
    if ratings.state == "sealed":
        when = f" on {day_words(opens_on)}" if opens_on else ""
        return f"Both champions have rated; the ratings open in the review{when}"
    if ratings.state == "one_locked":
        locked = next(iter(ratings.locks))
        late = firms.of(other(locked))
        return (
            f"{firms.begin(locked)} has rated; {late} has not. Nothing is shown until both are"
            " locked"
        )
    return f"Neither firm has rated {ratings.quarter} yet"


def _revealed_headline(ratings: Ratings, firms: Firms) -> str:
    if ratings.unrated:
        return _unrated_headline(ratings, firms)
    both = ratings.rated_by_both
    same = some_of(sum(one.gap == 0 for one in both), len(both))
    wide = ratings.wide
    if not ratings.has_history:
        apart = f"{apart_said(wide)}; " if wide else ""
        return f"First ratings of both firms: {apart}they say the same on {same}"
    if not wide:
        return f"No element is two steps apart; both firms say the same on {same}"
    start = "start there" if len(wide) > 1 else "start with it"
    return f"{upper_first(apart_said(wide))}: {start}. Both firms say the same on {same}"


def _unrated_headline(ratings: Ratings, firms: Firms) -> str:
    names = listed([firms.of(side) for side in ratings.unrated])
    said = f"{upper_first(names)} {LEFT_UNRATED}"
    alone = [possessive(firms.of(one)) for one in SIDES if one not in ratings.unrated]
    return said + "".join(f"; {one} ratings stand alone" for one in alone)


def apart_said(wide: Sequence[ElementRated]) -> str:
    """`three elements are two steps apart`, `four elements are two or three steps apart`."""
    gaps = sorted({one.gap or 0 for one in wide})
    steps = " or ".join(spelled(gap) for gap in gaps)
    are = by_count(len(wide), "is", "are")
    return f"{spelled_with(len(wide), 'element')} {are} {steps} steps apart"


def _released_headline(ratings: Ratings, firms: Firms) -> str:
    silent = ratings.silent or "supplier"
    quarters = quarters_silent(ratings, silent)
    since = f" for {spelled(quarters)} quarters" if quarters > 1 else ""
    alone = f"{possessive(firms.of(other(silent)))} ratings stand alone"
    if ratings.unrated:
        alone = f"{firms.of(other(silent))} {LEFT_UNRATED}"
    return f"{firms.begin(silent)} has not rated{since}; {alone}"


def quarters_silent(ratings: Ratings, side: str) -> int:
    """In how many of the last quarters one side has rated nothing while the other has."""
    count = 0
    for place in reversed(range(len(ratings.quarters))):
        if _rated_in(ratings, side, place) or not _rated_in(ratings, other(side), place):
            break
        count += 1
    return count


def _rated_in(ratings: Ratings, side: str, place: int) -> bool:
    return any(one.strips[side].colours[place] for one in ratings.elements)


# --- How it was rated


def how_rated(ratings: Ratings, firms: Firms) -> str:
    """How the ratings came about, under the headline."""
    raters = [_rater_said(ratings, side, firms) for side in SIDES]
    if ratings.state == "revealed":
        opened = (
            f"opened together on {day_words(ratings.revealed_on)}"
            if ratings.revealed_on
            else ""
        )
        became = listed([one for one in (_both_locked(ratings), opened) if one])
        then = f". Both ratings were {became}" if became else ""
        if ratings.unrated:
            return (
                f"{upper_first(listed(raters))} each sent their ratings alone{then}. Nothing is"
                " filled in for what was left unrated: no gap, no count, no colour."
            )
        return (
            f"{upper_first(listed(raters))} each rated alone{then}. The two ratings are"
            " never averaged. On the right stands what the records show; it does not correct either"
            " rating."
        )
    if ratings.state == "released":
        side = other(ratings.silent or "supplier")
        return (
            f"{upper_first(_rater_said(ratings, side, firms))} rated and let the ratings be shown."
            " Nothing is filled in for the other firm: no gap, no count, no colour."
        )
    if ratings.state == "sealed":
        return "No rating is in this file. Each champion keeps the ratings until both are opened together."
    return ""


def _both_locked(ratings: Ratings) -> str:
    days = sorted(
        {lock.locked_at.date() for lock in ratings.locks.values() if lock.locked_at}
    )
    if len(ratings.locks) < len(SIDES) or not days:
        return ""
    return f"locked on {days_said(days)}"


def days_said(days: Sequence[date]) -> str:
    """
    >>> days_said([date(2026, 10, 8), date(2026, 10, 9)])
    '8 and 9 October 2026'
    >>> days_said([date(2026, 9, 30), date(2026, 10, 1)])
    '30 September 2026 and 1 October 2026'
    """
    if len({(day.year, day.month) for day in days}) > 1:
        return listed([day_words(day) for day in days])
    *earlier, last = days
    return listed([*(str(day.day) for day in earlier), day_words(last)])


def _rater_said(ratings: Ratings, side: str, firms: Firms) -> str:
    found = ratings.raters[side]
    if found and found.is_named:
        return found.called
    return f"{possessive(firms.of(side))} champion"


def locked_said(lock: Locked) -> str:
    """
    `locked 8 October 2026, 16:40 UTC`; without a time only that it is locked.
    """
    if lock.locked_at is None:
        return "locked"
    return f"locked {day_words(lock.locked_at.date())}, {lock.locked_at:%H:%M} UTC"
