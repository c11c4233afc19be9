"""The screens of what was counted and judged: two goals, disputes, ratings, the buyer's
part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from srmlib.meeting.bars import bars, height_of
from srmlib.meeting.said import CAUSE
from srmlib.meeting.spans import span_of
from srmlib.meeting.templating import Shown
from srmlib.meeting.words import (
    buyers_part_headline,
    dispute_headline,
    miss_headline,
)
from srmlib.meeting.words_of_ratings import ratings_headline, same_page_words
from srmlib.meeting.written import WAIVED
from srmlib.metrics.result import Reading
from srmlib.relationship.persons import SIDES
from srmlib.relationship.plan import plan_of
from srmlib.relationship.rated import ElementRated
from srmlib.words.evidence import Known, evidence_said
from srmlib.words.metric import VERDICTS, sentence
from srmlib.words.ratings import firms_of
from srmlib.words.standing import standing_of

if TYPE_CHECKING:
    from srmlib.meeting.review import Review

ROWS = 9
# Why a screen shows no goal: its headline, what is there, and what can be done.
NO_MORE_MISSES = (
    "No more metrics are outside the green zone",
    "Every metric that can be judged meets its goal, or is talked about already.",
    "Use the time for topics.",
)
NOTHING_JUDGED = (
    "No metric can be judged yet",
    "No metric of this quarter has a verdict.",
    "One is judged where the extract supplies its rows, enough were counted and both firms"
    " have signed its definition; the report says of each which is missing.",
)


def miss(place: int) -> Callable[[Review], Shown]:
    def shown(review: Review) -> Shown:
        reading = next(iter(review.misses[place:]), None)
        if reading is None:
            return _no_miss(review)
        headline, rest = miss_headline(sentence(reading))
        item = _cause_item(reading)
        return {
            "headline": headline,
            "rest": rest,
            "reading": reading,
            "bars": bars(reading),
            "goal_at": height_of(reading.definition.goal, reading),
            "cause_item": item,
            "cause": review.sitting.words_on(item),
        }

    return shown


def _no_miss(review: Review) -> Shown:
    """Why nothing is there: all is well, or nothing can be judged."""
    is_judged = any(one.verdict for one in review.facts.readings)
    headline, nothing, how = NO_MORE_MISSES if is_judged else NOTHING_JUDGED
    return {"headline": headline, "reading": None, "nothing": nothing, "how": how}


def _cause_item(reading: Reading) -> str:
    return f"{CAUSE}{reading.id}"


def disputes(review: Review) -> Shown:
    on_table = review.disputes.on_table()
    return {
        "headline": dispute_headline(on_table),
        "disputes": on_table,
        "first": next((n for n, one in enumerate(on_table) if not one.is_settled), 0),
        "as_of": review.sitting.on,
        "spans": {one.id: span_of(one) for one in on_table},
        "verdict_words": VERDICTS,
    }


def ratings(review: Review) -> Shown:
    ratings = review.ratings
    sitting = review.sitting
    gaps = [one for one in ratings.rated_by_both if (one.gap or 0) >= 2]
    return {
        "headline": ratings_headline(ratings, review.firms),
        "ratings": ratings,
        "gaps": gaps,
        "records": _beside(review, gaps),
        "moves": {one.id: sitting.words_on(f"one step {one.id}") for one in gaps},
        "rates_by": [] if ratings.is_open else _rates_by(review),
        "has_files": len(review.sealed) == 2,
        "waived": sitting.words_on(WAIVED),
        "same_page": same_page_words(ratings, review.firms),
    }


def _rates_by(review: Review) -> list[tuple[str, str]]:
    """The firms that have not locked their ratings, each with what writes its form."""
    begins, locks = review.sitting.begins, review.ratings.locks
    return [(side, begins.rates(side)) for side in SIDES if side not in locks]


def _beside(review: Review, gaps: Sequence[ElementRated]) -> dict[str, str]:
    """What the records show beside each gap, in the words of the report."""
    sitting = review.sitting
    plan = plan_of(
        sitting.shown,
        sitting.supplier_id,
        review.quarter.quarter,
        sitting.on,
    )
    known = Known(
        review.facts,
        review.ratings.evidence,
        plan,
        firms_of(review.facts),
    )
    return {one.id: evidence_said(one.id, known) for one in gaps}


def buyers_part(review: Review) -> Shown:
    rows = [(one, standing_of(one)) for one in review.facts.ours]
    return {
        "headline": buyers_part_headline(
            review.facts.ours,
            review.firms,
        ),
        "rows": rows[:ROWS],
        "is_lacking": any(one.state == "not_supplied" for one in review.facts.ours),
    }
