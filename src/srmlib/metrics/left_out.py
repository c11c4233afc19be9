"""What a metric counts and what it leaves out, and why: in words, for `srm check` and the page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from srmlib.metrics.coverage import missing_words
from srmlib.rules.metric import Metric
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import statement
from srmlib.snapshot.definitions import definitions_of


@dataclass(frozen=True)
class LeftOut:
    """Rows counted, of them those with something in the numerator and in the denominator, and per
    outcome the rows left out, the most first.
    """

    counted: int
    events: int
    exposures: int
    outcomes: dict[str, int]


def left_out_of(rows: pd.DataFrame) -> LeftOut:
    """Of the rows behind a number, as `rows_behind` gives them."""
    is_counted = rows["is_counted"].astype(bool)
    counted = rows[is_counted]
    by_outcome = rows[~is_counted].groupby("outcome").size().sort_index()
    return LeftOut(
        counted=len(counted),
        events=int((counted["numerator"] != 0).sum()),
        exposures=int((counted["denominator"] != 0).sum()),
        outcomes=_most_first({str(name): int(n) for name, n in by_outcome.items()}),
    )


def left_out_by_metric(snapshot: Snapshot) -> dict[str, LeftOut]:
    """Of every metric with rows, those of all suppliers and days on the agreed basis."""
    rows = snapshot.records(statement("metrics/readings/left_out"))
    found: dict[str, LeftOut] = {}
    for metric_id in dict.fromkeys(row["metric_id"] for row in rows):
        of_metric = [row for row in rows if row["metric_id"] == metric_id]
        counted = [row for row in of_metric if row["is_counted"]]
        found[metric_id] = LeftOut(
            counted=sum(row["row_count"] for row in counted),
            events=sum(row["event_count"] for row in counted),
            exposures=sum(row["exposure_count"] for row in counted),
            outcomes=_most_first(
                {
                    row["outcome"]: row["row_count"]
                    for row in of_metric
                    if not row["is_counted"]
                }
            ),
        )
    return found


def left_out_lines(snapshot: Snapshot) -> list[str]:
    """One printed line per metric that the extract can carry and that has rows, in printed order."""
    found = left_out_by_metric(snapshot)
    return [
        f"{definition.metric_id}  {left_out_words(definition.metric, found[definition.metric_id])}"
        for definition in definitions_of(snapshot.con)
        if definition.metric_id in found and not missing_words(snapshot, definition)
    ]


def left_out_words(metric: Metric, found: LeftOut) -> str:
    """In the words of the metric's record: `1,204 lines counted; left out: 12 not due yet, 3
    cancelled`.
    """
    counted = metric.row.count(found.counted)
    if metric.event is not None and metric.exposure is not None:
        counted = f"{metric.event.count(found.events)} and {metric.exposure.count(found.exposures)}"
    said = f"{counted} counted" if found.counted else "nothing counted"
    left = [
        f"{rows:,} {metric.outcome_words(name)}" for name, rows in found.outcomes.items()
    ]
    if left:
        return f"{said}; left out: {', '.join(left)}"
    return f"{said}; none left out"


def _most_first(outcomes: dict[str, int]) -> dict[str, int]:
    return dict(sorted(outcomes.items(), key=lambda one: (-one[1], one[0])))
