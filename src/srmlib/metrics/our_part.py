"""Our part: what the buyer does and the supplier feels (B1 to B6), measured with the same rigour as
the supplier's part.
"""

from __future__ import annotations

from srmlib.metrics.counted import read_proportion, read_rate, read_ratio_by_rows, read_statistic
from srmlib.metrics.result import Reading
from srmlib.metrics.rows import rows_behind
from srmlib.rules.calendar import Quarter
from srmlib.rules.definition import Definition
from srmlib.snapshot import Snapshot
from srmlib.stats.intervals import median_interval


def changed_inside_lead_time(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """B1, order lines we changed inside the lead time.

    Formula: schedule lines the buyer changed inside their lead time ÷ schedule lines due in the
    quarter.
    Unit: percent, lower is better. Source: order_changes, schedule_lines (rows b1_rows).
    Counts: the lines D1 counts; a change of date, quantity, drawing or specification after the
    order and later than the agreed lead time before the requested day. Where no lead time is
    agreed, any change after the order. Null ("no_data") when no line was due.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> round(float(ratio(9, 63)), 1)
    14.3
    """
    return read_proportion(snapshot, definition, supplier_id, quarter, counted="lines")


def forecast_error(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """B2, forecast error at lead time, with the bias in a note.

    Formula: sum of |forecast − ordered| ÷ sum of what was ordered, over parts and months of the
    quarter.
    Unit: percent, lower is better. Source: forecasts, schedule_lines (rows b2_rows).
    Counts: per part and month the last forecast given at least the lead time before; months not
    over at the as-of date are left out. Null ("no_data") where nothing was ordered. Interval:
    bootstrap by row.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(abs(110 - 100) + abs(80 - 100), 200))
    15.0
    """
    rows = rows_behind(snapshot, "B2", supplier_id, quarter)
    counted = rows[rows["is_counted"].astype(bool)]
    forecast, ordered = counted["forecast_qty"].sum(), counted["ordered_qty"].sum()
    notes = []
    bias = float(100 * (forecast - ordered) / ordered) if len(counted) and ordered else 0.0
    if round(bias):
        notes = [
            f"We forecast {abs(bias):.0f}% {'more' if bias > 0 else 'less'} than we then ordered."
        ]
    return read_ratio_by_rows(
        snapshot, definition, supplier_id, quarter, counted="forecasts", notes=notes
    )


def invoices_paid_on_time(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """B3, invoices we paid on time.

    Formula: invoice lines paid by their due date ÷ invoice lines due for payment in the quarter.
    Unit: percent. Source: invoice_lines (rows b3_rows).
    Counts: invoice lines by the day they are to be paid; unpaid and overdue is a miss; credit notes
    are not counted. Null ("no_data") when none was due.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(57, 60))
    95.0
    """
    return read_proportion(snapshot, definition, supplier_id, quarter, counted="invoice lines")


def days_to_answer(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """B4, days we take to answer the supplier's questions.

    Formula: median of the days from a question to our answer.
    Unit: days, lower is better. Source: queries (rows b4_rows).
    Counts: questions by the day they were asked; one not answered yet counts with the days so far.
    Interval: order statistics. Null ("no_data") when nothing was asked.

    >>> from srmlib.metrics.arithmetic import median
    >>> float(median([1, 2, 9]))
    2.0
    """
    return read_statistic(
        snapshot, definition, supplier_id, quarter, interval=median_interval, counted="questions"
    )


def late_specification_changes(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """B5, drawings and specifications we changed after the order.

    Formula: changes of a drawing or specification after the order ÷ 100 schedule lines ordered in
    the quarter.
    Unit: per 100 lines, lower is better. Source: order_changes, schedule_lines (rows b5_rows).
    Counts: changes the buyer asked for, by the day of the change; lines by the day of the order. n
    is the number of lines. Null ("no_data") when nothing was ordered.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(2, 50))
    4.0
    """
    return read_rate(snapshot, definition, supplier_id, quarter, counted="lines")


def meetings_held(
    snapshot: Snapshot, definition: Definition, supplier_id: str, quarter: Quarter
) -> Reading:
    """B6, meetings held as planned.

    Formula: meetings held within a week of the day planned ÷ meetings planned in the quarter.
    Unit: percent. Source: meetings (rows b6_rows).
    Counts: meetings by the day planned; held more than a week off, or not at all, is a miss. Null
    ("no_data") when none was planned.

    >>> from srmlib.metrics.arithmetic import ratio
    >>> float(ratio(3, 4))
    75.0
    """
    return read_proportion(snapshot, definition, supplier_id, quarter, counted="meetings")
