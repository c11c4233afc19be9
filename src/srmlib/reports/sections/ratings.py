"""The relationship as both champions rate it: what each said, how far apart, over eight quarters."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.facts import Facts
from srmlib.relationship.elements import COLOURS, ELEMENTS
from srmlib.relationship.persons import SIDES
from srmlib.relationship.rated import ElementRated, Said
from srmlib.relationship.ratings import Ratings
from srmlib.relationship.strips import Strip
from srmlib.reports.page import Section
from srmlib.reports.templating import render
from srmlib.rules.calendar import MONTHS_OF_A_QUARTER, Quarter
from srmlib.words.between import opens_on
from srmlib.words.elements import (
    change_said,
    gap_said,
    how_to_read,
    marks_said,
    red_said,
    strip_said,
    strips_headline,
)
from srmlib.words.evidence import Known, evidence_said
from srmlib.words.ratings import Firms, firms_of, how_rated, locked_said, ratings_headline
from srmlib.words.words import day_words

HOW_TO_BEGIN = (
    "ratings of the relationship by both firms’ champions (to begin, send the rating form:"
    " srm reply-form)"
)
COLUMNS = (
    "element",
    "quarter",
    "buyer",
    "supplier",
    "gap",
    "buyer_comment",
    "supplier_comment",
    "buyer_will_do",
    "supplier_will_do",
)
# Five columns, a mark in the middle of each.
COLUMN_PERCENT = 20
# Where rows of elements are shown: with their values, or as sealed.
WITH_ROWS = ("revealed", "released", "sealed")


def relationship(facts: Facts) -> Section:
    """The champions' ratings, element by element, with what the records show beside them."""
    known = facts.relationship
    if known is None or known.ratings.state == "not_asked":
        nothing = {"ratings": pd.DataFrame(columns=list(COLUMNS), dtype=object)}
        return Section(
            "ratings", "The relationship", "", Markup(), nothing, absent=HOW_TO_BEGIN
        )
    ratings, plan, firms = known.ratings, known.plan, firms_of(facts)
    headline = ratings_headline(ratings, firms, opens_on(plan))
    beside = Known(facts, ratings.evidence, plan, firms)
    rows = ratings.elements if ratings.state in WITH_ROWS else ()
    body = render(
        "ratings.html.j2",
        firms=firms,
        how=how_rated(ratings, firms),
        locks=_locks(ratings),
        waiting=[]
        if ratings.is_open
        else [side for side in SIDES if side not in ratings.locks],
        sent=f", form sent {day_words(ratings.form_sent_on)}"
        if ratings.form_sent_on
        else "",
        colours=COLOURS,
        is_open=ratings.is_open,
        by_gap=bool(ratings.rated_by_both),
        rows=[_row(one, ratings, beside) for one in rows],
        strips=_strips(ratings, firms),
        strips_headline=strips_headline(ratings, firms),
        how_to_read=how_to_read(ratings, firms),
        labels=[_in_short(quarter) for quarter in ratings.quarters],
    )
    table = pd.DataFrame(_table(ratings), columns=list(COLUMNS), dtype=object)
    return Section(
        "ratings", headline, headline, body, {"ratings": table}, name="Relationship"
    )


def _locks(ratings: Ratings) -> list[Block]:
    """What each side has locked, until the ratings are open."""
    if ratings.is_open:
        return []
    return [
        {"side": side, "words": locked_said(lock), "fingerprint": lock.fingerprint}
        for side, lock in ratings.locks.items()
    ]


def _row(one: ElementRated, ratings: Ratings, beside: Known) -> Block:
    rated = [(side, colour) for side in SIDES if (colour := one.said(side).colour)]
    lowest = min((colour for _, colour in rated), default=0)
    return {
        "name": one.name,
        "kind": _kind(one, ratings),
        "red": red_said(one) if one in ratings.long_red else "",
        "marks": marks_said(one, beside.firms) if ratings.is_open else "sealed",
        "line": (_middle(lowest), COLUMN_PERCENT * one.gap) if one.gap else None,
        "at": [(side, _middle(colour)) for side, colour in rated],
        "is_same": one.gap == 0,
        "gap": gap_said(one, ratings, beside.firms),
        "evidence": evidence_said(one.id, beside),
        "says": _says(one),
    }


def _kind(one: ElementRated, ratings: Ratings) -> str:
    """What is set in larger type: a wide gap, and what has been red for long."""
    kinds = {"wide": one.is_wide, "named": one in ratings.long_red}
    return " ".join(kind for kind, holds in kinds.items() if holds)


def _middle(colour: int) -> int:
    return COLUMN_PERCENT * colour - COLUMN_PERCENT // 2


def _says(one: ElementRated) -> list[tuple[str, Said]]:
    """Both sides in their columns where either says something."""
    both = [(side, one.said(side)) for side in SIDES]
    return both if any(said.comment or said.will_do for _, said in both) else []


def _strips(ratings: Ratings, firms: Firms) -> list[Block]:
    """Eight quarters of every element in the order of the form; none in the first quarter."""
    if not ratings.has_history:
        return []
    by_id = {one.id: one for one in ratings.elements}
    return [_strip(by_id[declared.id], ratings, firms) for declared in ELEMENTS]


def _strip(one: ElementRated, ratings: Ratings, firms: Firms) -> Block:
    return {
        "name": one.name,
        "is_red": one in ratings.long_red,
        "words": change_said(one, ratings, firms),
        "sides": [
            (side, strip_said(one, ratings, side, firms), _cells(one.strips[side]))
            for side in SIDES
        ],
    }


def _cells(strip: Strip) -> list[str]:
    """The classes of the cells: the colour, and whether the champion is a new one."""
    return [
        " ".join([f"s{colour}" if colour else "", "new" if is_new else ""]).strip()
        for colour, is_new in zip(strip.colours, strip.is_new_rater, strict=True)
    ]


def _in_short(quarter: Quarter) -> str:
    """`Q2`; of the first in a year the year's name."""
    calendar = quarter.calendar
    year = calendar.periods(calendar.year_of(quarter.start))
    number = year.index(quarter.start) // MONTHS_OF_A_QUARTER + 1
    return calendar.year_name(quarter.start) if number == 1 else f"Q{number}"


def _table(ratings: Ratings) -> list[tuple[object, ...]]:
    """Per element and quarter both colours; comments, and what each firm will do, are of
    this quarter.
    """
    rows: list[tuple[object, ...]] = []
    for one in ratings.elements:
        for place, quarter in enumerate(ratings.quarters):
            colours = [one.strips[side].colours[place] for side in SIDES]
            both = [colour for colour in colours if colour is not None]
            gap = max(both) - min(both) if len(both) == len(SIDES) else None
            is_now = place == len(ratings.quarters) - 1
            says = [one.said(side) if is_now else Said() for side in SIDES]
            words = [*(said.comment for said in says), *(said.will_do for said in says)]
            rows.append((one.id, quarter.label, *colours, gap, *words))
    return rows
