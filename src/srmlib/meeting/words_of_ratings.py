"""What the meeting says of ratings: who has rated, and how many elements are how far
apart.
"""

from __future__ import annotations

from srmlib.numbers import plural
from srmlib.relationship.elements import element_of
from srmlib.relationship.persons import SIDES
from srmlib.relationship.ratings import Ratings
from srmlib.words.plainly import in_a_title, spelled
from srmlib.words.words import listed, upper_first

Firms = dict[str, str]
FAR_APART = 2


def ratings_headline(ratings: Ratings, firms: Firms) -> str:
    """Who has rated while they are sealed; then how many elements are how far apart."""
    if not ratings.is_open:
        return _sealed_headline(ratings, firms)
    if ratings.silent:
        return f"{upper_first(firms[ratings.silent])} has not rated; nothing is filled in"
    if unrated := unrated_words(ratings, firms):
        return f"The ratings are open; {unrated}"
    both = ratings.rated_by_both
    same = sum(one.gap == 0 for one in both)
    widest = max((one.gap or 0 for one in both), default=0)
    if widest < FAR_APART:
        alike = f"{spelled(same)} of {spelled(len(both))}"
        return f"No element is two steps apart; {alike} on the same page"
    apart = sum((one.gap or 0) >= FAR_APART for one in both)
    verb = "element is" if apart == 1 else "elements are"
    far = "two steps or more" if widest > FAR_APART else "two steps"
    return f"{in_a_title(apart)} {verb} {far} apart: start there"


def unrated_words(ratings: Ratings, firms: Firms) -> str:
    """`Harrow left all twelve unrated`, of a firm whose file was opened and says nothing of
    any element; empty where each firm rated one, or its file is not opened.
    """
    if not ratings.is_open or ratings.silent:
        return ""
    said = [
        firms[side]
        for side in SIDES
        if all(one.said(side).colour is None for one in ratings.elements)
    ]
    all_of_them = f"left all {spelled(len(ratings.elements))} unrated"
    return f"{listed(said)} {all_of_them}" if said else ""


def _sealed_headline(ratings: Ratings, firms: Firms) -> str:
    if ratings.state == "sealed":
        return "Both firms have rated: open the ratings together"
    if ratings.state == "one_locked":
        late = next(side for side in ("buyer", "supplier") if side not in ratings.locks)
        return f"{upper_first(firms[late])} has not locked its ratings: they stay sealed"
    return "Neither firm has rated this quarter"


def same_page_words(ratings: Ratings, firms: Firms) -> str:
    """`Three on the same page; Harrow has not rated one element`. Where both have rated no
    element it is not known whether they are on one.
    """
    both = ratings.rated_by_both
    same = sum(one.gap == 0 for one in both)
    said = [f"{upper_first(spelled(same))} on the same page"] if both else []
    for side in ("buyer", "supplier"):
        silent = sum(one.said(side).colour is None for one in ratings.elements)
        if silent:
            said.append(
                f"{firms[side]} has not rated {spelled(silent)} {plural('element', silent)}"
            )
    return "; ".join(said)


def gap_headline(element: str, gap: int, before: int | None) -> str:
    """
    >>> gap_headline("open_info", 2, 1)
    'Openness of information: two steps apart, was one'
    """
    said = f"{element_of(element).name}: {spelled(gap)} {plural('step', gap)} apart"
    return (
        said if before is None else f"{said}, was {spelled(before) if before else 'none'}"
    )


def apart_words(gap: int | None, before: int | None) -> str:
    """`2 steps, was 1`, `same page`; empty where one has not rated."""
    if gap is None:
        return ""
    said = f"{gap} {plural('step', gap)}" if gap else "same page"
    return said if before is None or before == gap else f"{said}, was {before}"
