"""The scorecard, every metric over two years, the goals missed, and the buyer's part."""

from __future__ import annotations

import shlex
from math import isfinite

import pandas as pd

from srmlib.encoding import encoded
from srmlib.facts import Facts
from srmlib.figures.control_chart import Noted, monthly_figure
from srmlib.figures.panels import panel, panel_table
from srmlib.figures.scorecard import bullet_svg, sparkline_svg
from srmlib.metrics.result import Reading, beside_limits
from srmlib.metrics.rows import missed_rows
from srmlib.reports.page import Section
from srmlib.reports.sections.tables import printed
from srmlib.reports.templating import render
from srmlib.words.bridge import bridge_headline, differs
from srmlib.words.counts import allowed_words
from srmlib.words.metric import disputed_words, sentence
from srmlib.words.months import months_finding, months_subtitle
from srmlib.words.notes import note_said
from srmlib.words.page import (
    false_alarm_words,
    our_part_headline,
    same_rows_words,
    scorecard_headline,
    spotlight_headline,
)
from srmlib.words.plainly import metric_called, possessive
from srmlib.words.ratings import firms_of
from srmlib.words.replies import was_note, was_said
from srmlib.words.rows import changed_words, missed_words, rows_heading
from srmlib.words.standing import (
    STANDINGS,
    Standing,
    dispute_note,
    facts_of,
    goal_note,
    past_note,
    standing_of,
)
from srmlib.words.summary import scorecard_title
from srmlib.words.words import CAUSES, listed, upper_first

ROWS_SHOWN = 10
# States of a metric that has no row of its own, and what they mean.
OFF_THE_SCORECARD = {
    "not_agreed": "Not agreed for this relationship",
    "not_supplied": "Not in this data",
}
BUYERS_PART_MISSING = (
    "the buyer's part (orders, forecasts, invoices, questions, drawings, meetings)"
)
# Columns that hold a code of the schema: said in words.
CODED = ("decision", "found_at", "element", "correction", "broken_cause", "cause", "tier")


def scorecard(facts: Facts) -> Section:
    """The metrics against their goals, as a real table."""
    shown = [r for r in facts.readings if r.state not in OFF_THE_SCORECARD]
    names = list(dict.fromkeys(r.definition.group for r in shown))
    groups = [
        {
            "name": name,
            "rows": [_row(facts, r) for r in shown if r.definition.group == name],
        }
        for name in names
    ]
    title = scorecard_title(facts)
    body = render(
        "scorecard.html.j2",
        title=title,
        facts=facts,
        groups=groups,
        standings=_legend(shown),
        is_judged=any(r.verdict for r in shown),
        by_chance=false_alarm_words(facts),
        left_out=_left_out(facts.readings),
    )
    table = {"metrics": _metrics_table(facts)}
    return Section(
        "scorecard", title, scorecard_headline(facts), body, table, name="Scorecard"
    )


def _legend(shown: list[Reading]) -> list[Standing]:
    """What chips say: all of them, or where nothing is judged those that are there."""
    if any(reading.verdict for reading in shown):
        return list(STANDINGS)
    return list(dict.fromkeys(map(standing_of, shown)))


def _left_out(readings: list[Reading]) -> list[str]:
    """Which metrics have no row, and why."""
    said = []
    for state, words in OFF_THE_SCORECARD.items():
        names = [metric_called(r.definition) for r in readings if r.state == state]
        if names:
            said.append(f"{words}: {listed(names)}.")
    return said


def _row(facts: Facts, reading: Reading) -> dict:
    return {
        "reading": reading,
        "standing": standing_of(reading),
        "dispute": "; ".join(
            filter(None, (was_note(facts, reading), dispute_note(reading)))
        ),
        "goal": goal_note(reading.definition),
        "allowed": allowed_words(reading, facts.rows.get(reading.id)),
        "past": past_note(reading),
        # A value that may not be judged is not drawn against a goal either.
        "own": [
            (basis, beside_limits(r.value, reading.definition))
            for basis in ("buyer", "supplier")
            if reading.state == "ok"
            and (r := reading.bases.get(basis))
            and r.value is not None
        ],
        "bullet": bullet_svg(reading) if reading.state == "ok" else "",
        "sparkline": sparkline_svg(reading),
    }


def every_metric(facts: Facts) -> Section:
    """Each metric over 24 months, in the same order each quarter; those of the buyer's part after
    the supplier's.
    """
    of_supplier, of_buyer = (
        [_panel(facts, r) for r in readings if r.state not in OFF_THE_SCORECARD]
        for readings in (facts.readings, facts.ours)
    )
    body = render(
        "every_metric.html.j2",
        panels=of_supplier,
        of_the_buyer=of_buyer,
        buyer_heading=our_part_title(facts),
    )
    absent = "" if of_supplier or of_buyer else "any metric"
    return Section(
        "every-metric",
        "Every metric, 24 months",
        scorecard_headline(facts),
        body,
        _months_tables(facts),
        name="Every metric",
        absent=absent,
    )


def _panel(facts: Facts, reading: Reading) -> dict:
    return {
        "reading": reading,
        "standing": standing_of(reading),
        "allowed": allowed_words(reading, facts.rows.get(reading.id)),
        "goal": goal_note(reading.definition),
        "drawing": panel(reading),
        "table": panel_table(reading),
        "facts": facts_of(reading),
        "has_rows": len(facts.rows.get(reading.id, ())) > 0,
    }


def _metrics_table(facts: Facts) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "metric_id": r.id,
                "name": r.definition.name,
                "value": r.value,
                "bound": r.bound,
                "unit": r.definition.unit,
                "state": r.state,
                "n": r.n,
                "numerator": r.numerator,
                "denominator": r.denominator,
                "interval_low": r.interval[0] if r.interval else None,
                # Empty where nothing bounds it.
                "interval_high": r.interval[1]
                if r.interval and isfinite(r.interval[1])
                else None,
                "goal": r.definition.goal,
                "red_limit": r.definition.red_limit,
                "verdict": r.verdict,
                "clear_by": r.clear_by,
                "rests_on_dispute": r.rests_on_dispute,
                "orders": r.orders,
                "so_far": r.is_so_far,
                "year_value": r.year.value if r.year else None,
                "year_low": r.year.interval[0] if r.year and r.year.interval else None,
                "year_high": r.year.interval[1] if r.year and r.year.interval else None,
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
    """The goals that were missed, clear misses first: is it real, why do the firms' numbers differ,
    and which rows are it.
    """
    blocks = [_block(facts, reading) for reading in facts.spotlight()]
    headline = spotlight_headline(facts)
    body = render(
        "spotlight.html.j2",
        headline=headline,
        blocks=blocks,
        same_rows=same_rows_words(facts),
        left=_missed_too(facts),
    )
    rows = {
        f"rows_{metric_id.lower()}": table
        for metric_id, table in facts.rows.items()
        if len(table)
    }
    return Section(
        "misses",
        "What was missed, and why" if facts.has_agreement() else "Looked at closely",
        headline,
        body,
        rows,
        name="Misses",
        absent=""
        if blocks or facts.green_zone()["judged"]
        else "anything to look at closely",
    )


def _missed_too(facts: Facts) -> str:
    """The misses that are not looked at closely, by name."""
    shown = [reading.id for reading in facts.spotlight()]
    missed = [
        r for r in facts.readings if r.verdict and not r.is_green and r.id not in shown
    ]
    if not missed:
        return ""
    names = listed([metric_called(reading.definition) for reading in missed])
    return f"Missed too: {names}. See the scorecard and the panels above."


def _block(facts: Facts, reading: Reading) -> dict:
    definition, rows = reading.definition, facts.rows[reading.id]
    finding = months_finding(reading.months, reading.definition) if reading.months else ""
    missed = missed_rows(definition, rows)
    notes = _notes(facts, reading)
    bridges = facts.bridges_of(reading.id)
    words, bridged = [_was_words(facts, reading), disputed_words(reading)], None
    if reading.id == "D1" and reading.state == "ok":
        words += [changed_words(definition, rows), missed_words(rows)]
    if differs(bridges) and reading.state == "ok":
        bridged = bridge_headline(reading, bridges)
    figure = monthly_figure(
        reading, f"{definition.name}: {finding}", months_subtitle(reading), notes
    )
    if figure is None:
        words += [note.words for note in notes]
    return {
        "reading": reading,
        "standing": standing_of(reading),
        "sentence": sentence(reading),
        "figure": figure,
        "bridge": bridged,
        "words": [f"{said.rstrip('.')}." for said in words if said],
        "heading": rows_heading(definition, missed, ROWS_SHOWN),
        "headings": shown_headings(reading),
        "rows": shown_rows(reading, missed.head(ROWS_SHOWN), facts.disputes),
        "why": _command(facts, reading, missed),
        "count": int(rows["is_counted"].sum()),
        "file": f"data/rows_{reading.id.lower()}.csv",
    }


def _notes(facts: Facts, reading: Reading) -> list[Noted]:
    """The notes on the months shown of a metric, oldest first. Those of one month have one number."""
    monthly = reading.months
    known = facts.relationship.notes if facts.relationship else ()
    if monthly is None:
        return []
    shown = [
        (month, note_said(note, firms_of(facts)))
        for note in known
        if note.metric == reading.id and note.on < facts.quarter.until
        if (month := monthly.month_of(note.on)) is not None
    ]
    numbers = {month: at for at, month in enumerate(dict(shown), start=1)}
    return [Noted(month, numbers[month], words) for month, words in shown]


def _was_words(facts: Facts, reading: Reading) -> str:
    was = was_said(facts, reading)
    return f"{reading.text}, {was}" if was else ""


def _command(facts: Facts, reading: Reading, missed: pd.DataFrame) -> str:
    """What explains the first row, step by step; empty in a report that the supplier reads too: it
    has no command, and sees labels in place of some ids.
    """
    if facts.audience == "shared":
        return ""
    command = ["srm", "explain", *missed["row_id"].head(1)]
    if reading.id != "D1":
        command += ["--metric", reading.id]
    return shlex.join(command)


def shown_headings(reading: Reading) -> list[str]:
    """The heads of the columns that describe a row of a metric."""
    headings = [*reading.definition.metric.shown.values(), "outcome"]
    return [*headings, "dispute"] if reading.disputed else headings


def shown_rows(
    reading: Reading, rows: pd.DataFrame, disputes: pd.DataFrame
) -> list[list[str]]:
    """Rows of a metric as printed cells in the order of `shown_headings`, with the state of a
    dispute over each where there is an open one.
    """
    of_metric = disputes[disputes["metric_id"] == reading.id]
    states = {
        row["row_id"]: f"{row['state']}, {row['raised_by']}’s"
        for row in of_metric.to_dict("records")
    }
    outcomes = reading.definition.metric.outcomes
    shown = []
    for cells, row_id in zip(printed(rows), rows["row_id"], strict=True):
        line = [
            code_words(cells[name]) if name in CODED else cells[name]
            for name in reading.definition.metric.shown
        ]
        line.append(outcomes.get(cells["outcome"]) or code_words(cells["outcome"]))
        if reading.disputed:
            line.append(states.get(row_id, ""))
        shown.append(line)
    return shown


def code_words(code: str) -> str:
    """A code as people say it: `line_stop` is "line stop"; causes by whose they are."""
    return CAUSES.get(code) or code.replace("_", " ")


def _months_tables(facts: Facts) -> dict[str, pd.DataFrame]:
    return {
        f"months_{reading.id.lower()}": pd.DataFrame(encoded(reading.months), dtype=object)
        for reading in (*facts.readings, *facts.ours)
        if reading.months
    }


def our_part_title(facts: Facts) -> str:
    """What the buyer does that the supplier feels."""
    whose = upper_first(possessive(facts.buyer_name))
    return f"{whose} part: what it does that {facts.supplier.name} feels"


def our_part(facts: Facts) -> Section:
    """What the buyer does that costs the supplier, with the same table and the same red as the
    supplier's own.
    """
    shown = [r for r in facts.ours if r.state not in OFF_THE_SCORECARD]
    missed = [r for r in shown if r.verdict and not r.is_green]
    title = our_part_title(facts)
    body = render(
        "our_part.html.j2",
        title=title,
        headline=our_part_headline(facts),
        rows=[_row(facts, r) for r in shown],
        left_out=_left_out(facts.ours),
        block_shown=_block(facts, min(missed, key=lambda r: not r.is_clear))
        if missed
        else None,
    )
    return Section(
        "our-part",
        title,
        our_part_headline(facts),
        body,
        name="Buyer’s part",
        absent="" if shown else BUYERS_PART_MISSING,
    )
