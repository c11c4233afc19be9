"""The screens of what was said and promised: expectations, asks, actions, topics, what
others say, the reading aloud and the close.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from srmlib.meeting.promised import (
    WillDo,
    last_actions,
    new_actions,
    will_do,
    will_do_last,
)
from srmlib.meeting.templating import Shown
from srmlib.meeting.words import (
    actions_headline,
    asks_headline,
    close_headline,
    topics_headline,
    waiting_words,
)
from srmlib.meeting.written import Written
from srmlib.register import Record
from srmlib.register.kinds.work import Expectation, Meeting
from srmlib.relationship.asks import Ask, asks_of
from srmlib.relationship.persons import SIDES, of_supplier
from srmlib.relationship.topics import MOST_CHOSEN, topics_of

if TYPE_CHECKING:
    from srmlib.meeting.review import Review

ROWS = 9
OTHERS_SHOWN = 2
LONG_LIST_SHOWN = 3
WILL_DO_SHOWN = 2
ASKS_IN_ORDER = ("done", "in_progress", "accepted", "open", "refused")
ONE_DAY = timedelta(days=1)


def opening(review: Review) -> Shown:
    sitting = review.sitting
    told = of_supplier(sitting.shown, Expectation, sitting.supplier_id)
    today = [one for one in told if one.now.meeting == sitting.meeting_id]
    before = _by_day(sitting, [one for one in told if one not in today])
    return {
        "headline": "What has changed in your expectations since the last review?",
        "before": {one.side: one for one in before},
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


def _by_day(sitting: Written, told: Sequence[Record[Expectation]]) -> list[Expectation]:
    """The latest said last, and of one day the one entered last; without those of a day
    after this meeting. What has no day was said on that of its meeting; where nobody knows
    when, before all others.
    """
    dated = [_on_its_day(sitting, one.now) for one in told]
    by_then = [one for one in dated if (one.on or sitting.on) <= sitting.on]
    return sorted(by_then, key=lambda one: one.on or date.min)


def _on_its_day(sitting: Written, said: Expectation) -> Expectation:
    meeting = sitting.book.find(Meeting, said.meeting) if said.meeting else None
    if said.on or meeting is None:
        return said
    held_on = meeting.now.held_on or meeting.now.planned_on
    return said.model_copy(update={"on": held_on})


def asks(review: Review) -> Shown:
    asks = _asks_on_table(review)
    return {
        "headline": asks_headline(asks, review.sitting.on, review.firms),
        "asks": asks,
        "will_do": _few_of_each(will_do_last(review), 1),
    }


def _few_of_each(said: Sequence[WillDo], few: int = WILL_DO_SHOWN) -> list[WillDo]:
    """Those of each firm that a screen has room for; the report has all."""
    by_side = ([one for one in said if one.side == side] for side in SIDES)
    return [one for of_side in by_side for one in of_side[:few]]


def _asks_on_table(review: Review) -> list[Ask]:
    """What was asked in the last year of asks, and this year before today: the supplier's
    first, and of each firm what is done first.
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


def actions(review: Review) -> Shown:
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


def topics(review: Review) -> Shown:
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


def others(review: Review) -> Shown:
    said = review.sitting.notes()
    notes = [(side, words) for item, side, words in said if item == "others"]
    return {
        "headline": "This is heard from others in both organisations. Are both on the same"
        " page?",
        "heard": {
            firm: [words for side, words in notes if side == firm][-OTHERS_SHOWN:]
            for firm in ("buyer", "supplier")
        },
    }


def aloud(review: Review) -> Shown:
    return {
        "headline": "Read aloud: what, who, when, and how both will know",
        "actions": new_actions(review),
        "will_do": _few_of_each(will_do(review)),
        "confirmed": review.sitting.confirmed(),
    }


def close(review: Review) -> Shown:
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
