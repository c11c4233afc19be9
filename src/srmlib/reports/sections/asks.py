"""Asks: what each firm asked of the other, what became of it, and what is asked now."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.facts import Facts
from srmlib.relationship.ahead import Ahead
from srmlib.relationship.asks import FORMS, STATES, Ask, Asks
from srmlib.relationship.boards import Board, BoardAsk
from srmlib.relationship.persons import SIDES
from srmlib.reports.page import Section
from srmlib.reports.templating import render
from srmlib.words.asks import (
    CHIPS,
    NO_NUMBERS,
    Otherwise,
    asked_said,
    asks_explained,
    asks_headline,
    became_said,
    board_said,
    direction_said,
    numbers_otherwise,
    steps_said,
)
from srmlib.words.asks import (
    STATES as STATE_WORDS,
)
from srmlib.words.ratings import Firms, firms_of
from srmlib.words.words import day_words

TITLE = "Asks"
BEGINS = "asks of both firms (to begin, enter the first: srm register add ask)"
COLUMNS = (
    "ask",
    "year",
    "from_side",
    "what",
    "form",
    "asked_on",
    "state",
    "on",
    "reason",
    "evidence",
)

BOARD_COLUMNS = (
    *("board", "of", "on", "firms", "what", "form", "is_own"),
    *("state", "became_on", "reason", "evidence"),
)


def asks(facts: Facts) -> Section:
    """Last year's asks with what became of them, then this year's, in both directions; all years in
    a table; boards of several firms.
    """
    known = facts.relationship
    if known is None or not (known.ahead.asks or known.ahead.boards):
        return Section("asks", TITLE, "", Markup(), _tables((), ()), absent=BEGINS)
    readings = (*facts.readings, *facts.ours)
    otherwise = numbers_otherwise(known.ahead.asks.all, readings, facts.quarter)
    return asks_of_both(known.ahead, firms_of(facts), otherwise)


def asks_of_both(of: Ahead, firms: Firms, otherwise: Otherwise = NO_NUMBERS) -> Section:
    """The section where there are asks, or boards; `otherwise` are the numbers of those
    that are called done and are not.
    """
    found, boards = of.asks, of.boards
    headline = asks_headline(found, firms) if found else "What advisory boards asked"
    body = render(
        "asks.html.j2",
        explained=asks_explained(found, otherwise),
        directions=[_direction(found, side, firms, otherwise) for side in reversed(SIDES)],
        years=found.years,
        states=[(state, STATE_WORDS[state]) for state in STATES],
        waiting=[_ask(one, found, firms, otherwise) for one in found.waiting_longer],
        boards=[_board(one) for one in boards],
        firms=firms,
    )
    return Section(
        "asks", headline, headline, body, _tables(found.all, boards), name="Asks"
    )


def _direction(found: Asks, side: str, firms: Firms, otherwise: Otherwise) -> Block:
    """What one firm asked: last time by form, then now."""
    last = [one for one in found.last if one.from_side == side]
    new = [one for one in found.new if one.from_side == side]
    return {
        "side": side,
        "title": direction_said(side, firms),
        "last": _by_form(last, found, firms, otherwise),
        "last_asked": asked_said(last) if last else "",
        "new": _by_form(new, found, firms, otherwise),
        "new_asked": asked_said(new) if new else "",
        "last_year": found.last_year,
    }


def _by_form(
    all_of: Sequence[Ask], found: Asks, firms: Firms, otherwise: Otherwise
) -> list[tuple[str, list[Block]]]:
    """The strategic ones first; operational criticism apart from them."""
    groups = []
    for form in FORMS:
        of_form = [_ask(one, found, firms, otherwise) for one in all_of if one.form == form]
        if of_form:
            groups.append((form, of_form))
    return groups


def _ask(one: Ask, found: Asks, firms: Firms, otherwise: Otherwise) -> Block:
    evidence, is_missing = became_said(one, found.as_of, firms, otherwise)
    return {
        "ask": one,
        "chip": CHIPS[one.became.state],
        "state": STATE_WORDS[one.became.state],
        "steps": steps_said(one.became),
        "evidence": evidence,
        "is_hole": is_missing and one.became.state != "open",
        "is_late": one.became.state == "open" and one.year < found.as_of.year,
        "asked": day_words(one.asked_on),
    }


def _board(board: Board) -> Block:
    return {
        "said": board_said(board),
        "asks": [_board_ask(one) for one in board.asks],
    }


def _board_ask(one: BoardAsk) -> Block:
    said = one.became.reason or one.became.evidence or ""
    return {
        "ask": one,
        "chip": CHIPS[one.became.state],
        "state": STATE_WORDS[one.became.state],
        "steps": steps_said(one.became),
        "evidence": said,
    }


def _tables(all_of: Sequence[Ask], boards: Sequence[Board]) -> dict[str, pd.DataFrame]:
    rows = [
        (
            *(one.id, one.year, one.from_side, one.what, one.form, one.asked_on),
            *(one.became.state, one.became.on, one.became.reason, one.became.evidence),
        )
        for one in all_of
    ]
    asked = [
        (
            *(board.id, board.of, board.on, board.firms, one.what, one.form, one.is_own),
            *(one.became.state, one.became.on, one.became.reason, one.became.evidence),
        )
        for board in boards
        for one in board.asks
    ]
    return {
        "asks": pd.DataFrame(rows, columns=list(COLUMNS), dtype=object),
        "board_asks": pd.DataFrame(asked, columns=list(BOARD_COLUMNS), dtype=object),
    }
