"""The page as a whole in words: the scorecard's headline, the summary, the index's columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from srmlib.encoding import Block
from srmlib.facts import Extract, Facts, SameRows
from srmlib.metrics.result import Reading, beside_limits
from srmlib.numbers import by_count, count_words, money, plural, points_words
from srmlib.rules.elements import COMPONENTS
from srmlib.words.cost import MAY_TAKE_OFF, cost_headline
from srmlib.words.metric import change_words, is_improvement, moved_beyond_chance
from srmlib.words.plainly import (
    every,
    in_a_title,
    metric_called,
    possessive,
    some_of,
    spelled,
    spelled_with,
)
from srmlib.words.points import guards_missed
from srmlib.words.words import listed, lower_first, upper_first

# Agreed perhaps, and not judged this quarter.
UNJUDGED = ("too_few", "no_data")
# Fewer false alarms than this would read as none.
FEWEST_TOLD = 0.01


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
    """Metrics that meet their goal while what guards them misses its own clearly: good on the
    surface only.
    """
    said = []
    for reading in facts.readings:
        guards = [metric_called(one.definition) for one in guards_missed(facts, reading)]
        name = upper_first(metric_called(reading.definition))
        if guards:
            words = f"{name} meets its goal, but what guards it misses its own clearly"
            said.append(f"{words}: {listed(guards)}")
    return said


def scorecard_headline(facts: Facts) -> str:
    """How many goals were missed, and how many of the misses are lasting; without a verdict why
    there is none.
    """
    judged = [r for r in facts.readings if r.verdict]
    if not judged:
        return _unjudged_headline(facts)
    lasting = facts.green_zone()["outside_clear"]
    missed = facts.green_zone()["outside"]
    said = goals_missed_words(facts)
    if not missed:
        return said
    if missed == 1:
        return f"{said}; the miss {'is lasting' if lasting else 'could be chance'}"
    if not lasting:
        return f"{said}; each miss could be chance"
    if lasting == missed:
        return f"{said}; {'both' if missed == 2 else 'all'} misses are lasting"
    return f"{said}; {spelled(lasting)} of the misses {by_count(lasting, 'is', 'are')} lasting"


def _unjudged_headline(facts: Facts) -> str:
    counted = sum(r.state in ("ok", "too_few") for r in facts.readings)
    if all(r.state == "not_agreed" for r in facts.readings):
        return "No metric is agreed for this relationship"
    if not counted:
        return "Nothing could be counted this quarter"
    if not facts.has_agreement():
        metrics = f"{in_a_title(counted)} {plural('metric', counted)}"
        return f"{metrics} {by_count(counted, 'is', 'are')} counted; no goal is agreed yet"
    return "Too few were counted this quarter to judge any goal"


def goals_missed_words(facts: Facts) -> str:
    """`Seven of eight agreed goals were missed`, or of those that can be judged, where too little
    was counted for others that are agreed.
    """
    judged = [r for r in facts.readings if r.verdict]
    agreed = [r for r in facts.readings if r.definition.is_signed and r.state in UNJUDGED]
    missed, count = sum(not r.is_green for r in judged), len(judged)
    goals, which = ("goals that can be judged", "the ") if agreed else ("agreed goals", "")
    how = "missed" if missed else "met"
    if count == 1:
        one = goals.replace("goals", "goal")
        return f"The one {one}, {metric_called(judged[0].definition)}, was {how}"
    if missed in (0, count):
        return f"{upper_first(every(count))} {goals} were {how}"
    were = by_count(missed, "was", "were")
    return f"{upper_first(spelled(missed))} of {which}{spelled(count)} {goals} {were} missed"


def false_alarm_words(facts: Facts) -> str | None:
    """What chance alone would do to the verdicts of this page: `Were all 13 processes judged here,
    five of them the buyer's, exactly on goal, a false “clear” would still show in up to one quarter
    of two`; None without a verdict.
    """
    alarms = facts.false_alarms()
    judged, expected = alarms["judged"], alarms["expected"]
    if not judged:
        return None
    of_buyer = sum(reading.false_alarm is not None for reading in facts.ours)
    whose = possessive(facts.buyer_name)
    among = f", {spelled(of_buyer)} of them {whose}," if of_buyer else ""
    processes = f"{every(judged)} processes judged here{among}"
    if of_buyer == judged:
        processes = f"{every(judged)} processes judged here, {whose} own,"
    if judged == 1:
        processes = "the one process judged here"
    if expected < FEWEST_TOLD:
        often = "hardly ever"
    elif expected > 1 / 2:
        often = f"up to {expected:.1f} times a quarter"
    else:
        # Rounded down, so that it stays a bound.
        often = f"in up to one quarter of {spelled(int(1 / expected))}"
    return f"Were {processes} exactly on goal, a false “clear” would still show {often}"


def same_rows_words(facts: Facts) -> list[str]:
    """Where two metrics miss by the same rows: `On time in full and promise kept after confirming
    miss by the same four lines`.
    """
    return [_same_rows(facts, same) for same in facts.same_rows()]


def _same_rows(facts: Facts, same: SameRows) -> str:
    one, other = (facts.reading(metric).definition for metric in (same.metric, same.other))
    first, second = upper_first(metric_called(one)), metric_called(other)
    many = f"{spelled(same.rows)} {one.row.many}"
    if same.rows == same.other_rows:
        rows = one.row.one if same.rows == 1 else many
        return f"{first} and {second} miss by the same {rows}: one thing, not two"
    rows = (
        f"The {one.row.one} that misses"
        if same.rows == 1
        else f"{upper_first(every(same.rows))} {one.row.many} that miss"
    )
    be = by_count(same.rows, "is", "are")
    return (
        f"{rows} {metric_called(one)} {be} among the {spelled(same.other_rows)} that miss {second}"
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
    """How the buyer's own part stands: `Tarn Pumps missed two of its five goals: invoices paid on
    time and forecast error`.
    """
    buyer = facts.buyer_name
    judged = [reading for reading in facts.ours if reading.verdict]
    outside = [reading for reading in judged if not reading.is_green]
    if not judged and any(reading.state == "ok" for reading in facts.ours):
        return upper_first(f"{possessive(buyer)} part is counted; its goals are not agreed yet")
    if not judged and any(reading.state == "too_few" for reading in facts.ours):
        return upper_first(f"too little of {possessive(buyer)} part was counted to judge it")
    if not judged:
        return upper_first(f"{possessive(buyer)} part is not in this data")
    goals = "the one goal" if len(judged) == 1 else f"{every(len(judged))} goals"
    if not outside:
        return upper_first(f"{buyer} met {goals} that can be judged on its own part")
    names = listed([metric_called(reading.definition) for reading in outside])
    if len(outside) < len(judged):
        goals = f"{spelled(len(outside))} of the {spelled(len(judged))} goals"
    return upper_first(f"{buyer} missed {goals} that can be judged on its own part: {names}")


def spotlight_headline(facts: Facts) -> str:
    """What was missed: `Fixed first time and two more missed their goals, two of them clearly`."""
    shown, green = facts.spotlight(), facts.green_zone()
    if not facts.has_agreement() and shown:
        return "No goal is agreed yet, so nothing is called missed"
    if not green["judged"]:
        return _unjudged_headline(facts)
    if not shown:
        return "Every goal that can be judged was met"
    clear, outside = green["outside_clear"], green["outside"]
    names = [metric_called(one.definition) for one in shown]
    said = names[0] if outside == 1 else listed(names[:2])
    if outside > 2:
        said = f"{names[0]} and {spelled(outside - 1)} more"
    chance = f"{spelled(clear)} of them clearly"
    if not clear:
        chance = "each perhaps by chance" if outside > 1 else "perhaps by chance"
    elif clear == outside:
        chance = {1: "clearly", 2: "both clearly"}.get(outside, "all of them clearly")
    their = by_count(outside, "its goal", "their goals")
    return f"{upper_first(said)} missed {their}, {chance}"


def two_numbers_headline(apart: int, bridged: int, few: int) -> str:
    """On how many metrics the firms' own numbers differ; `few` more have too few rows to
    compare.
    """
    if not bridged and few:
        return "Too few rows to compare the two firms’ own counts"
    if not bridged:
        return "Neither firm has stated a way of counting of its own"
    if bridged == 1:
        which = "the one metric reads"
    elif apart in (0, bridged):
        which = f"{every(bridged)} metrics read"
    else:
        which = f"{some_of(apart, bridged)} metrics {by_count(apart, 'reads', 'read')}"
    how = "differently" if apart else "the same"
    return f"Counted in a firm’s own way, {which} {how}"


def replies_headline(facts: Facts) -> str:
    """How many rows are disputed, and whether a number published before reads differently now."""
    open_count = sum(state == "open" for state in facts.disputes["state"])
    disputed = "Nothing is disputed"
    if open_count:
        be = by_count(open_count, "is", "are")
        disputed = f"{upper_first(spelled_with(open_count, 'dispute'))} {be} open"
    moved = sum(
        restatement.was_published and restatement.then.value != restatement.now.value
        for restatement in facts.restatements
    )
    if not facts.before_snapshot:
        return f"{disputed}; no earlier report is at hand to compare with"
    if not moved:
        return f"{disputed}; last quarter’s numbers stand"
    read = by_count(moved, "reads", "read")
    return f"{disputed}; {spelled_with(moved, 'number')} of last quarter {read} differently now"
