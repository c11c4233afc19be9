"""The scorecard, the metrics outside the green zone, and our part."""

from __future__ import annotations

import shlex

import pandas as pd

from srmlib.encoding import encoded
from srmlib.facts import Facts
from srmlib.figures.control_chart import monthly_figure
from srmlib.figures.scorecard import bullet_svg, sparkline_svg
from srmlib.metrics.result import Reading, beside_limits
from srmlib.metrics.rows import missed_rows
from srmlib.reports.page import Section
from srmlib.reports.sections.tables import printed
from srmlib.reports.templating import render
from srmlib.words.bridge import bridge_headline, differs
from srmlib.words.metric import (
    VERDICTS,
    decided_words,
    disputed_words,
    goal_words,
    interval_words,
    sentence,
    verdict_words,
    year_words,
)
from srmlib.words.months import months_finding, months_subtitle
from srmlib.words.page import (
    false_alarm_words,
    our_part_headline,
    same_rows_words,
    scorecard_headline,
    spotlight_headline,
)
from srmlib.words.rows import changed_words, missed_words, rows_heading
from srmlib.words.words import CAUSES, upper_first

ROWS_SHOWN = 10
# Columns that hold a code of the schema: said in words.
CODED = ("decision", "found_at", "element", "correction", "broken_cause", "cause", "tier")


def scorecard(facts: Facts) -> Section:
    """The metrics with their goals, as a real table."""
    shown = [r for r in facts.readings if r.state not in ("not_supplied", "not_agreed")]
    left_out = {
        state: [r for r in facts.readings if r.state == state]
        for state in ("not_supplied", "not_agreed")
    }
    names = list(dict.fromkeys(r.definition.group for r in shown))
    groups = [
        {"name": name, "rows": [_row(r) for r in shown if r.definition.group == name]}
        for name in names
    ]
    body = render(
        "scorecard.html.j2",
        facts=facts,
        groups=groups,
        notes=_notes(sorted(shown, key=lambda r: names.index(r.definition.group))),
        verdicts=VERDICTS.items(),
        by_chance=false_alarm_words(facts),
        same_rows=same_rows_words(facts),
        **left_out,
    )
    return Section(
        "scorecard",
        "Which metrics are in the green zone?",
        scorecard_headline(facts),
        body,
        {"metrics": _metrics_table(facts)},
    )


def _notes(readings: list[Reading]) -> list[tuple[str, list[str]]]:
    """What belongs to each number, by metric, in the order of the rows above."""
    found = []
    for reading in readings:
        decided = decided_words(reading)
        notes = [f"{upper_first(decided)}."] if decided else []
        if reading.notes or notes:
            found.append((reading.definition.name, notes + reading.notes))
    return found


def _row(reading: Reading) -> dict:
    return {
        "reading": reading,
        "year": year_words(reading),
        "goal": goal_words(reading.definition),
        "interval": interval_words(reading),
        "disputed": disputed_words(reading),
        "verdict": verdict_words(reading),
        # A value that may not be judged is not drawn against a goal either.
        "own": [
            (basis, beside_limits(r.value, reading.definition))
            for basis in ("buyer", "supplier")
            if (r := reading.bases.get(basis)) and r.value is not None
        ],
        "bullet": bullet_svg(reading) if reading.state == "ok" else "",
        "sparkline": sparkline_svg(reading),
    }


def _metrics_table(facts: Facts) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "metric_id": r.id,
                "name": r.definition.name,
                "value": r.value,
                "unit": r.definition.unit,
                "state": r.state,
                "n": r.n,
                "numerator": r.numerator,
                "denominator": r.denominator,
                "interval_low": r.interval[0] if r.interval else None,
                "interval_high": r.interval[1] if r.interval else None,
                "goal": r.definition.goal,
                "red_limit": r.definition.red_limit,
                "verdict": r.verdict,
                "clear_by": r.clear_by,
                "rests_on_dispute": r.rests_on_dispute,
                "orders": r.orders,
                "year_value": r.year.value if r.year else None,
                "year_n": r.year.n if r.year else None,
                "quarters_met": r.quarters_met[0],
                "quarters_judged": r.quarters_met[1],
                "previous": r.previous,
                "definition_version": r.definition.version,
                "formula": r.definition.formula,
                "counts": r.definition.counts,
            }
            for r in (*facts.readings, *facts.ours)
        ],
        # Else pandas turns whole numbers into 46.0 where one of them is unknown.
        dtype=object,
    )


def spotlight(facts: Facts) -> Section:
    """The metrics outside the green zone, clear ones first: is it real, why do the
    firms' numbers differ, and which rows are it.
    """
    blocks = [_block(facts, reading) for reading in facts.spotlight()]
    outside, headline = facts.green_zone()["outside"], spotlight_headline(facts)
    body = render(
        "spotlight.html.j2",
        headline=headline,
        facts=facts,
        blocks=blocks,
        left=max(0, outside - len(blocks)),
    )
    months = {
        f"months_{reading.id.lower()}": _months_table(reading)
        for reading in (*facts.readings, *facts.ours)
        if reading.months
    }
    rows = {
        f"rows_{metric_id.lower()}": table for metric_id, table in facts.rows.items() if len(table)
    }
    return Section(
        "spotlight", "What is outside the green zone, and why?", headline, body, months | rows
    )


def _block(facts: Facts, reading: Reading) -> dict:
    definition, rows = reading.definition, facts.rows[reading.id]
    finding = months_finding(reading.months) if reading.months else ""
    missed = missed_rows(definition, rows)
    bridges = facts.bridges_of(reading.id)
    words, bridged = [], None
    if reading.id == "D1" and reading.state == "ok":
        words = [changed_words(definition, rows), missed_words(rows)]
    if differs(bridges) and reading.state == "ok":
        bridged = bridge_headline(reading, bridges)
    headings = [*definition.metric.shown.values(), "outcome"]
    if reading.disputed:
        headings.append("dispute")
    command = ["srm", "explain", *missed["row_id"].head(1)]
    if reading.id != "D1":
        command += ["--metric", reading.id]
    return {
        "reading": reading,
        "verdict": verdict_words(reading),
        "sentence": sentence(reading),
        "figure": monthly_figure(
            reading, f"{definition.name}: {finding}", months_subtitle(reading)
        ),
        "bridge": bridged,
        "words": [said for said in words if said],
        "disputed": disputed_words(reading),
        "heading": rows_heading(definition, missed, ROWS_SHOWN),
        "headings": headings,
        "rows": _told(facts, reading, missed.head(ROWS_SHOWN)),
        "why": shlex.join(command),
        "count": int(rows["is_counted"].sum()),
        "file": f"data/rows_{reading.id.lower()}.csv",
    }


def _told(facts: Facts, reading: Reading, rows: pd.DataFrame) -> list[list[str]]:
    """Rows as printed cells in the order of the headings, with the state of a dispute over each
    where there is an open one.
    """
    disputes = facts.disputes[facts.disputes["metric_id"] == reading.id]
    states = {
        row["row_id"]: f"{row['state']}, raised by the {row['raised_by']}"
        for row in disputes.to_dict("records")
    }
    outcomes = reading.definition.metric.outcomes
    told = []
    for cells, row_id in zip(printed(rows), rows["row_id"], strict=True):
        shown = [
            code_words(cells[name]) if name in CODED else cells[name]
            for name in reading.definition.metric.shown
        ]
        shown.append(outcomes.get(cells["outcome"]) or code_words(cells["outcome"]))
        if reading.disputed:
            shown.append(states.get(row_id, ""))
        told.append(shown)
    return told


def code_words(code: str) -> str:
    """A code as people say it: `line_stop` is "line stop"; causes by whose they are."""
    return CAUSES.get(code) or code.replace("_", " ")


def _months_table(reading: Reading) -> pd.DataFrame:
    return pd.DataFrame(encoded(reading.months), dtype=object)


def our_part(facts: Facts) -> Section:
    """What we do that costs the supplier, with the same table and the same red as the
    supplier's own.
    """
    shown = [r for r in facts.ours if r.state != "not_supplied"]
    missing = [r for r in facts.ours if r.state == "not_supplied"]
    notes = _notes(shown)
    headline = our_part_headline(facts)
    outside = [r for r in shown if r.verdict and not r.is_green]
    block = None
    if outside:
        block = _block(facts, min(outside, key=lambda r: not r.is_clear))
    rows = [_row(r) for r in shown]
    body = render(
        "our_part.html.j2",
        headline=headline,
        facts=facts,
        rows=rows,
        missing=missing,
        notes=notes,
        block_shown=block,
    )
    return Section("our-part", "What do we do that costs them?", headline, body)
