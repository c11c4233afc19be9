"""Numbers, sentences and headings: each clause is said only where its fact holds."""

from srmlib.words import (
    bridge,
    cost,
    metric,
    months,
    page,
    promise,
    restatement,
    rows,
    trace,
)

__all__ = [
    "bridge",
    "cost",
    "metric",
    "months",
    "page",
    "promise",
    "restatement",
    "rows",
    "trace",
]
