"""A number with more digits than 64 bits hold ends a load in words, not in the database's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import duckdb

from srmlib.errors import SnapshotError

# What 18 digits hold, three of them decimals.
LARGEST_SUM = Decimal("999999999999999.999")
# The largest first: it is the likeliest to be wrong.
SUM_TOO_LARGE = """
SELECT metric_id, supplier_id, strftime(counted_on, '%Y-%m') AS month,
    greatest(abs(sum(numerator)), abs(sum(denominator))) AS total
FROM metric_rows
WHERE is_counted
GROUP BY metric_id, basis, supplier_id, month, measured_in
HAVING total > ?
ORDER BY total DESC, metric_id, supplier_id, month
LIMIT 1
"""


@contextmanager
def refuse_overflow(of: str, look_in: str) -> Iterator[None]:
    """Raises SnapshotError where a quantity or amount inside is too large to count with."""
    try:
        yield
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise SnapshotError(
            f"{of} is too large to count with: {str(error).splitlines()[0]}\nLook for a misplaced"
            f" decimal mark in {look_in}."
        ) from error


@contextmanager
def refuse_large_sums(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Raises SnapshotError where the sum of a month is too large, and names it."""
    try:
        yield
    except SnapshotError as error:
        found = con.execute(SUM_TOO_LARGE, [LARGEST_SUM]).fetchone()
        if found is None:
            raise
        metric_id, supplier_id, month, total = found
        raise SnapshotError(
            f"What {metric_id} adds up of supplier '{supplier_id}' in {month} is too large to count"
            f" with: {total:,}, expected at most {LARGEST_SUM:,}.\nLook for a misplaced decimal mark"
            " in the supplier's rows of that month."
        ) from error
