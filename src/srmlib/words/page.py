"""The page as a whole in words: the scorecard's headline, the summary, the index's columns."""

from __future__ import annotations

from decimal import Decimal

from srmlib.facts import Facts
from srmlib.metrics.result import in_unit
from srmlib.numbers import count_words, money, points_words
from srmlib.words.cost import cost_headline
from srmlib.words.metric import change_words, is_improvement, moved_beyond_chance
from srmlib.words.words import listed, lower_first

# The metric that shows when another was made to look good: quick empty answers keep the first
# response in time and fix nothing.
GUARDS = {"Q1": ("Q2",), "Q3": ("Q4",), "D1": ("D2", "D3"), "S1": ("S2", "S3"), "P2": ("P1",)}


def guard_words(facts: Facts) -> list[str]:
    """Metrics in the green zone whose guard is outside, clear of chance: green on the surface
    only.
    """
    verdicts = {reading.id: reading for reading in facts.readings if reading.verdict}
    said = []
    for metric_id, guards in GUARDS.items():
        reading = verdicts.get(metric_id)
        outside = [
            verdicts[guard]
            for guard in guards
            if guard in verdicts and verdicts[guard].verdict == "below_clear"
        ]
        if reading and reading.verdict.startswith("green") and outside:
            names = listed([lower_first(guard.definition.name) for guard in outside])
            said.append(
                f"{reading.definition.name} is in the green zone, but what guards it is not:"
                f" {names}, clear of chance"
            )
    return said


def scorecard_headline(facts: Facts) -> str:
    """How many metrics are in the green zone, and how many outside are clear of chance."""
    judged = [r for r in facts.readings if r.verdict]
    if not judged:
        measured = sum(r.state == "ok" for r in facts.readings)
        if measured and not facts.has_agreement():
            return (
                f"{count_words(measured, 'metric')} without a verdict: no definition is agreed yet"
            )
        if all(r.state == "not_agreed" for r in facts.readings):
            return "No metric is agreed for this relationship"
        return "Too little to judge this quarter"
    green = [r for r in judged if r.verdict.startswith("green")]
    outside = len(judged) - len(green)
    first = (
        f"{len(green)} of {count_words(len(judged), 'judged metric')}"
        f" {'is' if 1 in (len(green), len(judged)) else 'are'} in the green zone"
    )
    clear = sum(r.verdict == "below_clear" for r in judged)
    if outside == 0:
        return first
    if outside == 1:
        return f"{first}; the one outside {'is clear of chance' if clear else 'could be chance'}"
    return (
        f"{first}; {clear or 'none'} of the {outside} outside {'is' if clear == 1 else 'are'} clear"
        " of chance"
    )


def summary_sentences(facts: Facts) -> list[str]:
    """The page in three sentences, improvements first: what moved, where it stands, what it
    costs.
    """
    moved = [r for r in (*facts.readings, *facts.ours) if moved_beyond_chance(r)]
    better, worse = (
        [r for r in moved if is_improvement(r)],
        [r for r in moved if not is_improvement(r)],
    )
    first = " ".join(
        f"{r.definition.name} improved from {in_unit(r.previous, r.definition)} to {r.text}, beyond"
        " chance."
        for r in better
    )
    then = " ".join(
        f"{r.definition.name} fell back from {in_unit(r.previous, r.definition)} to {r.text},"
        " beyond chance."
        for r in worse
    )
    quiet = (
        f"Nothing moved beyond chance since {facts.quarter.previous()}."
        if any(change_words(r) for r in facts.readings)
        else ""
    )
    stands = ". ".join([scorecard_headline(facts), *guard_words(facts)]) + "."
    return [
        s for s in (f"{first} {then}".strip() or quiet, stands, cost_headline(facts) + ".") if s
    ]


def card_words(facts: dict) -> dict[str, str]:
    """The index's columns from a report.json: on time in full, green zone, price, total, total cost
    over price, what is known, data as of.
    """
    metrics = {metric["id"]: metric for metric in facts["metrics"]}
    judged = [metric for metric in facts["metrics"] if metric["verdict"]]
    green = sum(metric["verdict"].startswith("green") for metric in judged)
    d1, c1, cost = metrics["D1"], metrics["C1"], facts["cost"]
    gaps = _cost_gaps(cost)
    return {
        "on_time": (
            d1["text"]
            + (f" of {d1.get('rests_on', '')}" if d1["state"] == "ok" else "")
            + (", quantities not supplied" if "not supplied" in d1["name"] else "")
        ),
        "cost": ("+" if c1["state"] == "ok" and c1["value"] >= 0 else "") + c1["text"],
        "green": (
            f"{green} of {len(judged)}"
            if judged
            else (
                "no agreed definition"
                if not any(m["signed"] for m in facts["metrics"] if m["state"] in ("ok", "too_few"))
                and any(m["state"] == "ok" for m in facts["metrics"])
                else "too little to judge"
            )
        ),
        "price": (
            f"{money(Decimal(cost['price']))} {cost['currency']}"
            if Decimal(cost["price"])
            else "nothing received"
        ),
        "total": f"{'at least ' if gaps else ''}{money(Decimal(cost['total']))} {cost['currency']}",
        "known": "; ".join(gaps) or "all that is measured",
        "as_of": facts["as_of"],
    }


def _cost_gaps(cost: dict) -> list[str]:
    """What of a report's cost is not known: `freight and insurance known for 93%`, `2 events of
    scrap not known`.
    """
    gaps = []
    for element in cost["elements"]:
        if element["coverage"] is not None and element["coverage"] < 1:
            gaps.append(f"{_name(element)} known for {int(100 * element['coverage'])}%")
        elif element.get("unknown_events"):
            gaps.append(
                f"{count_words(element['unknown_events'], 'event')} of"
                f" {lower_first(element['name'])} not known"
            )
    return gaps


def _name(element: dict) -> str:
    components = [lower_first(component["name"]) for component in element.get("components", [])]
    return listed(components) if components else lower_first(element["name"])


def closing_words(reports: list[dict]) -> list[dict[str, str]]:
    """The sums of all report.json listed, one row for each currency: price, total, total cost over
    price, and how many know all of their cost.
    """
    rows = []
    for currency in sorted({report["cost"]["currency"] for report in reports}):
        costs = [report["cost"] for report in reports if report["cost"]["currency"] == currency]
        price, total = (
            sum((Decimal(cost[name]) for cost in costs), Decimal("0.00"))
            for name in ("price", "total")
        )
        gaps = sum(bool(_cost_gaps(cost)) for cost in costs)
        least = "at least " if gaps else ""
        rows.append(
            {
                "count": count_words(len(costs), "report"),
                "price": f"{money(price)} {currency}",
                "total": f"{least}{money(total)} {currency}",
                "cost": (
                    f"{least}{points_words(float(100 * (total - price) / price))}%"
                    if price > 0
                    else "no price"
                ),
                "known": (
                    f"all in {len(costs) - gaps} of {len(costs)}"
                    if gaps
                    else "all that is measured"
                ),
            }
        )
    return rows


def our_part_headline(facts: Facts) -> str:
    """How our own part stands, our misses first: `We are outside our goals on 2 of 5: invoices we
    paid on time, …`.
    """
    judged = [reading for reading in facts.ours if reading.verdict]
    outside = [reading for reading in judged if reading.verdict.startswith("below")]
    if not judged:
        measured = sum(reading.state == "ok" for reading in facts.ours)
        return (
            "Our own part is measured, its goals are not agreed yet"
            if measured
            else "Nothing of our own part is supplied or can be judged"
        )
    if not outside:
        return (
            f"All {len(judged)} judged metrics of our own part meet their goals"
            if len(judged) > 1
            else "The one judged metric of our own part meets its goal"
        )
    names = listed([lower_first(reading.definition.name) for reading in outside])
    return f"We are outside our own goals on {len(outside)} of {len(judged)}: {names}"


def spotlight_headline(facts: Facts) -> str:
    """What is outside the green zone: `Fixed first time and 2 more are outside the green zone, 2 of
    them clear of chance`.
    """
    shown, green = facts.spotlight(), facts.green_zone()
    if not facts.has_agreement():
        return (
            "No verdict yet: no definition is agreed"
            if shown
            else "Nothing can be judged this quarter"
        )
    if not green["judged"]:
        return "Too little to judge this quarter"
    if not shown:
        return "Every judged metric is in the green zone"
    clear = green["outside_clear"]
    names = listed(
        [shown[0].definition.name, lower_first(shown[1].definition.name)]
        if len(shown) == 2
        else [shown[0].definition.name]
    )
    more = f" and {green['outside'] - 1} more" if len(shown) > 2 else ""
    are = "is" if len(shown) == 1 else "are"
    chance = (
        "clear of chance"
        if clear == green["outside"]
        else "could be chance"
        if not clear
        else f"{clear} of {green['outside']} clear of chance"
    )
    return f"{names}{more} {are} outside the green zone, {chance}"


def two_numbers_headline(apart: int, bridged: int, few: int) -> str:
    """On how many metrics the firms' own numbers differ; `few` more have too few rows to
    compare.
    """
    if not bridged:
        return (
            "Too few rows to compare our two numbers"
            if few
            else "No firm has stated a way of counting of its own"
        )
    if bridged == 1:
        return (
            "On the one metric for which a firm counts in its own way, the numbers"
            f" {'differ' if apart else 'are the same'}"
        )
    return (
        f"On {apart or 'none'} of the {bridged} metrics for which a firm counts in its own way, the"
        " numbers differ"
    )


def replies_headline(facts: Facts) -> str:
    """How many rows are disputed, and whether a number published before reads differently now."""
    open_count = sum(state == "open" for state in facts.disputes["state"])
    disputed = (
        f"{count_words(open_count, 'dispute')} {'is' if open_count == 1 else 'are'} open"
        if open_count
        else "Nothing is disputed"
    )
    moved = sum(
        restatement.then.value != restatement.now.value for restatement in facts.restatements
    )
    if not facts.before_snapshot:
        return f"{disputed}; no earlier report is at hand to compare with"
    if not moved:
        return f"{disputed}; last quarter's numbers stand"
    return (
        f"{disputed}; {count_words(moved, 'number')} of last quarter"
        f" {'reads' if moved == 1 else 'read'} differently now"
    )
