"""The level of the relationship by dimension; signs, principles and keys of partnering."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.facts import Facts
from srmlib.partnering import Check, Checks, Level
from srmlib.partnering.dimensions import LEVELS
from srmlib.partnering.level import NEEDED, SAID, OfDimension
from srmlib.relationship.persons import SIDES
from srmlib.reports.page import Section
from srmlib.reports.templating import render
from srmlib.words.partnering import (
    OUTCOMES,
    keys_title,
    level_headline,
    level_words,
    partnering_headline,
    partnering_words,
)
from srmlib.words.ratings import firms_of
from srmlib.words.words import upper_first

LEVEL_BEGINS = (
    "the level of the relationship (to begin, enter people and roles: srm register import)"
)
PARTNERING_BEGINS = "signs and principles of partnering (to begin, enter people and actions: srm register import)"
# The sign whose evidence is the section of the chain.
OF_THE_CHAIN = ("sign", 3)
# The class of a cell, by what a dimension shows.
CELLS = {True: "yes", False: "no", None: "unknown"}
COLUMNS = ("kind", "number", "question", "side", "outcome", "why")
LEVEL_COLUMNS = ("dimension", "level", "shown", "fact")


def level(facts: Facts) -> Section:
    """Four levels by eight dimensions: what is shown of each, and what would show the next."""
    found = facts.partnering
    if found is None or not found.has_records:
        tables = {"level": _level_table(None)}
        return Section("level", "Level", "", Markup(), tables, absent=LEVEL_BEGINS)
    headline = level_headline(found.level)
    body = render(
        "level.html.j2",
        how=level_words(),
        heads=[_head(found.level, place) for place in range(len(LEVELS))],
        rows=[_row(one) for one in found.level.dimensions],
    )
    tables = {"level": _level_table(found.level)}
    return Section("level", headline, headline, body, tables, name="Level")


def partnering(facts: Facts) -> Section:
    """The same questions to both firms, each with its outcome and its facts."""
    found = facts.partnering
    if found is None or not found.has_records:
        tables = {"partnering": _table(())}
        return Section(
            "partnering", "Partnering", "", Markup(), tables, absent=PARTNERING_BEGINS
        )
    firms = firms_of(facts)
    headline = partnering_headline(found, firms)
    groups: list[tuple[str, Checks]] = [
        ("Six signs of weak partnering", found.signs),
        ("Nine principles", found.principles),
        (keys_title(found.keys, firms), found.keys),
    ]
    body = render(
        "partnering.html.j2",
        how=partnering_words(),
        firms=firms,
        has_untold=any(
            one.of(side).missing for _, checks in groups for one in checks for side in SIDES
        ),
        groups=[
            (title, [_question(one, facts) for one in checks]) for title, checks in groups
        ],
    )
    tables = {"partnering": _table([one for _, checks in groups for one in checks])}
    return Section("partnering", headline, headline, body, tables, name="Partnering")


# --- Level


def _head(found: Level, place: int) -> Block:
    count = found.count(place)
    is_held = place == found.place
    words = f"{count} of {len(found.dimensions)}"
    if is_held:
        words += ", held"
    elif place > found.place:
        words += f", needs {NEEDED}"
    return {
        "name": upper_first(LEVELS[place]),
        "words": words,
        "is_held": is_held,
        "percent": round(100 * count / len(found.dimensions)),
    }


def _row(one: OfDimension) -> Block:
    cells = [
        {
            "kind": CELLS[shown],
            "said": f"{LEVELS[place]}, {SAID[shown]}: ",
            "words": one.dimension.words[place],
        }
        for place, shown in enumerate(one.shown.levels)
    ]
    return {
        "name": one.dimension.name,
        "cells": cells,
        "fact": upper_first(one.shown.fact),
        "next": one.next_step,
    }


def _level_table(found: Level | None) -> pd.DataFrame:
    rows = [
        (one.dimension.id, level, SAID[shown], one.shown.fact)
        for one in (found.dimensions if found else ())
        for level, shown in zip(LEVELS, one.shown.levels, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(LEVEL_COLUMNS), dtype=object)


# --- Partnering


def _question(check: Check, facts: Facts) -> Block:
    answers = [check.of(side) for side in SIDES]
    has_chain = facts.relationship is not None and bool(facts.relationship.chain)
    is_of_chain = (check.kind, check.number) == OF_THE_CHAIN
    return {
        "is_shown_by_chain": is_of_chain and has_chain,
        "name": f"{check.number}. {check.name}",
        "answers": [
            {
                "side": one.side,
                "outcome": one.outcome,
                "words": OUTCOMES[one.outcome],
                "why": upper_first(one.why),
            }
            for one in answers
        ],
    }


def _table(checks: list[Check] | tuple[()]) -> pd.DataFrame:
    rows = [
        (one.kind, one.number, one.name, side, one.of(side).outcome, one.of(side).why)
        for one in checks
        for side in SIDES
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
