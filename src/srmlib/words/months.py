"""Whether a metric is steady from month to month, and which months stand out, in words."""

from __future__ import annotations

from srmlib.metrics.monthly import MonthlyChart
from srmlib.metrics.result import Reading, in_unit
from srmlib.numbers import as_stated, by_count
from srmlib.rules.definition import Definition
from srmlib.stats.charts import FEWEST_MONTHS, ControlChart
from srmlib.words.plainly import spelled
from srmlib.words.words import listed

MONTHS_OF_QUARTER = 3
SPANS = {12: "a year", 24: "two years"}
# Months that may reach so many times their average without standing out are not called steady.
WIDE = 2


def months_finding(months: MonthlyChart, definition: Definition | None = None) -> str:
    """Whether the months are steady, and which of the quarter reported, the last three, stand out,
    as the end of a sentence: `steady at 94.8% for two years; the goal is 97%`. Level and goal are
    said with the definition. What stood out before is marked in the chart.
    """
    signals = months.chart.signals
    seen = sum(s != "no_data" for s in signals)
    if seen < FEWEST_MONTHS:
        return f"too few months to see a pattern ({seen})"
    first = len(signals) - MONTHS_OF_QUARTER
    earlier = signals[:first]
    of_quarter = signals[first:]
    if "beyond" in of_quarter:
        return _beyond_words(months, seen)
    if "run" in of_quarter:
        return _run_words(months)
    if "beyond" in earlier or "run" in earlier:
        return "steady this quarter; earlier months stood out"
    return _steady_words(months, seen, definition)


def _beyond_words(months: MonthlyChart, seen: int) -> str:
    """Which months of the quarter stand out, and what of the others."""
    signals = months.chart.signals
    first = len(signals) - MONTHS_OF_QUARTER
    beyond = [
        months.name(place)
        for place in range(first, len(signals))
        if signals[place] == "beyond"
    ]
    # A month far out pulls the average to its side: the run it leaves on the other side is said,
    # but not called a shift.
    if "run" in signals:
        rest = "eight months or more in a row lie on one side of the average"
    elif "beyond" in signals[:first]:
        rest = "earlier months did too"
    else:
        rest = f"the other {spelled(seen - len(beyond))} months are steady"
    stand = by_count(len(beyond), "stands", "stand")
    return f"{listed(beyond)} {stand} out; {rest}"


def _steady_words(months: MonthlyChart, seen: int, definition: Definition | None) -> str:
    if seen < len(months.months):
        span = f"over the {spelled(seen)} months with data"
    elif seen in SPANS:
        span = f"for {SPANS[seen]}"
    else:
        span = f"for {spelled(seen)} months"
    if definition and (few := _few_words(months, seen, definition)):
        return few
    if _is_wide(months.chart):
        return "no month outside its usual range, which is wide"
    if definition is None or months.chart.centre is None:
        return f"steady {span}"
    level = in_unit(months.chart.centre, definition)
    goal = as_stated(definition.goal, definition.unit)
    return f"steady at {level} {span}; the goal is {goal}"


def _is_wide(chart: ControlChart) -> bool:
    highest = max((upper for upper in chart.upper if upper is not None), default=0)
    return chart.centre is not None and highest > WIDE * abs(chart.centre)


def _few_words(months: MonthlyChart, seen: int, definition: Definition) -> str | None:
    """Where most months have no miss, their number says more than an average: `at most two lots
    a month were rejected, none in 17 of 24; no trend`. None for all but a share of rows.
    """
    hits = months.numerators
    rows = months.denominators
    if definition.metric.kind != "share" or hits is None or rows is None:
        return None
    if list(rows) != months.counts:
        return None
    missed = []
    for hit, of in zip(hits, rows, strict=True):
        if of:
            missed.append(int(of - hit if definition.better == "up" else hit))
    without = missed.count(0)
    most = max(missed)
    if 2 * without <= seen or not most:
        return None
    row = definition.row
    wrong = definition.metric.went_wrong
    what = f"{spelled(most)} {by_count(most, row.one, row.many)}"
    were_wrong = by_count(most, wrong.one, wrong.many)
    return f"at most {what} a month {were_wrong}, none in {without} of {seen}; no trend"


def _run_words(months: MonthlyChart) -> str:
    """The last run of eight or more months on one side of the average: since when it goes on, or
    from when until when it went.
    """
    chart = months.chart
    last = max(place for place, signal in enumerate(chart.signals) if signal == "run")
    first = last
    is_below = _is_below(chart, last)
    count = 1
    for place in reversed(range(last)):
        signal = chart.signals[place]
        if signal == "no_data":
            continue
        if signal != "run" or _is_below(chart, place) != is_below:
            break
        first = place
        count = count + 1
    side = "below" if is_below else "above"
    since = months.name(first)
    all_months = f"all {spelled(count)} months"
    if all(signal == "no_data" for signal in chart.signals[last + 1 :]):
        return (
            f"unsteady: since {since} {all_months} lie {side} the average, hardly by chance"
        )
    return (
        f"unsteady: from {since} to {months.name(last)} {all_months} lay {side} the average"
    )


def _is_below(chart: ControlChart, place: int) -> bool:
    """True for a month whose value lies below the average; False where nothing is counted."""
    value = chart.values[place]
    return value is not None and chart.centre is not None and value < chart.centre


def months_subtitle(reading: Reading) -> str:
    """What the chart over time shows: `By month, 15 to 18 lines each. Grey band: usual
    variation.`
    """
    months = reading.months
    if months is None:
        return ""
    band = "Grey band: usual variation"
    if months.chart.sigma_z > 1.005:
        band += ", wider because months vary more than chance alone"
    by = "period of the fiscal year" if months.fiscal_year.weeks else "month"
    said = f"By {by}{_each_month(reading, months)}. {band}."
    if months.changed_on and any(value is not None for value in months.before):
        said += " Dotted: by the earlier version of the definition."
    return said


def _each_month(reading: Reading, months: MonthlyChart) -> str:
    """How many rows a month rests on, as the end of a clause."""
    counts = [count for count in months.counts if count]
    if not counts:
        return ""
    least = min(counts)
    most = max(counts)
    # A month's rows are those of the denominator.
    rows = reading.definition.metric.exposure or reading.counted
    if least < most:
        return f", {least:,} to {most:,} {rows.many} each"
    return f", {rows.count(least)} each"
