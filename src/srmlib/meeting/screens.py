"""The twelve screens: who begins, a headline, one figure, one decision. What each shows is a plain
record; the templates arrange it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from srmlib.meeting.bars import bars, height_of
from srmlib.meeting.promised import (
    WillDo,
    last_actions,
    new_actions,
    will_do,
    will_do_last,
)
from srmlib.meeting.said import CAUSE
from srmlib.meeting.spans import span_of
from srmlib.meeting.templating import render
from srmlib.meeting.words import (
    actions_headline,
    asks_headline,
    buyers_part_headline,
    close_headline,
    dispute_headline,
    miss_headline,
    ratings_headline,
    same_page_words,
    topics_headline,
    waiting_words,
)
from srmlib.meeting.written import WAIVED
from srmlib.metrics.result import Reading
from srmlib.register.kinds.work import Expectation
from srmlib.relationship.asks import Ask, asks_of
from srmlib.relationship.persons import SIDES
from srmlib.relationship.plan import plan_of
from srmlib.relationship.rated import ElementRated
from srmlib.relationship.topics import MOST_CHOSEN, topics_of
from srmlib.words.evidence import Known, evidence_said
from srmlib.words.metric import VERDICTS, sentence
from srmlib.words.ratings import firms_of
from srmlib.words.standing import standing_of

if TYPE_CHECKING:
    from srmlib.meeting.review import Review

ROWS = 9
OTHERS_SHOWN = 2
LONG_LIST_SHOWN = 3
WILL_DO_SHOWN = 2
ASKS_IN_ORDER = ("done", "in_progress", "accepted", "open", "refused")
ONE_DAY = timedelta(days=1)
# Why a screen shows no goal: its headline, what is there, and what can be done.
NO_MORE_MISSES = (
    "No more metrics are outside the green zone",
    "Every metric that can be judged meets its goal, or is talked about already.",
    "Use the time for topics.",
)
NOTHING_JUDGED = (
    "No metric can be judged yet",
    "No metric of this quarter has a verdict.",
    "One is judged where the extract supplies its rows, enough were counted and both firms have"
    " signed its definition; the report says of each which is missing.",
)
Shown = dict[str, Any]


def screen(review: Review, key: str) -> Markup:
    """One item of the agenda, as it stands now."""
    slot = next(one for one in review.agenda if one.item.key == key)
    shown = SHOWN[key](review)
    template = "miss" if key in ("first_miss", "second_miss") else key
    return render(
        f"{template}.html.j2",
        slot=slot,
        firms=review.firms,
        begins=review.sitting.begins,
        **shown,
    )


def headline_of(review: Review, key: str) -> str:
    headline: str = SHOWN[key](review)["headline"]
    return headline


def _opening(review: Review) -> Shown:
    sitting = review.sitting
    told = [
        one
        for one in sitting.shown.all(Expectation)
        if one.supplier_id == sitting.supplier_id
    ]
    today = [one for one in told if one.now.meeting == sitting.meeting_id]
    before = [one for one in told if one.now.meeting != sitting.meeting_id]
    return {
        "headline": "What has changed in your expectations since the last review?",
        "before": {one.now.side: one.now for one in before},
        "today": {one.now.side: one.now for one in today},
        "since": waiting_words(
            [
                (sitting.on - one.stated.raised_on).days
                for one in review.disputes.on_table()
                if one.is_open and not one.stated.answer
            ]
        ),
        "people": sitting.people.here(),
        "there": sitting.meeting.attendees,
    }


def _asks(review: Review) -> Shown:
    asks = _asks_on_table(review)
    return {
        "headline": asks_headline(asks, review.sitting.on, review.firms),
        "asks": asks,
        "will_do": _few_of_each(will_do_last(review)),
    }


def _few_of_each(said: Sequence[WillDo]) -> list[WillDo]:
    """Those of each firm that a screen has room for; the report has all."""
    by_side = ([one for one in said if one.side == side] for side in SIDES)
    return [one for of_side in by_side for one in of_side[:WILL_DO_SHOWN]]


def _asks_on_table(review: Review) -> list[Ask]:
    """What was asked in the last year of asks, and this year before today: the supplier's first, and
    of each firm what is done first.
    """
    on = review.sitting.on
    asks = asks_of(review.sitting.shown, review.sitting.supplier_id, on)
    return sorted(
        (one for one in (*asks.last, *asks.new) if one.asked_on < on),
        key=lambda one: (
            one.from_side != "supplier",
            ASKS_IN_ORDER.index(one.became.state),
        ),
    )


def _actions(review: Review) -> Shown:
    actions = last_actions(review)
    said = _few_of_each(will_do_last(review))
    places = ROWS - len(said)
    return {
        "headline": actions_headline(actions, review.firms),
        "actions": actions,
        "rows": actions.last[:places],
        "more": actions.last[places:],
        "will_do": said,
    }


def _miss(place: int) -> Callable[[Review], Shown]:
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
    headline, none, how = NO_MORE_MISSES if is_judged else NOTHING_JUDGED
    return {"headline": headline, "reading": None, "none": none, "how": how}


def _cause_item(reading: Reading) -> str:
    return f"{CAUSE}{reading.id}"


def _disputes(review: Review) -> Shown:
    on_table = review.disputes.on_table()
    return {
        "headline": dispute_headline(on_table),
        "disputes": on_table,
        "first": next((n for n, one in enumerate(on_table) if not one.is_settled), 0),
        "as_of": review.sitting.on,
        "spans": {one.id: span_of(one) for one in on_table},
        "verdict_words": VERDICTS,
    }


def _ratings(review: Review) -> Shown:
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


def _buyers_part(review: Review) -> Shown:
    rows = [(one, standing_of(one)) for one in review.facts.ours]
    return {
        "headline": buyers_part_headline(
            review.facts.ours,
            review.firms,
        ),
        "rows": rows[:ROWS],
    }


def _topics(review: Review) -> Shown:
    sitting = review.sitting
    topics = topics_of(
        sitting.shown,
        sitting.supplier_id,
        review.quarter.quarter,
        sitting.on,
    )
    return {
        "headline": topics_headline(topics),
        "cards": topics.chosen,
        "places": MOST_CHOSEN,
        "long_list": topics.listed,
        "rows": LONG_LIST_SHOWN,
        "today": sitting.on,
    }


def _others(review: Review) -> Shown:
    said = review.sitting.notes()
    notes = [(side, words) for item, side, words in said if item == "others"]
    return {
        "headline": "This is heard from others in both organisations. Are both on the same page?",
        "heard": {
            firm: [words for side, words in notes if side == firm][-OTHERS_SHOWN:]
            for firm in ("buyer", "supplier")
        },
    }


def _aloud(review: Review) -> Shown:
    return {
        "headline": "Read aloud: what, who, when, and how both will know",
        "actions": new_actions(review),
        "will_do": _few_of_each(will_do(review)),
        "confirmed": review.sitting.confirmed(),
    }


def _close(review: Review) -> Shown:
    from srmlib.meeting.minutes import minutes_of

    checks = review.checks()
    return {
        "headline": close_headline(checks),
        "checks": checks,
        "can_close": not any(one.is_missing for one in checks),
        "minutes": minutes_of(review),
        "next_label": f"{review.next_quarter}",
        "tomorrow": review.sitting.on + ONE_DAY,
    }


SHOWN: dict[str, Callable[[Review], Shown]] = {
    "opening": _opening,
    "asks": _asks,
    "actions": _actions,
    "first_miss": _miss(0),
    "second_miss": _miss(1),
    "disputes": _disputes,
    "ratings": _ratings,
    "buyers_part": _buyers_part,
    "topics": _topics,
    "others": _others,
    "aloud": _aloud,
    "close": _close,
}
