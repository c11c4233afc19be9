"""The twelve screens: who begins, a headline, one figure, one decision. What each shows is
a plain record; the templates arrange it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from srmlib.meeting.screens_of_numbers import buyers_part, disputes, miss, ratings
from srmlib.meeting.screens_of_words import (
    actions,
    aloud,
    asks,
    close,
    opening,
    others,
    topics,
)
from srmlib.meeting.templating import Shown, render

if TYPE_CHECKING:
    from srmlib.meeting.review import Review


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


SHOWN: dict[str, Callable[[Review], Shown]] = {
    "opening": opening,
    "asks": asks,
    "actions": actions,
    "first_miss": miss(0),
    "second_miss": miss(1),
    "disputes": disputes,
    "ratings": ratings,
    "buyers_part": buyers_part,
    "topics": topics,
    "others": others,
    "aloud": aloud,
    "close": close,
}
