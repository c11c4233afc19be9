"""The page as a whole in words: the scorecard's headline, the summary, the index's columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from srmlib.encoding import Block
from srmlib.facts import Extract, Facts, SameRows
from srmlib.metrics.result import Reading, beside_limits
from srmlib.numbers import by_count, count_words, money, points_words
from srmlib.rules.elements import COMPONENTS
from srmlib.words.cost import MAY_TAKE_OFF, cost_headline
from srmlib.words.metric import change_words, is_improvement, moved_beyond_chance
from srmlib.words.words import listed, lower_first

# Fewer false alarms than this would read as none.
FEWEST_TOLD = 0.05


def so_far_words(facts: Facts) -> str:
    """What stands behind the as-of date where it lies in the quarter; empty once that is over."""
    if facts.as_of >= facts.quarter.until:
        return ""
    if facts.as_of >= facts.quarter.until - timedelta(days=1):
        return ": the quarter's last day, what is due on it may still come"
    return ": the quarter is not over yet, its later lines are missing"


def fresh_words(files: Sequence[Extract]) -> str:
    """How fresh files are that are not stale. Of one without an event, as master data have none, or
    of which nobody stated how often it comes, that is not known.
    """
    known = sum(
        file.last_event_on is not None and file.expected_every_days is not None for file in files
    )
    if known == len(files):
        return "as fresh as promised"
    if not known:
        return "of unknown freshness"
    return f"({known:,} as fresh as promised, {len(files) - known:,} of unknown freshness)"


def counter_metric_words(facts: Facts) -> list[str]:
    """Metrics in the green zone whose counter-metric is outside, clear: green on the surface
    only. Quick empty answers keep the first response in time and fix nothing.
    """
    verdicts = {reading.id: reading for reading in facts.readings if reading.verdict}
    said = []
    for reading in verdicts.values():
        outside = [
            verdicts[counter]
            for counter in reading.definition.metric.counter_metrics
            if counter in verdicts and verdicts[counter].is_clear and not verdicts[counter].is_green
        ]
        if reading.is_green and outside:
            names = listed([lower_first(counter.definition.name) for counter in outside])
            guards = by_count(
                len(outside), "the metric that guards it is", "the metrics that guard it are"
            )
            said.append(
                f"{reading.definition.name} is in the green zone, but {guards} outside, clear:"
                f" {names}"
            )
    return said


def scorecard_headline(facts: Facts) -> str:
    """How many metrics are in the green zone, and how many outside are clear."""
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
    green = [r for r in judged if r.is_green]
    outside = len(judged) - len(green)
    be = "is" if 1 in (len(green), len(judged)) else "are"
    first = f"{len(green)} of {count_words(len(judged), 'judged metric')} {be} in the green zone"
    clear = facts.green_zone()["outside_clear"]
    if outside == 0:
        return first
    if outside == 1 and clear:
        return f"{first}; the one outside is clear"
    if outside == 1:
        return f"{first}; the one outside could be chance"
    be = by_count(clear, "is", "are")
    return f"{first}; {clear or 'none'} of the {outside} outside {be} clear"


def false_alarm_words(facts: Facts) -> str | None:
    """What chance alone would do to the verdicts of this page: `13 metrics have a verdict, 5 of our
    own part among them. If all were exactly on goal, chance alone would call about 0.5 of them
    clear in a year`; None without a verdict.
    """
    alarms = facts.false_alarms()
    judged, expected = alarms["judged"], alarms["expected"]
    if not judged:
        return None
    many = f"about {expected:.1f}" if expected >= FEWEST_TOLD else "hardly any"
    if judged == 1:
        return (
            "If the one metric judged were exactly on goal, chance alone would call it clear in about"
            f" {100 * expected:.0f} of 100 years"
        )
    of_ours = sum(reading.false_alarm is not None for reading in facts.ours)
    among = f", {of_ours} of our own part among them" if of_ours else ""
    return (
        f"{judged} metrics have a verdict{among}. If all were exactly on goal, chance alone would"
        f" call {many} of them clear in a year"
    )


def same_rows_words(facts: Facts) -> list[str]:
    """Where two metrics miss by the same rows: `On time, in full and promise kept after confirming
    miss by the same 4 lines`.
    """
    return [_same_rows(facts, same) for same in facts.same_rows()]


def _same_rows(facts: Facts, same: SameRows) -> str:
    one, other = (facts.reading(metric).definition for metric in (same.metric, same.other))
    if same.rows == same.other_rows:
        rows = one.row.one if same.rows == 1 else one.row.count(same.rows)
        return (
            f"{one.name} and {lower_first(other.name)} miss by the same {rows}: one thing, not two"
        )
    rows = f"The {one.row.one}" if same.rows == 1 else f"All {one.row.count(same.rows)}"
    be = by_count(same.rows, "is", "are")
    return (
        f"{rows} that {by_count(same.rows, 'misses', 'miss')} {lower_first(one.name)} {be} among the"
        f" {same.other_rows:,} that miss {lower_first(other.name)}"
    )


def summary_sentences(facts: Facts) -> list[str]:
    """The page in three sentences, improvements first: what moved, where it stands, what it
    costs.
    """
    moved = [
        (r, beside_limits(r.previous, r.definition))
        for r in (*facts.readings, *facts.ours)
        if r.previous is not None and moved_beyond_chance(r)
    ]
    changes = [_moved_words(r, "improved", before) for r, before in moved if is_improvement(r)]
    changes += [
        _moved_words(r, "got worse", before) for r, before in moved if not is_improvement(r)
    ]
    if not changes and any(change_words(r) for r in facts.readings):
        changes = [f"Nothing moved beyond chance since {facts.quarter.previous()}."]
    stands = ". ".join([scorecard_headline(facts), *counter_metric_words(facts)])
    said = [f"{stands}.", f"{cost_headline(facts)}."]
    if changes:
        said.insert(0, " ".join(changes))
    return said


def _moved_words(reading: Reading, how: str, before: str) -> str:
    return f"{reading.definition.name} {how} from {before} to {reading.text}, beyond chance."


def card_words(facts: Block) -> dict[str, str]:
    """The index's columns from a report.json: on time in full, green zone, price, total, total cost
    over price, what is known, data as of.
    """
    metrics = {metric["id"]: metric for metric in facts["metrics"]}
    cost = facts["cost"]
    gaps = _cost_gaps(cost)
    price, total = "nothing received", f"{money(Decimal(cost['total']))} {cost['currency']}"
    if Decimal(cost["price"]):
        price = f"{money(Decimal(cost['price']))} {cost['currency']}"
    if gaps:
        total = f"at least {total}"
    return {
        "on_time": _on_time_card(metrics["D1"]),
        "cost": _cost_card(metrics["C1"]),
        "green": _green_card(facts["metrics"]),
        "price": price,
        "total": total,
        "known": "; ".join(gaps) or "all that is measured",
        "as_of": facts["as_of"],
    }


def _on_time_card(d1: Block) -> str:
    text: str = d1["text"]
    if d1["state"] == "ok":
        text += f" of {d1.get('rests_on', '')}"
    if "not supplied" in d1["name"]:
        text += ", quantities not supplied"
    return text


def _cost_card(c1: Block) -> str:
    text: str = c1["text"]
    if c1["state"] == "ok" and c1["value"] >= 0:
        return f"+{text}"
    return text


def _green_card(metrics: list[Block]) -> str:
    judged = [metric for metric in metrics if metric["verdict"]]
    if judged:
        green = sum(metric["verdict"] in ("met", "met_clear") for metric in judged)
        return f"{green} of {len(judged)}"
    counted = [metric for metric in metrics if metric["state"] in ("ok", "too_few")]
    is_any_read = any(metric["state"] == "ok" for metric in counted)
    if is_any_read and not any(metric["signed"] for metric in counted):
        return "no agreed definition"
    return "too little to judge"


def _cost_gaps(cost: Block) -> list[str]:
    """What of a report's cost is not known: `freight and insurance known for 93%`, `2 events of
    scrap not known`.
    """
    beside = [element for element in cost["elements"] if element["id"] != "price"]
    lacking = [element for element in beside if element.get("state") == "not_measured"]
    if beside and len(lacking) == len(beside):
        return ["nothing beside the price is measured"]
    gaps = []
    for element in cost["elements"]:
        if element["coverage"] is not None and element["coverage"] < 1:
            gaps.append(f"{_name(element)} known for {int(100 * element['coverage'])}%")
        elif element.get("unknown_events"):
            gaps.append(
                f"{count_words(element['unknown_events'], 'event')} of"
                f" {lower_first(element['name'])} not known"
            )
    more = [element for element in lacking if element["id"] not in MAY_TAKE_OFF]
    if more:
        gaps.append(f"{count_words(len(more), 'element')} of cost not measured")
    stated = [one["id"] for element in beside for one in element.get("components", [])]
    unstated = [name.lower() for one, name in COMPONENTS.items() if one not in stated]
    if stated and unstated:
        gaps.append(f"{listed(unstated)} not measured")
    return gaps


def _name(element: Block) -> str:
    components = [lower_first(component["name"]) for component in element.get("components", [])]
    return listed(components or [lower_first(element["name"])])


def closing_words(reports: list[Block]) -> list[dict[str, str]]:
    """The sums of all report.json listed, one row for each currency: price, total, total cost over
    price, and how many know all of their cost.
    """
    by_currency: dict[str, list[Block]] = {}
    for report in reports:
        by_currency.setdefault(report["cost"]["currency"], []).append(report["cost"])
    return [_closing_row(currency, by_currency[currency]) for currency in sorted(by_currency)]


def _closing_row(currency: str, costs: list[Block]) -> dict[str, str]:
    price = sum((Decimal(cost["price"]) for cost in costs), Decimal("0.00"))
    total = sum((Decimal(cost["total"]) for cost in costs), Decimal("0.00"))
    gaps = sum(bool(_cost_gaps(cost)) for cost in costs)
    least, known = "", "all that is measured"
    if gaps:
        least, known = "at least ", f"all in {len(costs) - gaps} of {len(costs)}"
    over = "no price"
    if price > 0:
        over = f"{least}{points_words(float(100 * (total - price) / price))}%"
    return {
        "count": count_words(len(costs), "report"),
        "price": f"{money(price)} {currency}",
        "total": f"{least}{money(total)} {currency}",
        "cost": over,
        "known": known,
    }


def our_part_headline(facts: Facts) -> str:
    """How our own part stands, our misses first: `We are outside our goals on 2 of 5: invoices we
    paid on time, …`.
    """
    judged = [reading for reading in facts.ours if reading.verdict]
    outside = [reading for reading in judged if not reading.is_green]
    if not judged and any(reading.state == "ok" for reading in facts.ours):
        return "Our own part is measured, its goals are not agreed yet"
    if not judged:
        return "Nothing of our own part is supplied or can be judged"
    if not outside and len(judged) == 1:
        return "The one judged metric of our own part meets its goal"
    if not outside:
        return f"All {len(judged)} judged metrics of our own part meet their goals"
    names = listed([lower_first(reading.definition.name) for reading in outside])
    if len(outside) == len(judged):
        every = by_count(len(judged), "the one metric", f"all {len(judged)} metrics")
        return f"We are outside our own goals on {every} judged: {names}"
    return f"We are outside our own goals on {len(outside)} of {len(judged)}: {names}"


def spotlight_headline(facts: Facts) -> str:
    """What is outside the green zone: `Fixed first time and 2 more are outside the green zone, 2 of
    them clear`.
    """
    shown, green = facts.spotlight(), facts.green_zone()
    if not facts.has_agreement() and shown:
        return "No verdict yet: no definition is agreed"
    if not facts.has_agreement():
        return "Nothing can be judged this quarter"
    if not green["judged"]:
        return "Too little to judge this quarter"
    if not shown:
        return "Every judged metric is in the green zone"
    clear, outside = green["outside_clear"], green["outside"]
    names = shown[0].definition.name
    if len(shown) == 2:
        names += f" and {lower_first(shown[1].definition.name)}"
    elif len(shown) > 2:
        names += f" and {outside - 1} more"
    chance = f"{clear} of {outside} clear"
    if clear == outside:
        chance = "clear"
    elif not clear:
        chance = "could be chance"
    return f"{names} {by_count(len(shown), 'is', 'are')} outside the green zone, {chance}"


def two_numbers_headline(apart: int, bridged: int, few: int) -> str:
    """On how many metrics the firms' own numbers differ; `few` more have too few rows to
    compare.
    """
    if not bridged and few:
        return "Too few rows to compare our two numbers"
    if not bridged:
        return "No firm has stated a way of counting of its own"
    if bridged == 1:
        how = "differ" if apart else "are the same"
        return f"On the one metric for which a firm counts in its own way, the numbers {how}"
    share = f"all {bridged}" if apart == bridged else f"{apart or 'none'} of the {bridged}"
    return f"On {share} metrics for which a firm counts in its own way, the numbers differ"


def replies_headline(facts: Facts) -> str:
    """How many rows are disputed, and whether a number published before reads differently now."""
    open_count = sum(state == "open" for state in facts.disputes["state"])
    disputed = "Nothing is disputed"
    if open_count:
        be = by_count(open_count, "is", "are")
        disputed = f"{count_words(open_count, 'dispute')} {be} open"
    moved = sum(
        restatement.then.value != restatement.now.value for restatement in facts.restatements
    )
    if not facts.before_snapshot:
        return f"{disputed}; no earlier report is at hand to compare with"
    if not moved:
        return f"{disputed}; last quarter's numbers stand"
    read = by_count(moved, "reads", "read")
    return f"{disputed}; {count_words(moved, 'number')} of last quarter {read} differently now"
