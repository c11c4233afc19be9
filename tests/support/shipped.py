"""The metrics that come with the library, and their switches, by id."""

from __future__ import annotations

from srmlib.rules.metric import read_metrics, shipped_metric_files
from srmlib.rules.switches import Basis, Choice, Switch

FILES = shipped_metric_files()
METRICS = read_metrics(FILES)
SWITCHES: dict[str, tuple[Switch, ...]] = {
    metric.id: tuple(metric.switches.values()) for metric in METRICS.values() if metric.switches
}


def basis(metric_id: str, **choices: Choice) -> Basis:
    """A basis of a metric: the default of each switch, with these choices instead."""
    return METRICS[metric_id].read_basis(choices, metric_id)
