"""The sections of the quarterly report: each takes the facts and gives its question, its computed answer, its HTML and its tables."""

from __future__ import annotations

import pandas as pd

from srmlib import findings
from srmlib.figures.bridge import basis_svg, scale_of, step_svg
from srmlib.figures.control_chart import on_time_by_month
from srmlib.figures.scorecard import bullet_svg, sparkline_svg
from srmlib.figures.waterfall import cost_waterfall
from srmlib.metrics.bridge import Bridge, flip_rows
from srmlib.metrics.reading import Reading, in_unit
from srmlib.reports.facts import Facts
from srmlib.reports.page import Section
from srmlib.reports.publish import command_for
from srmlib.reports.templating import render, style_sheet

ROWS_SHOWN = 10


def masthead(facts: Facts) -> Section:
    """Section 0: what this is, and whether it may be trusted: as-of date, snapshot, audience, and how fresh each file is."""
    is_over = facts.as_of >= facts.quarter.until
    body = render("masthead.html.j2", facts=facts, is_over=is_over)
    return Section("masthead", "What is this, and may I trust it?", f"{facts.supplier.name}, quarterly review, {facts.quarter}", body, style=style_sheet())


def on_one_page(facts: Facts) -> Section:
    """Section 1: three sentences, number cards, and what changed since last quarter."""
    moved = [r for r in facts.readings if r.state == "ok" and r.previous is not None]
    changes = [
        {
            "name": r.definition.name,
            "before": in_unit(r.previous, r.definition),
            "now": r.text,
            "change": findings.zone_change(r),
        }
        for r in moved
    ]
    body = render("on_one_page.html.j2", facts=facts, sentences=findings.summary_sentences(facts), cards=_cards(facts), changes=changes)
    return Section("on-one-page", "On one page", findings.summary_sentences(facts)[0], body)


def _cards(facts: Facts) -> list[tuple[str, str]]:
    """Up to four numbers with their words; a number that may not be judged is not shown as one."""
    judged = [r for r in facts.readings if r.verdict]
    cards = []
    if judged:
        green = sum(r.verdict.startswith("green") for r in judged)
        cards.append((f"{green} of {len(judged)}", "judged metrics in the green zone"))
    d1, d3, c1 = (facts.reading(metric) for metric in ("D1", "D3", "C1"))
    on_time = d1.definition.name[0].lower() + d1.definition.name[1:]
    if d1.state == "ok":
        cards.append((d1.text, f"{on_time}: {d1.numerator:,} of {d1.denominator:,} lines"))
    elif d1.state == "too_few":
        cards.append((f"{d1.numerator:,} of {d1.denominator:,}", f"{on_time}: too few lines to judge"))
    cost = facts.cost
    if cost.price > 0:
        least = "at least " if findings.unknown_words(cost) else ""
        if cost.per_good_unit is not None:
            words = f"{cost.currency} total cost per {cost.uom}, price {findings.money(cost.price_per_good_unit)}"
            cards.append((least + findings.money(cost.per_good_unit), words))
        elif c1.state == "ok":
            cards.append((f"{least}{c1.value:+.1f}%", f"total cost over a price of {cost.price:,.0f} {cost.currency}"))
        else:
            why = "no cost beside it is supplied" if c1.state == "not_supplied" else f"total cost over price: {c1.text}"
            cards.append((f"{cost.price:,.0f}", f"{cost.currency} purchase price; {why}"))
    elif cost.total:
        cards.append((f"{cost.total:,.2f}", f"{cost.currency} of costs booked, nothing received"))
    if d3.state == "ok":
        cards.append((d3.text, "from the median to the slowest tenth of lead times"))
    return cards


def scorecard(facts: Facts) -> Section:
    """Section 3: the metrics with their goals, as a real table."""
    shown = [r for r in facts.readings if r.state != "not_supplied"]
    missing = [r for r in facts.readings if r.state == "not_supplied"]
    groups = [{"name": name, "rows": [_row(r) for r in shown if r.definition.group == name]} for name in dict.fromkeys(r.definition.group for r in shown)]
    body = render("scorecard.html.j2", facts=facts, groups=groups, missing=missing, notes=[(r.definition.name, n) for r in shown for n in r.notes])
    return Section("scorecard", "Which metrics are in the green zone?", findings.scorecard_headline(facts), body, {"metrics": _metrics_table(facts)})


def _row(reading: Reading) -> dict:
    glyphs = {"green_clear": "▲", "green_chance": "△", "below_chance": "▽", "below_clear": "▼"}
    return {
        "reading": reading,
        "glyph": glyphs.get(reading.verdict, ""),
        "tone": "green" if (reading.verdict or "").startswith("green") else "red",
        "goal": findings.goal_words(reading.definition),
        "interval": findings.interval_words(reading),
        "verdict": findings.verdict_words(reading),
        # A value that may not be judged is not drawn against a goal either.
        "own": [(basis, in_unit(r.value, reading.definition)) for basis in ("buyer", "supplier") if (r := reading.bases.get(basis)) and r.value is not None],
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
                "previous": r.previous,
                "definition_version": r.definition.version,
                "formula": r.definition.formula,
                "counts": r.definition.counts,
            }
            for r in facts.readings
        ],
        # Else pandas turns whole numbers into 46.0 where one of them is unknown.
        dtype=object,
    )


def delivery_over_time(facts: Facts) -> Section:
    """Section 4, first part: is it real or chance, and which lines were missed."""
    months, d1 = facts.d1_months, facts.reading("D1")
    finding = findings.months_finding(months)
    per_month = sorted(n for n in months.denominators if n)
    each = f", {per_month[0]:,} to {per_month[-1]:,} lines each" if per_month else ""
    subtitle = f"By month of the due date{each}. Grey band: what this process does by itself"
    subtitle += ", widened because months vary more than chance." if months.chart.sigma_z > 1.005 else "."
    figure = on_time_by_month(facts, f"{d1.definition.name}: {finding}", subtitle)
    bridge = _bridge_rows(facts.bridges)
    missed = facts.lines[facts.lines["outcome"] != "on_time"]
    body = render(
        "delivery.html.j2",
        figure=figure,
        sentence=findings.sentence(d1),
        missed=_texts(missed.head(ROWS_SHOWN)),
        missed_count=len(missed),
        d1=d1,
        missed_words=findings.missed_words(facts.lines),
        bridge=bridge,
        bridge_headline=findings.bridge_headline(facts.bridges) if bridge else "",
    )
    table = pd.DataFrame(
        [
            {"month": m.isoformat(), "on_time": k, "due": n, "percent": v, "lower": low, "upper": high, "signal": s}
            for m, k, n, v, low, high, s in zip(
                months.months,
                months.numerators,
                months.denominators,
                months.chart.values,
                months.chart.lower,
                months.chart.upper,
                months.chart.signals,
                strict=True,
            )
        ]
    )
    return Section(
        "delivery",
        "Is it real, or chance?",
        finding[0].upper() + finding[1:],
        body,
        {"lines": facts.lines, "on_time_by_month": table, "bridge": _flips_table(facts.bridges)},
    )


def _bridge_rows(bridges: list[Bridge]) -> list[dict]:
    """The rows of the bridge's table: a basis, its steps, the next basis."""
    if not bridges:
        return []
    scale = scale_of([float(value) for b in bridges for value in (b.start, b.end, *(step.value for step in b.steps))])
    names = {"supplier": "Supplier's own count", "agreed": "Agreed", "buyer": "Buyer's own count"}
    rows = []
    for b in bridges:
        if not rows:
            rows.append({"basis": names[b.from_basis], "value": f"{float(b.start):.1f}%", "drawing": basis_svg(b.from_basis, float(b.start), scale)})
        rows += [
            {
                "switch": findings.SWITCHES[step.switch],
                "words": f"{findings.choice_words(step.switch, step.before)} → {findings.choice_words(step.switch, step.after)}",
                "value": findings.points_words(float(step.change)),
                "drawing": step_svg(float(step.value - step.change), float(step.value), scale),
                "lines": findings.count_words(len(step.flips), "line"),
            }
            for step in b.steps
        ]
        rows.append({"basis": names[b.to_basis], "value": f"{float(b.end):.1f}%", "drawing": basis_svg(b.to_basis, float(b.end), scale)})
    return rows


def _flips_table(bridges: list[Bridge]) -> pd.DataFrame:
    columns = ["from_basis", "to_basis", "step", "switch", "line_id"] + [
        f"{name}_{side}" for side in ("before", "after") for name in ("due_on", "filled_on", "outcome")
    ]
    return pd.DataFrame([row for b in bridges for row in flip_rows(b)], columns=columns, dtype=object)


def total_cost(facts: Facts) -> Section:
    """Section 6: what it costs beyond the price, and how much of that is known."""
    cost, headline = facts.cost, findings.cost_headline(facts)
    subtitle = (
        f"{facts.supplier.name}, {facts.quarter}, {cost.currency}. Price, freight and insurance by the day of receipt; other costs by the day of the event."
    )
    rows = [part for line in cost.lines for part in (line.components or (line,))]
    shown = [
        {
            "name": part.name,
            "amount": findings.money(part.amount) if part.amount or part.state not in ("unknown", "partly") else "not known",
            "is_included": part.state == "included",
            "coverage": findings.coverage_words(part, cost.receipts),
            "causes": [(findings.CAUSES[cause], findings.money(amount)) for cause, amount in part.by_cause.items() if amount and cause != "terms"],
        }
        for part in rows
    ]
    figure = cost_waterfall(facts, headline, subtitle)
    body = render("total_cost.html.j2", figure=figure, rows=shown, has_causes=any(row["causes"] for row in shown), cost=cost, money=findings.money)
    return Section("total-cost", "What does it cost beyond the price?", headline, body, {"cost_elements": _cost_table(facts), "cost_ledger": facts.ledger})


def _cost_table(facts: Facts) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "element": line.id,
                "component": part.id if part is not line else None,
                "name": part.name,
                "currency": facts.cost.currency,
                "amount": part.amount,
                "state": part.state,
                "coverage": part.coverage,
                "receipts_known": part.known_count,
                "receipts_included": part.included_count,
                "receipts_unknown": part.unknown_count,
                "events": part.events,
            }
            | {f"cause_{cause}": amount for cause, amount in part.by_cause.items()}
            for line in facts.cost.lines
            for part in (line.components or (line,))
        ]
    )


def definitions_and_data(facts: Facts) -> Section:
    """Section 15: how each number was made: definitions, verdict rule, checks, checksums, downloads, and the command that makes it again."""
    command = command_for(facts.quarter.label, facts.supplier.supplier_id, facts.audience, facts.snapshot_id)
    signed = sum(definition.is_signed for definition in facts.definitions)
    headline = (
        f"{signed} of {len(facts.definitions)} definitions are agreed by both firms" if signed else "No definition is agreed yet: no number here has a verdict"
    )
    files = ("metrics", "lines", "on_time_by_month", "bridge", "cost_elements", "cost_ledger")
    judged = max(1, facts.green_zone()["judged"])
    # Every verdict is wrong with 5 % where a process sits exactly on its goal.
    false_clear = round(100 * (1 - 0.95**judged))
    body = render(
        "definitions.html.j2",
        judged=judged,
        false_clear=false_clear,
        facts=facts,
        command=command,
        files=files,
        goal_words=findings.goal_words,
        limit_words=in_unit,
    )
    return Section("definitions", "How was each number made?", headline, body)


def _texts(rows: pd.DataFrame) -> list[dict]:
    """Rows as printed text; quantities without needless zeros, empty for unknown."""
    return [{name: "" if pd.isna(value) else _text(value) for name, value in row.items()} for row in rows.astype(object).to_dict("records")]


def _text(value: object) -> str:
    return f"{value.normalize():,f}" if hasattr(value, "normalize") else str(value)
