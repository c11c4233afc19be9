"""Which months stand out of what the process does by itself, in words."""

from __future__ import annotations

from srmlib.metrics.monthly import MonthlyChart
from srmlib.metrics.result import Reading
from srmlib.numbers import by_count
from srmlib.stats.charts import FEWEST_MONTHS, ControlChart
from srmlib.words.words import listed

MONTHS_OF_QUARTER = 3


def months_finding(months: MonthlyChart) -> str:
    """What stands out of this process's usual variation in the quarter reported, the last three
    months shown, as the end of a sentence. What stood out before is marked in the chart.
    """
    signals = months.chart.signals
    seen = sum(s != "no_data" for s in signals)
    if seen < FEWEST_MONTHS:
        return f"too few months with something to count to tell a pattern ({seen})"
    first = len(signals) - MONTHS_OF_QUARTER
    of_quarter, earlier = signals[-MONTHS_OF_QUARTER:], signals[:-MONTHS_OF_QUARTER]
    beyond = [months.name(first + place) for place, s in enumerate(of_quarter) if s == "beyond"]
    if not beyond and "run" in of_quarter:
        return _run_words(months)
    if not beyond and {"beyond", "run"} & {*earlier}:
        return "no month of this quarter stands out; earlier ones did"
    if not beyond:
        return f"no month stands out: all {seen} are this process's usual variation"
    names = listed(beyond)
    rest = f"the other {seen - len(beyond)} months are this process's usual variation"
    # A month far out pulls the average to its side: the run it leaves on the other side is told,
    # but not called a shift.
    if "run" in signals:
        rest = "eight months or more in a row lie on one side of the average"
    elif "beyond" in earlier:
        rest = "earlier months did too"
    return f"{names} {by_count(len(beyond), 'stands', 'stand')} out; {rest}"


def _run_words(months: MonthlyChart) -> str:
    """The last run of eight or more months on one side of the average: since when it goes on, or
    from when until when it went.
    """
    chart = months.chart
    last = first = max(place for place, signal in enumerate(chart.signals) if signal == "run")
    is_below, count = _is_below(chart, last), 1
    for place in range(last - 1, -1, -1):
        if chart.signals[place] == "no_data":
            continue
        is_of_run = chart.signals[place] == "run"
        if not is_of_run or _is_below(chart, place) != is_below:
            break
        first, count = place, count + 1
    side, since = "below" if is_below else "above", months.name(first)
    if all(signal == "no_data" for signal in chart.signals[last + 1 :]):
        return f"since {since} all {count} months lie {side} the average: a shift, not chance"
    return (
        f"from {since} to {months.name(last)} all {count} months lay {side} the"
        " average, longer than chance usually makes"
    )


def _is_below(chart: ControlChart, place: int) -> bool:
    """True for a month whose value lies below the average; False where nothing is counted."""
    value = chart.values[place]
    return value is not None and chart.centre is not None and value < chart.centre


def months_subtitle(reading: Reading) -> str:
    """What the chart over time shows: `By month, 15 to 18 lines each. Grey band: what this process
    does by itself.`
    """
    months = reading.months
    if months is None:
        return ""
    band = "Grey band: what this process does by itself"
    if months.chart.sigma_z > 1.005:
        band += ", widened because months vary more than chance"
    by = "period of the fiscal year" if months.fiscal_year.weeks else "month"
    said = f"By {by}{_each_month(reading, months)}. {band}."
    if months.changed_on and any(value is not None for value in months.before):
        said += " Dotted: the version of the definition before."
    return said


def _each_month(reading: Reading, months: MonthlyChart) -> str:
    """How many rows a month rests on, as the end of a clause."""
    counts = [count for count in months.counts if count]
    if not counts:
        return ""
    least, most = min(counts), max(counts)
    # A month's rows are those of the denominator.
    rows = reading.definition.metric.exposure or reading.counted
    if least < most:
        return f", {least:,} to {most:,} {rows.many} each"
    return f", {rows.count(least)} each"
