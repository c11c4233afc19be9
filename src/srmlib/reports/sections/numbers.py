"""How each number was made: where the two firms' numbers differ, and definitions."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from srmlib.agreement.bridge import FLIP_COLUMNS, Bridge, flip_rows, step_words
from srmlib.facts import Facts
from srmlib.figures.bridge import basis_svg, scale_of, step_svg
from srmlib.metrics.left_out import left_out_of, left_out_words
from srmlib.metrics.result import Reading, in_unit
from srmlib.numbers import as_printed, count_words, points_words
from srmlib.reports.page import Section, register_parameters
from srmlib.reports.publish import command_for
from srmlib.reports.templating import render, style_without_font
from srmlib.words.bridge import bridge_headline, differs, unit_words
from srmlib.words.metric import goal_words, limit_words, volume_words
from srmlib.words.page import false_alarm_words, two_numbers_headline
from srmlib.words.plainly import metric_called
from srmlib.words.words import day_words, lower_first, upper_first

ROWS_NAMED = 3
BASIS_NAMES = {
    "supplier": "Supplier's own count",
    "agreed": "Agreed",
    "buyer": "Buyer's own count",
    "before": "Version before",
    "what if": "What if",
}


def two_numbers(facts: Facts) -> Section:
    """Where the two firms hold different numbers for the same metric: the bridge between them, one
    switch at a time.
    """
    bridged = [
        (reading, found)
        for reading in facts.readings
        if reading.state == "ok" and (found := facts.bridges_of(reading.id))
    ]
    few = [
        metric_called(reading.definition)
        for reading in facts.readings
        if reading.state == "too_few" and facts.bridges_of(reading.id)
    ]
    apart = [(reading, found) for reading, found in bridged if differs(found)]
    same = [
        metric_called(reading.definition)
        for reading, found in bridged
        if not differs(found)
    ]
    blocks = [
        {
            "reading": r,
            "headline": bridge_headline(r, found),
            "rows": _bridge_rows(r, found),
            "unit": unit_words(r),
        }
        for r, found in apart
    ]
    headline = two_numbers_headline(len(apart), len(bridged), len(few))
    body = render(
        "two_numbers.html.j2",
        headline=headline,
        blocks=blocks,
        same=same,
        few=few,
    )
    flips = [row for found in facts.bridges for row in flip_rows(found)]
    table = pd.DataFrame(flips, columns=list(FLIP_COLUMNS), dtype=object)
    return Section(
        "two-numbers",
        f"Where {facts.buyer_name} and {facts.supplier.name} count differently",
        headline,
        body,
        {"bridge": table},
        name="Two counts",
        absent="" if bridged or few else "either firm's own way of counting",
    )


def one_bridge(facts: Facts, found: Bridge) -> Section:
    """One bridge by itself, for a notebook: from any basis to any other, or to a question "what
    if".
    """
    reading = facts.reading(found.metric_id)
    headline = bridge_headline(reading, [found])
    block = {
        "reading": reading,
        "headline": headline,
        "rows": _bridge_rows(reading, [found]),
        "unit": unit_words(reading),
    }
    body = render("two_numbers.html.j2", headline=None, blocks=[block], same=[], few=[])
    return Section(
        f"bridge-of-{reading.id.lower()}",
        reading.definition.name,
        headline,
        body,
        style=style_without_font(),
    )


def _bridge_rows(reading: Reading, bridges: list[Bridge]) -> list[dict]:
    """The rows of a bridge's table: a basis, its steps, the next basis."""
    scale = scale_of(
        [
            float(value)
            for found in bridges
            for value in (found.start, found.end, *(step.value for step in found.steps))
        ]
    )
    definition = replace(
        reading.definition,
        unit_decimals=_decimals_that_add_up(bridges, reading.definition.unit_decimals),
    )
    rows: list[dict[str, object]] = []

    def end(basis: str, value: float) -> dict:
        return {
            "basis": BASIS_NAMES[basis],
            "value": in_unit(value, definition),
            "drawing": basis_svg(basis, value, scale),
        }

    for found in bridges:
        if not rows:
            rows.append(end(found.from_basis, float(found.start)))
        for step in found.steps:
            switch, before, after = step_words(reading.definition.metric, step)
            rows.append(
                {
                    "switch": switch,
                    "words": f"{before} → {after}",
                    "value": points_words(float(step.change), definition.unit_decimals),
                    "drawing": step_svg(
                        float(step.value - step.change), float(step.value), scale
                    ),
                    "rows": count_words(len(step.flips), "row"),
                    "which": _named([flip.row_id for flip in step.flips]),
                }
            )
        rows.append(end(found.to_basis, float(found.end)))
    return rows


def _decimals_that_add_up(bridges: list[Bridge], decimals: int) -> int:
    """As many decimals, at most two more, as it takes for the printed steps to add up to the
    printed ends.
    """

    def adds_up(count: int) -> bool:
        return all(
            as_printed(found.start, count)
            + sum(as_printed(step.change, count) for step in found.steps)
            == as_printed(found.end, count)
            for found in bridges
        )

    return next(
        (count for count in (decimals, decimals + 1) if adds_up(count)), decimals + 2
    )


def _named(row_ids: list[str]) -> str:
    """The rows that flip by id, the first three."""
    named = ", ".join(row_ids[:ROWS_NAMED])
    if len(row_ids) > ROWS_NAMED:
        named += f" and {len(row_ids) - ROWS_NAMED} more"
    return named


def definitions_and_data(facts: Facts) -> Section:
    """How each number was made: definitions, verdict rule, checks, checksums,
    downloads, and the command that makes it again.
    """
    command = command_for(
        facts.quarter.label,
        facts.supplier.supplier_id,
        facts.audience,
        facts.snapshot_id,
        facts.before_snapshot,
        **register_parameters(facts),
    )
    applying = [definition for definition in facts.definitions if definition.applies]
    signed = sum(definition.is_signed for definition in applying)
    headline = (
        f"{signed} of {len(applying)} definitions are agreed by both firms."
        if signed
        else "No definition is agreed yet, so no number here has a verdict."
    )
    costs = (
        "cost_elements",
        "cost_ledger",
        "cost_rates",
        "cost_differences",
        "cost_balances",
        "cost_rows_used",
        "cost_savings",
        "cost_definitions",
    )
    labels = ("customer_labels",) if facts.customer_labels else ()
    entered = facts.relationship.used if facts.relationship else {}
    files = (
        "metrics",
        "bridge",
        "disputes",
        "restated",
        *costs,
        "trace_links",
        "broken_promises",
        *labels,
        *entered,
    )
    body = render(
        "definitions.html.j2",
        headline=headline,
        by_chance=false_alarm_words(facts),
        volume_words=volume_words,
        facts=facts,
        command=command,
        files=files,
        goal_words=goal_words,
        limit_words=limit_words,
        left_out={
            definition.metric_id: left_out_words(
                definition.metric, left_out_of(facts.rows[definition.metric_id])
            )
            for definition in facts.definitions
            if definition.metric_id in facts.rows
        },
        basis_names={
            "agreed": "agreed",
            "buyer": "buyer's own",
            "supplier": "supplier's own",
            "before": "version before",
        },
        day_words=day_words,
        upper_first=upper_first,
        # A count of rows that may not be shown is null: something may be there.
        checks_found=[check for check in facts.checks if check.rows != 0],
        checks_clean="; ".join(lower_first(c.name) for c in facts.checks if c.rows == 0),
    )
    return Section("definitions", "Is this report reliable?", headline, body, name="Method")
