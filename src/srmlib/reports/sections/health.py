"""The yearly health check of both firms, and who is where: people by function and site, the coming
dates by tier, and who covers whom.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.facts import Facts
from srmlib.relationship.continuity import Cover, continuity_of
from srmlib.relationship.health import QUESTIONS, Health
from srmlib.relationship.network import Coming, Function, Network
from srmlib.relationship.persons import SIDES
from srmlib.reports.page import Section
from srmlib.reports.templating import render
from srmlib.words.health import (
    alone_words,
    asked_words,
    covered_words,
    due_words,
    health_headline,
    introduced_words,
    network_headline,
    overlapped_words,
    sealed_words,
)
from srmlib.words.ratings import firms_of
from srmlib.words.words import day_words

HEALTH_BEGINS = (
    "the yearly health check of both firms (to begin, enter each firm's answers: srm register add"
    " health_check)"
)
PEOPLE_BEGIN = "people by function and site (to begin, enter people: srm register import)"
HEALTH_COLUMNS = ("year", "side", "on", *QUESTIONS, "asked", "answered")


def health_check(facts: Facts) -> Section:
    """What both firms answered, by year, side by side."""
    known = facts.relationship
    if known is None or not known.health:
        tables = {"health_checks": pd.DataFrame(columns=list(HEALTH_COLUMNS), dtype=object)}
        return Section("health", "Health check", "", Markup(), tables, absent=HEALTH_BEGINS)
    health, firms = known.health, firms_of(facts)
    headline = health_headline(health, firms)
    body = render(
        "health.html.j2",
        firms=firms,
        sides=SIDES,
        years=health.opened,
        rows=[(question, _answers(health, question)) for question in QUESTIONS],
        asked=[
            {side: asked_words(year.checks[side]) for side in SIDES}
            for year in health.opened
        ],
        sealed=[sealed_words(year, firms) for year in health.years if not year.is_open],
        due=[(side, due_words(health, side), health.is_due(side)) for side in SIDES],
        day_words=day_words,
    )
    return Section("health", headline, headline, body, _table(health), name="Health")


def people(facts: Facts) -> Section:
    """Who is where, when both meet next, and who covers whom."""
    known = facts.relationship
    if known is None or not known.network:
        return Section("people", "People and continuity", "", Markup(), absent=PEOPLE_BEGIN)
    network, firms = known.network, firms_of(facts)
    headline = network_headline(network, firms)
    covers = continuity_of(known.plan)
    body = render(
        "people.html.j2",
        firms=firms,
        sides=SIDES,
        network=network,
        grid=[_row(one, network) for one in network.functions],
        months=network.months,
        coming=[(one, _cells(one, network)) for one in network.coming],
        covers=_covers(covers),
    )
    return Section("people", headline, headline, body, name="People")


def _answers(health: Health, question: str) -> list[Block]:
    """By open year what each side answered."""
    return [
        {side: year.checks[side].answers[question] for side in SIDES}
        for year in health.opened
    ]


def _table(health: Health) -> dict[str, pd.DataFrame]:
    rows = [
        (year.year, side, check.on, *check.answers.values(), check.asked, check.answered)
        for year in health.opened
        for side, check in year.checks.items()
    ]
    return {"health_checks": pd.DataFrame(rows, columns=list(HEALTH_COLUMNS), dtype=object)}


def _row(one: Function, network: Network) -> Block:
    """A function's cells by side: one per site, none where a side has nobody."""
    return {
        "name": one.name,
        "sides": [
            (
                side,
                len(network.sites[side]),
                [one.people[side].get(site, ()) for site in network.sites[side]]
                if one.has(side)
                else [],
            )
            for side in SIDES
        ],
    }


def _cells(one: Coming, network: Network) -> list[list[tuple[str, bool]]]:
    """By month its days, and whether each is planned; one that is only asked for is a hole."""
    days = [(day, True) for day in one.planned] + [(day, False) for day in one.missing]
    return [
        [
            (f"{day.day} {day:%b}" if is_planned else "no date", is_planned)
            for day, is_planned in sorted(days)
            if _is_in(day, month)
        ]
        for month in network.months
    ]


def _is_in(day: date, month: date) -> bool:
    return day.replace(day=1) == month


def _covers(covers: tuple[Cover, ...]) -> list[tuple[str, list[str], str]]:
    """What covers what, a row each, by side, with what stands where a firm has nothing; rows of
    which neither firm has anything are left out.
    """
    rows = [
        ("All filled roles, with a deputy", covered_words, "no role on record"),
        ("Nobody stands in for", alone_words, "no role without a deputy on record"),
        (
            "Handovers with over ten days of overlap",
            overlapped_words,
            "no handover on record",
        ),
        ("New people introduced within 30 days", introduced_words, "nobody new on record"),
    ]
    found = [(name, [words(one) for one in covers], empty) for name, words, empty in rows]
    return [row for row in found if any(row[1])]
